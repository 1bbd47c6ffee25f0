/** Where a replica keeps its log: on the broker's disk or in its memory, in which directory. */
import type { TopicSettings } from '../../cluster-config/topic-settings.ts'
import type { LogRow } from '../../log/log-board.ts'
import { partitionMetadataName } from '../../log/names.ts'
import { PartitionLog } from '../../log/partition-log.ts'
import type { ProducerSnapshotEntry } from '../../log/producer-snapshot.ts'
import type { Context } from '../../runtime/context.ts'
import type { DiskPort } from '../../runtime/ports/disk.ts'
import type { BrokerView } from '../broker/broker-view.ts'

export interface StoredPartition {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
}

/** What the next snapshot holds. */
export type Producers = () => readonly ProducerSnapshotEntry[]

export class ReplicaStorage {
  readonly log: PartitionLog
  /** `highwater.flush`: records count only once they are synced. */
  readonly commits: boolean
  private readonly disk: DiskPort
  private readonly board: BrokerView['logs']
  private readonly row: LogRow
  private readonly highWatermarkBefore: number

  private constructor(
    ctx: Context,
    view: BrokerView,
    of: StoredPartition,
    settings: TopicSettings,
    producers: Producers | undefined,
  ) {
    const inMemory = settings['highwater.storage'] === 'memory'
    this.commits = settings['highwater.flush'] === 'commit' && !inMemory
    this.disk = inMemory ? view.memory.disk : ctx.disk
    this.board = inMemory ? view.memory.logs : view.logs
    const opened = this.board.open(this.disk, of, uniqueId(ctx))
    if (opened === null) {
      throw new Error(`${of.topic}-${of.partition}/${partitionMetadataName} is damaged`)
    }
    this.row = opened.row
    this.highWatermarkBefore = opened.points.highWatermark
    const { directory } = opened.row
    const options = {
      ...logOptionsOf(view, settings, ctx.wallClockMs()),
      scanned: this.board.scanned,
      ...(producers === undefined ? {} : { producers }),
    }
    this.log = new PartitionLog(this.disk, directory, options, opened.points)
    this.keepPoints(Math.min(this.highWatermarkBefore, this.log.logEndOffset))
  }

  /** Opens the log, made if absent. Throws when its directory cannot be read. */
  static open(
    ctx: Context,
    view: BrokerView,
    of: StoredPartition,
    settings: TopicSettings,
    producers?: Producers,
  ): ReplicaStorage {
    return new ReplicaStorage(ctx, view, of, settings, producers)
  }

  /** As of the last checkpoint; the log may end below it, and then says what is damaged. */
  get checkpointedHighWatermark(): number {
    return this.highWatermarkBefore
  }

  /** What the next checkpoints are to say. While the log is damaged they stay as they are. */
  keepPoints(highWatermark: number): void {
    const { row, log } = this
    if (log.damage.length > 0) return
    row.highWatermark = highWatermark
    row.recoveryPoint = log.recoveryPoint
    row.logStartOffset = log.logStartOffset
  }

  /** An orderly end. A damaged log is left as it is; one that was removed is no more. */
  close(): void {
    if (!this.board.has(this.row) || this.log.damage.length > 0) return
    this.log.close()
    this.row.closedAt = this.log.logEndOffset
  }
}

type LogLevel = Parameters<Context['log']>[0]

/** What opening a log has found, in words. */
export function findingsOf({ recovery, damage: left }: PartitionLog): [LogLevel, string][] {
  const { cut, damage } = recovery
  const state = left.length > 0 ? 'is offline' : 'has lost records'
  const found: [LogLevel, string][] = damage.map(({ fromOffset, toOffset, because }) => [
    'error',
    `${state}: ${fromOffset} to ${toOffset - 1}: ${because}`,
  ])
  if (cut === null) return found
  return [['warn', `${cut.sizeBytes} bytes (${cut.because}) cut at ${cut.offset}`], ...found]
}

/** The copy does not belong here any more: its files go, also those of an earlier life. */
export function removeStored(ctx: Context, view: BrokerView, of: StoredPartition): void {
  view.logs.removeIfOf(ctx.disk, of, uniqueId(ctx))
  view.memory.logs.removeIfOf(view.memory.disk, of, uniqueId(ctx))
}

/** 32 hexadecimal digits, for the name of a directory that is to go. */
function uniqueId(ctx: Context): string {
  const digits = Array.from({ length: 8 }, () => ctx.random(0x1_0000).toString(16).padStart(4, '0'))
  return digits.join('')
}

const logOptionsOf = (view: BrokerView, settings: TopicSettings, nowMs: number) => ({
  crc32c: view.codecs.crc32c,
  indexIntervalBytes: settings['index.interval.bytes'],
  segmentBytes: settings['segment.bytes'],
  segmentMs: settings['segment.ms'],
  indexBytes: settings['segment.index.bytes'],
  mayHaveGaps: settings['cleanup.policy'].includes('compact'),
  nowMs,
})
