/** One partition's log on a disk port: append, read, look up by time, and recover by scanning. */
import { decodeRecords } from '../protocol/record.ts'
import { batchHeaderBytes, RecordBatch } from '../protocol/record-batch.ts'
import { assert } from '../runtime/assert.ts'
import type { Crc32c } from '../runtime/ports/codecs.ts'
import type { DiskPort } from '../runtime/ports/disk.ts'
import { LeaderEpochs } from './leader-epochs.ts'
import type {
  LogRead,
  ProducerSnapshot,
  ReplicaLog,
  Stamp,
  TimestampedOffset,
} from './replica-log.ts'
import { SparseIndex } from './sparse-index.ts'
import { readWhole, type StoredBatch, storedBatchAt } from './stored-batch.ts'

export interface LogOptions {
  readonly crc32c: Crc32c
  /** `index.interval.bytes` */
  readonly indexIntervalBytes: number
}

const nothing: LogRead = { records: [], sizeBytes: 0 }

export class PartitionLog implements ReplicaLog {
  logStartOffset = 0
  private readonly disk: DiskPort
  private readonly file: string
  private readonly options: LogOptions
  private index: SparseIndex
  readonly epochs = new LeaderEpochs()
  private endOffset = 0
  private sizeBytes = 0
  private maxTimestamp = -1

  /** Opens the log in `directory`; what an earlier life has written is read back. */
  constructor(disk: DiskPort, directory: string, options: LogOptions) {
    this.disk = disk
    this.file = `${directory}/${'0'.repeat(20)}.log`
    this.options = options
    this.index = new SparseIndex(options.indexIntervalBytes)
    this.recover()
  }

  get logEndOffset(): number {
    return this.endOffset
  }

  /** Nothing is written down: followers tell a new leader how far they are. */
  get checkpointedHighWatermark(): number {
    return this.logStartOffset
  }

  beginEpoch(epoch: number): void {
    this.epochs.assign(epoch, this.endOffset)
  }

  latestSnapshot(): ProducerSnapshot | null {
    return null
  }

  *headersFrom(fromOffset: number): Generator<RecordBatch, void> {
    for (const { header } of this.batchesFrom(this.index.positionForOffset(fromOffset))) {
      if (header.lastOffset >= fromOffset) yield header
    }
  }

  appendAsFollower(batch: RecordBatch): void {
    assert(batch.baseOffset === this.endOffset, 'a follower appends at the end of its log')
    this.disk.append(this.file, batch.bytes)
    this.added({ position: this.sizeBytes, sizeBytes: batch.sizeBytes, header: batch })
  }

  truncateTo(offset: number): void {
    if (offset >= this.endOffset) return this.epochs.truncateFromEnd(this.endOffset)
    const first = this.batchHolding(offset)
    const size = first?.position ?? 0
    if (this.disk.sizeOf(this.file) > size) this.disk.truncate(this.file, size)
    this.forget(this.logStartOffset)
    for (const stored of this.batchesBelow(size)) this.added(stored)
    this.epochs.truncateFromEnd(this.endOffset)
  }

  truncateFullyAndStartAt(offset: number): void {
    if (this.disk.sizeOf(this.file) > 0) this.disk.truncate(this.file, 0)
    this.epochs.truncateFromEnd(0)
    this.forget(offset)
  }

  append(batch: RecordBatch, leaderEpoch: number, stamp: Stamp): number {
    const stored = this.stamped(batch, stamp)
    const head = new RecordBatch(stored.bytes.slice(0, batchHeaderBytes))
    const baseOffset = this.endOffset
    head.setBaseOffset(baseOffset)
    head.setPartitionLeaderEpoch(leaderEpoch)
    this.disk.append(this.file, head.bytes, stored.records)
    this.added({ position: this.sizeBytes, sizeBytes: stored.sizeBytes, header: head })
    return baseOffset
  }

  /**
   * Whole batches from the one that holds `fromOffset` on, below `limitOffset`, of at most
   * `maxBytes` — but at least one, or a reader could never get past a large one.
   */
  read(fromOffset: number, limitOffset: number, maxBytes: number): LogRead {
    if (fromOffset >= limitOffset) return nothing
    const start = this.batchHolding(fromOffset)
    if (start === null) return nothing
    const end = this.endOfRead(start, limitOffset, maxBytes)
    const sizeBytes = end - start.position
    if (sizeBytes === 0) return nothing
    return { records: this.disk.read(this.file, start.position, sizeBytes), sizeBytes }
  }

  /**
   * The first record at or after `timestampMs`; null when there is none. In a compressed batch,
   * which stays closed, the first record speaks for all: a reader may begin too early, never late.
   */
  offsetForTimestamp(timestampMs: number): TimestampedOffset | null {
    for (const batch of this.batchesFrom(this.index.positionForTimestamp(timestampMs))) {
      const { header } = batch
      if (header.maxTimestamp < timestampMs) continue
      const { baseOffset, baseTimestamp } = header
      if (header.timestampType === 'LogAppendTime') {
        return { offset: baseOffset, timestamp: header.maxTimestamp }
      }
      if (header.compression !== 'none') return { offset: baseOffset, timestamp: baseTimestamp }
      const records = decodeRecords(readWhole(this.disk, this.file, batch))
      const found = records.find((record) => record.timestamp >= timestampMs)
      if (found !== undefined) return { offset: found.offset, timestamp: found.timestamp }
    }
    return null
  }

  /** The record with the largest timestamp (KIP-734); offset -1 in an empty log. */
  offsetOfMaxTimestamp(): TimestampedOffset {
    const found = this.maxTimestamp < 0 ? null : this.offsetForTimestamp(this.maxTimestamp)
    return found ?? { offset: -1, timestamp: -1 }
  }

  private stamped(batch: RecordBatch, { type, maxTimestamp }: Stamp): RecordBatch {
    if (batch.timestampType === type && batch.maxTimestamp === maxTimestamp) return batch
    const copy = new RecordBatch(batch.bytes.slice())
    copy.setMaxTimestamp(type, maxTimestamp, this.options.crc32c)
    return copy
  }

  /** As an empty log that begins at `startOffset`. */
  private forget(startOffset: number): void {
    this.index = new SparseIndex(this.options.indexIntervalBytes)
    this.logStartOffset = startOffset
    this.endOffset = startOffset
    this.sizeBytes = 0
    this.maxTimestamp = -1
  }

  private added({ position, sizeBytes, header }: StoredBatch): void {
    const { baseOffset, nextOffset, maxTimestamp } = header
    this.epochs.assign(header.partitionLeaderEpoch, baseOffset)
    const maxTimestampBefore = this.maxTimestamp
    this.index.beforeAppend({ offset: baseOffset, position, maxTimestampBefore })
    this.maxTimestamp = Math.max(this.maxTimestamp, maxTimestamp)
    this.endOffset = nextOffset
    this.sizeBytes = position + sizeBytes
  }

  private batchHolding(offset: number): StoredBatch | null {
    for (const batch of this.batchesFrom(this.index.positionForOffset(offset))) {
      if (batch.header.lastOffset >= offset) return batch
    }
    return null
  }

  /** Where a read that begins with `start` ends. */
  private endOfRead(start: StoredBatch, limitOffset: number, maxBytes: number): number {
    const bound = start.position + maxBytes
    if (limitOffset >= this.endOffset && bound >= this.sizeBytes) return this.sizeBytes
    let end = start.position
    const near = Math.max(start.position, this.index.startAtOrBefore(bound))
    const from = limitOffset >= this.endOffset ? near : start.position
    for (const { header, position, sizeBytes } of this.batchesFrom(from)) {
      if (header.lastOffset >= limitOffset) break
      if (position + sizeBytes > bound && position > start.position) break
      end = position + sizeBytes
      if (end > bound) break
    }
    return Math.max(end, from)
  }

  private batchesFrom(position: number): Generator<StoredBatch, void> {
    return this.batchesBelow(this.sizeBytes, position)
  }

  private *batchesBelow(sizeBytes: number, position = 0): Generator<StoredBatch, void> {
    let at = position
    while (at < sizeBytes) {
      const batch = storedBatchAt(this.disk, this.file, at)
      if (batch === null) return
      yield batch
      at += batch.sizeBytes
    }
  }

  /** Reads back what is there; what follows the last whole, good batch in order is cut off. */
  private recover(): void {
    const size = this.disk.sizeOf(this.file)
    if (size <= 0) return
    let at = 0
    for (;;) {
      const found = storedBatchAt(this.disk, this.file, at)
      if (found === null || at + found.sizeBytes > size) break
      const batch = readWhole(this.disk, this.file, found)
      if (at === 0) this.forget(batch.baseOffset)
      if (batch.baseOffset !== this.endOffset || !batch.hasValidCrc(this.options.crc32c)) break
      this.added(found)
      at += found.sizeBytes
    }
    if (at < size) this.disk.truncate(this.file, at)
  }
}
