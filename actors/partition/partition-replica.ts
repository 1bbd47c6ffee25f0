/** One partition's copy on one broker: orders records, and gives them to readers. */
import { topicSettingsOf } from '../../cluster-config/topic-config.ts'
import type { TopicSettings } from '../../cluster-config/topic-settings.ts'
import { PartitionLog } from '../../log/partition-log.ts'
import { checkBatch, type Refused } from '../../protocol/check-batch.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { Actor } from '../../runtime/actor.ts'
import { assert, must } from '../../runtime/assert.ts'
import type { Context } from '../../runtime/context.ts'
import type { ReplyTo } from '../../runtime/ref.ts'
import { type BrokerView, replicaName } from '../broker/broker-view.ts'
import { configOf, type TopicImage } from '../metadata/cluster-image.ts'
import { ParkedReaders } from './parked-readers.ts'

export interface Append {
  /** One record batch, as a client has sent it. */
  readonly records: Uint8Array
  readonly acks: number
  /** The version of the Produce request; it decides what a batch may be. */
  readonly apiVersion: number
  readonly replyTo: ReplyTo<Appended>
}
export interface Appended {
  readonly error: ErrorName
  readonly errorMessage: string | null
  /** The record of the batch that is at fault; -1 when none is, or it is not known. */
  readonly recordIndex: number
  /** Of the first record; -1 unless `error` is NONE. */
  readonly baseOffset: number
  /** -1 unless message.timestamp.type is LogAppendTime. */
  readonly logAppendTimeMs: number
  readonly logStartOffset: number
}

export interface ReadRecords {
  readonly fetchOffset: number
  readonly maxBytes: number
  /** -1: not checked. */
  readonly currentLeaderEpoch: number
  readonly replyTo: ReplyTo<Read>
}
export interface Read {
  readonly error: ErrorName
  readonly highWatermark: number
  readonly logStartOffset: number
  readonly records: readonly Uint8Array[]
  readonly sizeBytes: number
}

export interface AwaitData {
  /** Answered when the high watermark is beyond this offset. */
  readonly beyondOffset: number
  /** Who waits: a reader waits at most once. */
  readonly reader: string
  /** After which the reader has stopped waiting. */
  readonly waitMs: number
  readonly replyTo: ReplyTo<DataArrived>
}
export interface DataArrived {
  readonly highWatermark: number
}

export interface ListOffset {
  /** ms since 1970, or a negative name: -1 latest, -2 earliest, -3 maximum timestamp, … */
  readonly timestamp: number
  readonly currentLeaderEpoch: number
  readonly replyTo: ReplyTo<OffsetListed>
}
export interface OffsetListed {
  readonly error: ErrorName
  readonly timestamp: number
  readonly offset: number
  readonly leaderEpoch: number
}

export class PartitionReplica extends Actor {
  private readonly view: BrokerView
  private readonly topicId: string
  private readonly partition: number
  private readonly leaderEpoch: number
  private readonly topic: string
  private readonly settings: TopicSettings
  private readonly log: PartitionLog
  private readonly parked = new ParkedReaders()
  /** With one copy, a record is safe as soon as it is in the log. */
  private highWatermark: number

  constructor(ctx: Context, view: BrokerView, topic: TopicImage, partition: number) {
    super(ctx)
    const { topicId } = topic
    const image = must(topic.partitions[partition], `the topic has partition ${partition}`)
    this.view = view
    this.topicId = topicId
    this.partition = partition
    this.topic = topic.name
    this.leaderEpoch = image.leaderEpoch
    this.settings = topicSettingsOf(configOf(topic), view.boot.settings)
    this.log = new PartitionLog(ctx.disk, replicaName(topicId, partition), {
      crc32c: view.codecs.crc32c,
      indexIntervalBytes: this.settings['index.interval.bytes'],
    })
    this.highWatermark = this.log.logEndOffset
  }

  protected override describe(): Record<string, unknown> {
    const { topic, topicId, partition, leaderEpoch, highWatermark } = this
    const { brokerId } = this.view.boot
    const { logStartOffset, logEndOffset } = this.log
    const role = { leader: brokerId, leaderEpoch, isr: [brokerId], replicas: [brokerId] }
    return { topic, topicId, partition, ...role, highWatermark, logStartOffset, logEndOffset }
  }

  protected override invariants(): void {
    assert(this.highWatermark <= this.log.logEndOffset, 'the high watermark is within the log')
    assert(
      this.log.logStartOffset <= this.highWatermark,
      'the log start is below the high watermark',
    )
  }

  // 1. Check the batch, give it its offsets, append it; then whoever waits for records gets them.
  append({ records, apiVersion, replyTo }: Append): void {
    const nowMs = this.ctx.wallClockMs()
    const checked = checkBatch(records, {
      crc32c: this.view.codecs.crc32c,
      apiVersion,
      bytesMax: this.settings['max.message.bytes'],
      keyed: this.settings['cleanup.policy'].includes('compact'),
      ...this.timestampBounds(nowMs),
    })
    if (checked.error !== 'NONE') return this.refuse(replyTo, checked)
    if (checked.batch.isTransactional) {
      const message = 'No transaction is open on this partition.'
      return this.refuse(replyTo, { error: 'INVALID_TXN_STATE', message })
    }
    const byBroker = this.settings['message.timestamp.type'] === 'LogAppendTime'
    const logAppendTimeMs = byBroker ? nowMs : -1
    // What a client claims as the largest timestamp is not trusted.
    const baseOffset = this.log.append(checked.batch, this.leaderEpoch, {
      type: byBroker ? 'LogAppendTime' : 'CreateTime',
      maxTimestamp: byBroker ? nowMs : checked.maxTimestamp,
    })
    this.highWatermark = this.log.logEndOffset
    const { logStartOffset } = this.log
    const position = { baseOffset, logAppendTimeMs, logStartOffset }
    this.ctx.reply(replyTo, { error: 'NONE', errorMessage: null, recordIndex: -1, ...position })
    this.serveParked()
  }

  // 2. Readers get whole batches below the high watermark.
  read({ fetchOffset, maxBytes, currentLeaderEpoch, replyTo }: ReadRecords): void {
    const { highWatermark } = this
    const { logStartOffset, logEndOffset } = this.log
    const unknown = { highWatermark: -1, logStartOffset: -1, records: [], sizeBytes: 0 }
    const error = this.epochFault(currentLeaderEpoch)
    if (error !== 'NONE') return this.ctx.reply(replyTo, { error, ...unknown })
    if (fetchOffset < logStartOffset || fetchOffset > logEndOffset) {
      return this.ctx.reply(replyTo, { error: 'OFFSET_OUT_OF_RANGE', ...unknown })
    }
    const { records, sizeBytes } = this.log.read(fetchOffset, highWatermark, maxBytes)
    this.ctx.reply(replyTo, { error, highWatermark, logStartOffset, records, sizeBytes })
  }

  // 3. A reader at the end waits here; it gives up by itself.
  awaitData({ beyondOffset, reader, waitMs, replyTo }: AwaitData): void {
    const { highWatermark } = this
    if (highWatermark > beyondOffset) return this.ctx.reply(replyTo, { highWatermark })
    const nowMs = this.ctx.monotonicMs()
    this.parked.park(reader, { beyondOffset, untilMs: nowMs + waitMs, replyTo }, nowMs)
  }

  listOffset({ timestamp, currentLeaderEpoch, replyTo }: ListOffset): void {
    const error = this.epochFault(currentLeaderEpoch)
    const found = error === 'NONE' ? this.lookUp(timestamp) : { timestamp: -1, offset: -1 }
    const leaderEpoch = found.offset === -1 ? -1 : this.leaderEpoch
    this.ctx.reply(replyTo, { error, leaderEpoch, ...found })
  }

  private lookUp(timestamp: number): { timestamp: number; offset: number } {
    switch (timestamp) {
      case -1:
        return { timestamp: -1, offset: this.highWatermark }
      case -2:
      case -4: // the earliest local offset; there is no other tier
        return { timestamp: -1, offset: this.log.logStartOffset }
      case -3:
        return this.log.offsetOfMaxTimestamp()
      case -5: // the last offset in another tier
      case -6: // the earliest offset that waits for its upload there
        return { timestamp: -1, offset: -1 }
      default:
        return this.log.offsetForTimestamp(timestamp) ?? { timestamp: -1, offset: -1 }
    }
  }

  private timestampBounds(nowMs: number) {
    if (this.settings['message.timestamp.type'] === 'LogAppendTime') return {}
    return {
      timestampMinMs: nowMs - this.settings['message.timestamp.before.max.ms'],
      timestampMaxMs: nowMs + this.settings['message.timestamp.after.max.ms'],
    }
  }

  /** KIP-320: a client that knows another leader epoch must learn, or wait. */
  private epochFault(currentLeaderEpoch: number): ErrorName {
    if (currentLeaderEpoch === -1 || currentLeaderEpoch === this.leaderEpoch) return 'NONE'
    return currentLeaderEpoch < this.leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH'
  }

  private refuse(replyTo: ReplyTo<Appended>, { error, message, recordIndex = -1 }: Refused): void {
    const logStartOffset = this.log.logStartOffset
    this.ctx.reply(replyTo, {
      error,
      errorMessage: message,
      recordIndex,
      baseOffset: -1,
      logAppendTimeMs: -1,
      logStartOffset,
    })
  }

  private serveParked(): void {
    const { highWatermark } = this
    for (const { replyTo } of this.parked.takeServed(highWatermark)) {
      this.ctx.reply(replyTo, { highWatermark })
    }
  }
}
