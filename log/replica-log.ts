/**
 * What a replica needs of its log: a leader appends and orders, a follower copies and truncates.
 */
import type { RecordBatch, TimestampType } from '../protocol/record-batch.ts'
import type { LeaderEpochs } from './leader-epochs.ts'
import type { ProducerSnapshotEntry } from './producer-state.ts'

/** What a batch says of the timestamps of its records. */
export interface Stamp {
  readonly type: TimestampType
  /** In ms since 1970; -1 for none. */
  readonly maxTimestamp: number
}

export interface LogRead {
  /** Whole batches, in pieces. */
  readonly records: readonly Uint8Array[]
  readonly sizeBytes: number
}

export interface TimestampedOffset {
  readonly offset: number
  /** In ms since 1970; -1 for none. */
  readonly timestamp: number
}

/** The producers as they were when the log ended at `endOffset`. */
export interface ProducerSnapshot {
  readonly endOffset: number
  readonly producers: readonly ProducerSnapshotEntry[]
}

export interface ReplicaLog {
  /** The first offset that can be read. */
  readonly logStartOffset: number
  /** The offset that the next record will get. */
  readonly logEndOffset: number
  /** The high watermark that was last written down; never above the true one. */
  readonly checkpointedHighWatermark: number
  readonly epochs: Pick<LeaderEpochs, 'latestEpoch' | 'endOffsetFor'>

  /**
   * Appends a batch that was checked, and gives it its offsets and its largest timestamp; with
   * LogAppendTime all its records take that one. The caller's bytes are left as they are.
   * @returns the offset of its first record
   */
  append(batch: RecordBatch, leaderEpoch: number, stamp: Stamp): number
  /** Appends a batch of the leader as it is; its base offset is `logEndOffset`. */
  appendAsFollower(batch: RecordBatch): void
  /** Whole batches from the one that holds `fromOffset` on, below `limitOffset`; at least one. */
  read(fromOffset: number, limitOffset: number, maxBytes: number): LogRead
  /**
   * Cuts off everything at and after `offset`, which stands between two batches or inside one; also
   * epochs that have begun there without a record, so that the latest epoch is a record's.
   */
  truncateTo(offset: number): void
  /** Forgets everything; the log begins anew at `offset`. */
  truncateFullyAndStartAt(offset: number): void

  /** A leader of `epoch` has begun at the end of this log. */
  beginEpoch(epoch: number): void

  /** The latest snapshot of the producers in what the log holds; null when there is none. */
  latestSnapshot(): ProducerSnapshot | null
  /** The headers of all batches from the one that holds `fromOffset` on. */
  headersFrom(fromOffset: number): Iterable<RecordBatch>

  offsetForTimestamp(timestampMs: number): TimestampedOffset | null
  offsetOfMaxTimestamp(): TimestampedOffset
}
