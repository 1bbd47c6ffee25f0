/** One segment of a log: a file of batches, and the indexes that find them. */
import type { RecordBatch } from '../protocol/record-batch.ts'
import type { DiskPort } from '../runtime/ports/disk.ts'
import { logFile } from './names.ts'
import { OffsetIndex } from './offset-index.ts'
import { type StoredBatch, storedBatches } from './stored-batch.ts'
import { TimeIndex, type TimestampOffset } from './time-index.ts'
import { TransactionIndex } from './transaction-index.ts'

/** Relative offsets in an index are of 32 bits. */
const relativeOffsetMax = 2 ** 31 - 1

export interface SegmentLimits {
  /** `index.interval.bytes` */
  readonly indexIntervalBytes: number
  /** `segment.bytes` */
  readonly segmentBytes: number
  /** `segment.ms` */
  readonly segmentMs: number
  /** `segment.index.bytes` */
  readonly indexBytes: number
}

/** Bytes [position, endPosition) of a file. */
interface Stretch {
  readonly position: number
  readonly endPosition: number
}

export interface HeadedBatch {
  readonly header: RecordBatch
  readonly sizeBytes: number
}

export class Segment {
  readonly baseOffset: number
  readonly file: string
  readonly offsets: OffsetIndex
  readonly times: TimeIndex
  readonly transactions: TransactionIndex
  sizeBytes: number
  /** Wall clock. */
  readonly createdMs: number
  private readonly disk: DiskPort
  private readonly limits: SegmentLimits
  private bytesSinceEntry = 0
  private largest: TimestampOffset | null = null
  /** Of the first batch; null until it is asked for. */
  private firstTimestamp: number | null = null

  constructor(
    disk: DiskPort,
    directory: string,
    baseOffset: number,
    limits: SegmentLimits,
    createdMs: number,
  ) {
    this.disk = disk
    this.baseOffset = baseOffset
    this.limits = limits
    this.createdMs = createdMs
    this.file = logFile(directory, baseOffset, 'log')
    this.offsets = new OffsetIndex(disk, logFile(directory, baseOffset, 'index'), baseOffset)
    this.times = new TimeIndex(disk, logFile(directory, baseOffset, 'timeindex'), baseOffset)
    this.transactions = new TransactionIndex(disk, logFile(directory, baseOffset, 'txnindex'))
    this.sizeBytes = Math.max(0, disk.sizeOf(this.file))
    if (this.sizeBytes === 0) this.startEmpty()
  }

  /** Adds whole batches at the end; `bytes` are theirs, one behind the other. */
  append(bytes: readonly Uint8Array[], batches: readonly HeadedBatch[]): void {
    if (this.largest === null) {
      this.bytesSinceEntry = this.sizeBytes - (this.offsets.last()?.position ?? 0)
      this.largestSoFar()
    }
    this.disk.append(this.file, ...bytes)
    for (const batch of batches) this.note({ position: this.sizeBytes, ...batch })
  }

  /** Whether this batch has to go to another segment. Source: Kafka LogSegment.shouldRoll. */
  isFullFor({ header, sizeBytes: bytes }: HeadedBatch, nowMs: number): boolean {
    const { segmentBytes, segmentMs, indexBytes } = this.limits
    if (this.sizeBytes === 0) return header.lastOffset - this.baseOffset > relativeOffsetMax
    return (
      this.sizeBytes > segmentBytes - bytes ||
      this.ageMs(header.maxTimestamp, nowMs) > segmentMs ||
      this.offsets.table.sizeBytes + 8 > indexBytes ||
      this.times.table.sizeBytes + 12 > indexBytes ||
      header.lastOffset - this.baseOffset > relativeOffsetMax
    )
  }

  /** The largest timestamp and the last offset of the batch that has it; -1 for none. */
  largestSoFar(): TimestampOffset {
    if (this.largest !== null) return this.largest
    this.largest = this.times.last()
    const from = this.offsets.lookup(this.largest.offset)?.position ?? 0
    for (const { header } of storedBatches(this.disk, this.file, from, this.sizeBytes)) {
      const { maxTimestamp, lastOffset } = header
      if (maxTimestamp <= this.largest.timestamp) continue
      this.largest = { timestamp: maxTimestamp, offset: lastOffset }
    }
    return this.largest
  }

  /** A position at which a batch begins, not behind the one that holds `offset`. */
  positionBefore(offset: number): number {
    const entry = this.offsets.lookup(offset)
    if (entry === null) return 0
    const [batch] = storedBatches(this.disk, this.file, entry.position, this.sizeBytes)
    if (batch?.header.lastOffset === entry.offset) return entry.position
    this.rebuildIndexes() // the entry is damaged, or the batch is; who reads on will see
    const again = this.offsets.lookup(offset)
    return again?.position ?? 0
  }

  /** Behind which no record is earlier than `timestampMs` for certain; a batch begins there. */
  positionBeforeTime(timestampMs: number): number {
    const entry = this.times.lookupBefore(timestampMs)
    if (entry.timestamp === -1) return 0
    for (const { header, position } of this.batchesFrom(this.positionBefore(entry.offset))) {
      if (header.lastOffset < entry.offset) continue
      if (header.lastOffset === entry.offset && header.maxTimestamp === entry.timestamp) {
        return position
      }
      break
    }
    this.rebuildIndexes()
    const again = this.times.lookupBefore(timestampMs)
    return again.timestamp === -1 ? 0 : this.positionBefore(again.offset)
  }

  batchesFrom(position: number): Generator<StoredBatch, void> {
    return storedBatches(this.disk, this.file, position, this.sizeBytes)
  }

  /** Cuts off everything from the batch at `position` on, whose first offset is `offset`. */
  truncate(position: number, offset: number): void {
    if (position < this.sizeBytes) this.disk.truncate(this.file, position)
    this.sizeBytes = position
    this.offsets.truncateTo(offset)
    this.times.truncateTo(offset)
    this.transactions.truncateTo(offset)
    this.largest = null
    this.firstTimestamp = null
    this.bytesSinceEntry = position - (this.offsets.last()?.position ?? 0)
    if (position === 0) this.startEmpty()
  }

  /** Makes both indexes anew from the batches in `spans` of the file, and shows them to `visit`. */
  rebuildIndexes(
    spans: readonly Stretch[] = [{ position: 0, endPosition: this.sizeBytes }],
    visit: (batch: StoredBatch) => void = () => {},
  ): void {
    const { sizeBytes } = this
    this.offsets.table.startOver()
    this.times.table.startOver()
    this.startEmpty()
    let offset = this.baseOffset
    for (const { position, endPosition } of spans) {
      for (const batch of storedBatches(this.disk, this.file, position, endPosition)) {
        const { baseOffset, lastOffset } = batch.header
        if (baseOffset < offset || lastOffset - this.baseOffset > relativeOffsetMax) break
        offset = lastOffset + 1
        this.note(batch)
        visit(batch)
      }
    }
    this.sizeBytes = sizeBytes
    this.offsets.table.finish()
    this.times.table.finish()
  }

  /** False when an index is missing or cannot belong to this log file. */
  hasSaneIndexes(): boolean {
    const { offsets, times, transactions, sizeBytes } = this
    if (sizeBytes === 0) return true
    const present = offsets.table.exists() && times.table.exists()
    return present && offsets.isSane(sizeBytes) && times.isSane() && transactions.isSane()
  }

  /** No more batches come for now: the time index gets an entry that speaks for all. */
  close(): void {
    if (this.sizeBytes === 0) return
    this.times.maybeAppend(this.largestSoFar())
    this.offsets.table.ensureExists()
    this.times.table.ensureExists()
  }

  /** What an earlier segment of the same name has left in the indexes goes. */
  forgetIndexes(): void {
    for (const { table } of [this.offsets, this.times, this.transactions]) table.truncate(0)
  }

  get files(): string[] {
    const { offsets, times, transactions, file } = this
    return [file, offsets.table.file, times.table.file, transactions.table.file]
  }

  private startEmpty(): void {
    this.largest = { timestamp: -1, offset: this.baseOffset }
    this.bytesSinceEntry = 0
    this.sizeBytes = 0
  }

  private note({ position, sizeBytes, header }: StoredBatch): void {
    const { maxTimestamp, lastOffset } = header
    const largest = this.largestSoFar()
    if (maxTimestamp > largest.timestamp) {
      this.largest = { timestamp: maxTimestamp, offset: lastOffset }
    }
    if (this.bytesSinceEntry > this.limits.indexIntervalBytes) {
      this.offsets.append({ offset: lastOffset, position })
      this.times.maybeAppend(this.largestSoFar())
      this.bytesSinceEntry = 0
    }
    this.bytesSinceEntry += sizeBytes
    this.sizeBytes = position + sizeBytes
  }

  /** By the timestamps of its records; by the clock when they have none. */
  private ageMs(timestampMs: number, nowMs: number): number {
    if (this.firstTimestamp === null) {
      const [first] = storedBatches(this.disk, this.file, 0, this.sizeBytes)
      this.firstTimestamp = first?.header.maxTimestamp ?? -1
    }
    return this.firstTimestamp >= 0 ? timestampMs - this.firstTimestamp : nowMs - this.createdMs
  }
}
