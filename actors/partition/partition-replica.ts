/** One partition's copy on one broker: orders records, and gives them to readers. */
import { topicSettingsOf } from '../../cluster-config/topic-config.ts'
import type { TopicSettings } from '../../cluster-config/topic-settings.ts'
import type { PartitionLog } from '../../log/partition-log.ts'
import { checkBatch, type Refused } from '../../protocol/check-batch.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { Actor } from '../../runtime/actor.ts'
import { assert } from '../../runtime/assert.ts'
import type { Context } from '../../runtime/context.ts'
import { DiskError } from '../../runtime/ports/disk.ts'
import type { ReplyTo } from '../../runtime/ref.ts'
import type { BrokerView } from '../broker/broker-view.ts'
import { configOf, type TopicImage } from '../metadata/cluster-image.ts'
import type { PartitionAssignment } from '../metadata/partition-state.ts'
import { ParkedReaders } from './parked-readers.ts'
import { ReplicaStorage } from './replica-storage.ts'

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

interface Unsynced {
  readonly replyTo: ReplyTo<Appended>
  readonly answer: Appended
}

export class PartitionReplica extends Actor {
  private readonly view: BrokerView
  private readonly topicId: string
  private readonly partition: number
  /** What it was told last; nothing is served before. */
  private assignment: PartitionAssignment | null = null
  private readonly topic: string
  private readonly settings: TopicSettings
  private readonly storage: ReplicaStorage
  private readonly log: PartitionLog
  private readonly parked = new ParkedReaders()
  /** With one copy, a record is safe as soon as it is in the log, or synced where that counts. */
  private highWatermark: number
  /** Written, and not yet synced: who waits to hear so. */
  private unsynced: Unsynced[] = []
  private syncing = false
  /** Records that should be there are not: nothing is written or read until that is mended. */
  private readonly damaged: boolean

  constructor(ctx: Context, view: BrokerView, topic: TopicImage, partition: number) {
    super(ctx)
    const { topicId } = topic
    this.view = view
    this.topicId = topicId
    this.partition = partition
    this.topic = topic.name
    this.settings = topicSettingsOf(configOf(topic), view.boot.settings)
    const stored = { topic: this.topic, topicId, partition }
    this.storage = ReplicaStorage.open(ctx, view, stored, this.settings)
    this.log = this.storage.log
    this.highWatermark = this.log.logEndOffset
    const copies = topic.partitions[partition]?.replicas.length
    const lost = copies === 1 && this.log.giveUpMissingEnd()
    this.damaged = !lost && this.log.damage.length > 0
  }

  protected override started(): void {
    const { cut, damage } = this.log.recovery
    const name = `${this.topic}-${this.partition}`
    if (cut !== null) {
      this.ctx.log('warn', `${name}: ${cut.sizeBytes} bytes (${cut.because}) cut at ${cut.offset}`)
    }
    for (const { fromOffset, toOffset, because } of damage) {
      const state = this.damaged ? 'is offline' : 'has lost records'
      this.ctx.log('error', `${name} ${state}: ${fromOffset} to ${toOffset - 1}: ${because}`)
    }
    this.cleanLater()
  }

  protected override stopping(): void {
    this.storage.close()
  }

  protected override describe(): Record<string, unknown> {
    const { topic, topicId, partition, leaderEpoch, highWatermark } = this
    const { logStartOffset, logEndOffset } = this.log
    const { leader = -1, isr = [], replicas = [] } = this.assignment ?? {}
    const role = { role: this.leads ? 'leader' : 'follower', leader, leaderEpoch, isr, replicas }
    return { topic, topicId, partition, ...role, highWatermark, logStartOffset, logEndOffset }
  }

  protected override invariants(): void {
    assert(this.highWatermark <= this.log.logEndOffset, 'the high watermark is within the log')
    assert(
      this.log.logStartOffset <= this.highWatermark,
      'the log start is below the high watermark',
    )
  }

  // 0. What it is: told at its start, and after each change of the partition.
  becomeLeader(assignment: PartitionAssignment): void {
    this.assign(assignment)
  }

  becomeFollower(assignment: PartitionAssignment): void {
    this.assign(assignment)
  }

  // 1. Check the batch, give it its offsets, append it; then whoever waits for records gets them.
  append({ records, apiVersion, replyTo }: Append): void {
    if (!this.leads) {
      return this.refuse(replyTo, {
        error: 'NOT_LEADER_OR_FOLLOWER',
        message: 'This replica does not lead.',
      })
    }
    if (this.damaged) {
      const message = 'The log is damaged.'
      return this.refuse(replyTo, { error: 'KAFKA_STORAGE_ERROR', message })
    }
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
    const stamp = {
      type: byBroker ? 'LogAppendTime' : 'CreateTime',
      maxTimestamp: byBroker ? nowMs : checked.maxTimestamp,
    } as const
    const baseOffset = this.log.append(checked.batch, this.leaderEpoch, stamp, nowMs)
    const { logStartOffset } = this.log
    const position = { baseOffset, logAppendTimeMs, logStartOffset }
    const answer = { error: 'NONE', errorMessage: null, recordIndex: -1, ...position } as const
    if (this.storage.commits) return this.whenSynced({ replyTo, answer })
    this.ctx.reply(replyTo, answer)
    this.advanceTo(this.log.logEndOffset)
  }

  /** One sync at a time; whatever is appended meanwhile shares the next. */
  private whenSynced(waiting: Unsynced): void {
    this.unsynced.push(waiting)
    if (!this.syncing) this.sync()
  }

  private sync(): void {
    const served = this.unsynced.splice(0)
    const endOffset = this.log.logEndOffset
    this.syncing = true
    this.log.sync((error) => {
      this.syncing = false
      if (error !== null) throw new DiskError(error, this.topic)
      for (const { replyTo, answer } of served) this.ctx.reply(replyTo, answer)
      this.advanceTo(endOffset)
      if (this.unsynced.length > 0) this.sync()
    })
  }

  private advanceTo(highWatermark: number): void {
    this.highWatermark = highWatermark
    this.storage.keepPoints(highWatermark)
    this.serveParked()
  }

  // 2. Readers get whole batches below the high watermark.
  read({ fetchOffset, maxBytes, currentLeaderEpoch, replyTo }: ReadRecords): void {
    const { highWatermark } = this
    const { logStartOffset, logEndOffset } = this.log
    const unknown = { highWatermark: -1, logStartOffset: -1, records: [], sizeBytes: 0 }
    const fault = this.epochFault(currentLeaderEpoch)
    const error = fault === 'NONE' && this.damaged ? 'KAFKA_STORAGE_ERROR' : fault
    if (error !== 'NONE') return this.ctx.reply(replyTo, { error, ...unknown })
    if (fetchOffset < logStartOffset || fetchOffset > logEndOffset) {
      return this.ctx.reply(replyTo, { error: 'OFFSET_OUT_OF_RANGE', ...unknown })
    }
    const { records, sizeBytes, damage } = this.log.read(fetchOffset, highWatermark, maxBytes)
    if (damage !== null) {
      const { because } = damage
      this.ctx.log(
        'error',
        `${this.topic}-${this.partition}: damaged at ${fetchOffset}: ${because}`,
      )
      return this.ctx.reply(replyTo, { error: 'KAFKA_STORAGE_ERROR', ...unknown })
    }
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

  /** Segments that are too old, or too many, go. */
  cleanUp(): void {
    const { settings, highWatermark } = this
    if (settings['cleanup.policy'].includes('delete') && !this.damaged) {
      this.log.deleteOldSegments({
        nowMs: this.ctx.wallClockMs(),
        retentionMs: settings['retention.ms'],
        retentionBytes: settings['retention.bytes'],
        highWatermark,
      })
      this.storage.keepPoints(highWatermark)
    }
    this.cleanLater()
  }

  private cleanLater(): void {
    const everyMs = this.view.boot.settings['log.retention.check.interval.ms']
    this.ctx.after(this, everyMs).cleanUp()
  }

  private assign(assignment: PartitionAssignment): void {
    const known = this.assignment?.partitionEpoch ?? -1
    if (assignment.partitionEpoch >= known) this.assignment = assignment
  }

  private get leads(): boolean {
    return this.assignment?.leader === this.view.boot.brokerId
  }

  private get leaderEpoch(): number {
    return this.assignment?.leaderEpoch ?? -1
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
    if (!this.leads) return 'NOT_LEADER_OR_FOLLOWER'
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
