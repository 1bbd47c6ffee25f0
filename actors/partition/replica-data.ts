/** What a replica holds in either role: its log, the book of producers, and how far all is safe. */
import type { PartitionLog, Stamp } from '../../log/partition-log.ts'
import { ProducerState } from '../../log/producer-state.ts'
import type { RecordBatch } from '../../protocol/record-batch.ts'
import { assert } from '../../runtime/assert.ts'
import { Durability } from './durability.ts'
import type { Producers, ReplicaStorage } from './replica-storage.ts'
import type { PartitionRules } from './rules.ts'

export class ReplicaData {
  readonly log: PartitionLog
  readonly rules: PartitionRules
  readonly producers: ProducerState
  readonly written: Durability
  private readonly storage: ReplicaStorage
  private safeTo: number

  /** `open` is given what snapshots of producers are made of. */
  constructor(open: (producers: Producers) => ReplicaStorage, rules: PartitionRules) {
    this.rules = rules
    this.producers = new ProducerState(rules.batchesKept)
    this.storage = open(() => this.producers.snapshot())
    const { log, commits, checkpointedHighWatermark } = this.storage
    this.log = log
    this.written = new Durability(log, commits)
    const { logStartOffset, logEndOffset } = log
    this.safeTo = Math.max(logStartOffset, Math.min(checkpointedHighWatermark, logEndOffset))
    this.rebuildProducers()
  }

  get highWatermark(): number {
    return this.safeTo
  }

  set highWatermark(offset: number) {
    this.safeTo = offset
    this.storage.keepPoints(offset)
  }

  /** Records that should be there are not: nothing is written or read until that is mended. */
  get isDamaged(): boolean {
    return this.log.damage.length > 0
  }

  /** Appends a leader's new batch; returns its base offset. */
  append(batch: RecordBatch, leaderEpoch: number, stamp: Stamp, nowMs: number): number {
    const baseOffset = this.log.append(batch, leaderEpoch, stamp, nowMs)
    for (const { header } of this.log.headersFrom(baseOffset)) this.producers.added(header)
    return baseOffset
  }

  appendCopy(batch: RecordBatch, nowMs: number): void {
    this.log.appendCopy(batch, nowMs)
    this.producers.added(batch)
  }

  /** Cuts the log at `offset`, and with it what the cut records had said of their producers. */
  truncateTo(offset: number): void {
    const { logEndOffset: before } = this.log
    this.log.truncateTo(offset)
    const { logEndOffset } = this.log
    if (logEndOffset === before) return
    this.written.truncated()
    this.highWatermark = this.rules.highWatermarkAfterTruncation(this.highWatermark, logEndOffset)
    this.rebuildProducers()
  }

  /** The leader has nothing below `offset` any more: all begins there (KAFKA-9491). */
  restartAt(offset: number): void {
    this.log.truncateFullyAndStartAt(offset)
    this.written.truncated()
    this.highWatermark = offset
    this.producers.restore([])
  }

  /** What is too old or too much goes, as far as it is safe. */
  deleteOldSegments(rules: { nowMs: number; retentionMs: number; retentionBytes: number }): void {
    this.log.deleteOldSegments({ ...rules, highWatermark: this.highWatermark })
    this.storage.keepPoints(this.highWatermark)
  }

  /** An orderly end. */
  close(): void {
    this.storage.close()
  }

  /** From the latest snapshot, and from the log behind it. */
  private rebuildProducers(): void {
    const snapshot = this.log.latestSnapshot()
    this.producers.restore(snapshot?.producers ?? [])
    const from = Math.max(snapshot?.offset ?? 0, this.log.logStartOffset)
    for (const { header } of this.log.headersFrom(from)) this.producers.added(header)
  }

  checkInvariants(): void {
    const { logStartOffset, logEndOffset } = this.log
    assert(this.highWatermark <= logEndOffset, 'the high watermark is within the log')
    assert(logStartOffset <= this.highWatermark, 'the log starts below the high watermark')
  }
}
