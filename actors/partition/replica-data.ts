/** What a replica holds in either role: its log, the book of producers, and how far all is safe. */
import { ProducerState } from '../../log/producer-state.ts'
import type { ReplicaLog, Stamp } from '../../log/replica-log.ts'
import type { RecordBatch } from '../../protocol/record-batch.ts'
import { assert } from '../../runtime/assert.ts'
import type { PartitionRules } from './rules.ts'

export class ReplicaData {
  readonly log: ReplicaLog
  readonly rules: PartitionRules
  readonly producers: ProducerState
  highWatermark: number

  constructor(log: ReplicaLog, rules: PartitionRules) {
    this.log = log
    this.rules = rules
    this.producers = new ProducerState(rules.batchesKept)
    this.highWatermark = Math.min(log.checkpointedHighWatermark, log.logEndOffset)
    this.rebuildProducers()
  }

  /** Appends a leader's new batch; returns its base offset. */
  append(batch: RecordBatch, leaderEpoch: number, stamp: Stamp): number {
    const baseOffset = this.log.append(batch, leaderEpoch, stamp)
    for (const header of this.log.headersFrom(baseOffset)) this.producers.added(header)
    return baseOffset
  }

  appendAsFollower(batch: RecordBatch): void {
    this.log.appendAsFollower(batch)
    this.producers.added(batch)
  }

  /** Cuts the log at `offset`, and with it what the cut records had said of their producers. */
  truncateTo(offset: number): void {
    const { logEndOffset: before } = this.log
    this.log.truncateTo(offset)
    const { logEndOffset } = this.log
    if (logEndOffset === before) return
    this.highWatermark = this.rules.highWatermarkAfterTruncation(this.highWatermark, logEndOffset)
    this.rebuildProducers()
  }

  /** The leader has nothing below `offset` any more: all begins there (KAFKA-9491). */
  restartAt(offset: number): void {
    this.log.truncateFullyAndStartAt(offset)
    this.highWatermark = offset
    this.producers.restore([])
  }

  /** From the latest snapshot, and from the log behind it. */
  private rebuildProducers(): void {
    const snapshot = this.log.latestSnapshot()
    this.producers.restore(snapshot?.producers ?? [])
    for (const header of this.log.headersFrom(snapshot?.endOffset ?? this.log.logStartOffset)) {
      this.producers.added(header)
    }
  }

  checkInvariants(): void {
    const { logStartOffset, logEndOffset } = this.log
    assert(this.highWatermark <= logEndOffset, 'the high watermark is within the log')
    assert(logStartOffset <= this.highWatermark, 'the log starts below the high watermark')
  }
}
