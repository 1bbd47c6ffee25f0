/** One partition's log on a disk port: segments of record batches, their indexes and epochs. */
import { DecodeError } from '../protocol/decode-error.ts'
import { decodeRecords } from '../protocol/record.ts'
import {
  batchesIn,
  batchHeaderBytes,
  RecordBatch,
  type TimestampType,
} from '../protocol/record-batch.ts'
import type { DiskErrorCode, DiskPort } from '../runtime/ports/disk.ts'
import { readBatches } from './checked-read.ts'
import { encodeEpochs, type LeaderEpochs } from './leader-epochs.ts'
import type { FollowerAppend, LogRead } from './log-answers.ts'
import { epochCheckpointName } from './names.ts'
import {
  type DamagedRange,
  type LogPoints,
  noPoints,
  type OpenOptions,
  openLog,
  type Recovery,
} from './open-log.ts'
import type { ProducerSnapshotEntry } from './producer-snapshot.ts'
import { type ProducerSnapshot, ProducerSnapshots } from './producer-snapshots.ts'
import { type RepairFault, repairSegment } from './repair.ts'
import { ReplacedFile } from './replaced-file.ts'
import { expiredSegments, type Retention } from './retention.ts'
import type { FaultKind } from './scan.ts'
import type { HeadedBatch } from './segment.ts'
import { Segments } from './segments.ts'
import { readWhole, type StoredBatch } from './stored-batch.ts'
import { SyncPoint } from './sync-point.ts'
import type { TimestampOffset } from './time-index.ts'
import type { AbortedTransaction } from './transaction-index.ts'

export interface LogOptions extends OpenOptions {
  /** What the partition knows of its producers; asked when a segment begins and at the end. */
  readonly producers?: () => readonly ProducerSnapshotEntry[]
}

/** What a batch says of the timestamps of its records. */
export interface Stamp {
  readonly type: TimestampType
  /** In ms since 1970; -1 for none. */
  readonly maxTimestamp: number
}

const nothing: LogRead = { records: [], sizeBytes: 0, damage: null }

export class PartitionLog {
  readonly epochs: LeaderEpochs
  readonly recovery: Recovery
  private readonly disk: DiskPort
  private readonly directory: string
  private readonly options: LogOptions
  private readonly segments: Segments
  private readonly synced: SyncPoint
  private readonly snapshots: ProducerSnapshots
  private readonly epochsFile: ReplacedFile
  private startOffset: number
  private endOffset: number
  private damaged: readonly DamagedRange[]
  /** From here on the epochs are in memory, and not yet in their checkpoint. */
  private epochsKnownTo = Number.POSITIVE_INFINITY
  private epochChanges = 0

  /** Opens the log in `directory`; what an earlier life has written is read back. */
  constructor(
    disk: DiskPort,
    directory: string,
    options: LogOptions,
    points: LogPoints = noPoints,
  ) {
    const { segments, epochs, logEndOffset, recovery } = openLog(disk, directory, options, points)
    this.disk = disk
    this.directory = directory
    this.options = options
    this.segments = new Segments(disk, directory, options, segments)
    this.synced = new SyncPoint(disk, Math.min(points.recoveryPoint, logEndOffset))
    this.snapshots = new ProducerSnapshots(disk, directory, options.crc32c)
    this.epochsFile = new ReplacedFile(disk, `${directory}/${epochCheckpointName}`)
    this.epochs = epochs
    this.recovery = recovery
    this.endOffset = logEndOffset
    this.damaged = recovery.damage
    this.startOffset = Math.max(points.logStartOffset, this.segments.first.baseOffset)
    if (this.startOffset > logEndOffset) this.truncateFullyAndStartAt(this.startOffset)
    if (recovery.cut !== null) this.snapshots.truncateTo(logEndOffset)
    if (recovery.scannedBytes > 0) this.keepEpochs(points.recoveryPoint)
  }

  /** The first offset that can be read. */
  get logStartOffset(): number {
    return this.startOffset
  }

  /** The offset that the next record will get. */
  get logEndOffset(): number {
    return this.endOffset
  }

  /** Everything below it survives a loss of power. */
  get recoveryPoint(): number {
    return Math.min(this.synced.offset, this.epochsKnownTo)
  }

  get sizeBytes(): number {
    return this.segments.all.reduce((sum, segment) => sum + segment.sizeBytes, 0)
  }

  /** Below the high watermark, and not given up. While there is any, nothing may be appended. */
  get damage(): readonly DamagedRange[] {
    return this.damaged
  }

  /**
   * When all that is wrong is that the log ends too early, with half a batch at most behind its
   * end, then that may be given up: by a follower, which fetches on from there, or by the only copy
   * there is. Returns false when more is damaged.
   */
  giveUpMissingEnd(): boolean {
    if (this.damaged.some(({ fromOffset }) => fromOffset < this.endOffset)) return false
    if (this.damaged.some(({ because }) => because !== 'missing' && because !== 'torn')) {
      return false
    }
    this.damaged = []
    this.segments.cutBehind(this.endOffset)
    return true
  }

  // 1. What is written.

  /** The leader begins an epoch, before it appends. */
  beginEpoch(leaderEpoch: number): void {
    if (this.epochs.assign(leaderEpoch, this.endOffset)) this.keepEpochs(this.endOffset)
  }

  /**
   * Appends a batch that was checked, and gives it its offsets and its largest timestamp; with
   * LogAppendTime all its records take that one. The caller's bytes are left as they are.
   * @returns the offset of its first record
   */
  append(batch: RecordBatch, leaderEpoch: number, stamp: Stamp, nowMs = -1): number {
    const stored = this.stamped(batch, stamp)
    const header = new RecordBatch(stored.bytes.slice(0, batchHeaderBytes))
    const baseOffset = this.endOffset
    header.setBaseOffset(baseOffset)
    header.setPartitionLeaderEpoch(leaderEpoch)
    if (this.epochs.assign(leaderEpoch, baseOffset)) this.keepEpochs(baseOffset)
    const { sizeBytes } = stored
    if (this.segments.isFullFor({ header, sizeBytes }, nowMs)) this.roll(nowMs)
    this.segments.active.append([header.bytes, stored.records], [{ header, sizeBytes }])
    this.endOffset = header.nextOffset
    return baseOffset
  }

  /** Appends batches as the leader has them, as far as they fit and are good. */
  appendAsFollower(records: Uint8Array, nowMs = -1): FollowerAppend {
    const batches: RecordBatch[] = []
    const fault = this.takeBatches(records, batches, nowMs)
    return { batches, fault }
  }

  private takeBatches(records: Uint8Array, taken: RecordBatch[], nowMs: number): FaultKind | null {
    try {
      for (const batch of batchesIn(records)) {
        const fault = this.followerFault(batch)
        if (fault !== null) return fault
        this.appendCopy(batch, nowMs)
        taken.push(batch)
      }
      return null
    } catch (error) {
      if (error instanceof DecodeError) return 'header'
      throw error
    }
  }

  /** Appends a batch as the leader has it; whoever calls has seen that it fits and is good. */
  appendCopy(batch: RecordBatch, nowMs = -1): void {
    const { partitionLeaderEpoch, baseOffset, sizeBytes } = batch
    if (this.epochs.assign(partitionLeaderEpoch, baseOffset)) this.keepEpochs(baseOffset)
    const headed: HeadedBatch = { header: batch, sizeBytes }
    if (this.segments.isFullFor(headed, nowMs)) this.roll(nowMs)
    this.segments.active.append([batch.bytes], [headed])
    this.endOffset = batch.nextOffset
  }

  private followerFault(batch: RecordBatch): FaultKind | null {
    if (!batch.hasValidCrc(this.options.crc32c)) return 'crc'
    const { baseOffset, partitionLeaderEpoch } = batch
    const follows = this.options.mayHaveGaps
      ? baseOffset >= this.endOffset
      : baseOffset === this.endOffset
    if (!follows) return 'offset'
    return partitionLeaderEpoch < this.epochs.latestEpoch ? 'epoch' : null
  }

  private stamped(batch: RecordBatch, { type, maxTimestamp }: Stamp): RecordBatch {
    if (batch.timestampType === type && batch.maxTimestamp === maxTimestamp) return batch
    const copy = new RecordBatch(batch.bytes.slice())
    copy.setMaxTimestamp(type, maxTimestamp, this.options.crc32c)
    return copy
  }

  private roll(nowMs: number): void {
    this.writeSnapshot()
    this.segments.roll(this.endOffset, nowMs)
    this.sync(() => {}) // as Kafka does; a failure shows when the next one is asked for
  }

  /** The transaction of an abort marker in the log; one that is noted already is passed over. */
  addAborted(aborted: AbortedTransaction): void {
    const { transactions } = this.segments.all[this.segments.indexFor(aborted.lastOffset)]!
    const last = [...transactions.entries()].at(-1)
    if (last === undefined || last.lastOffset < aborted.lastOffset) transactions.append(aborted)
  }

  /** Makes what is in the log now durable. Several may be under way. */
  sync(done: (error: DiskErrorCode | null) => void): void {
    const { all } = this.segments
    const from = this.segments.indexFor(this.synced.offset)
    const files = all.slice(from).flatMap(({ file, transactions: { table } }) => {
      return table.exists() ? [table.file, file] : [file]
    })
    const present = files.filter((file) => this.disk.sizeOf(file) >= 0)
    this.synced.advance(this.endOffset, present, done)
  }

  /** The end of this life in order: what is asked of the log afterwards is its recovery point. */
  close(): void {
    this.segments.active.close()
    this.writeSnapshot()
  }

  // 2. What is read.

  /**
   * Whole batches from the one that holds `fromOffset` on, below `limitOffset`, of at most
   * `maxBytes` — but at least one, or a reader could never get past a large one.
   */
  read(fromOffset: number, limitOffset: number, maxBytes: number): LogRead {
    if (fromOffset >= Math.min(limitOffset, this.endOffset)) return nothing
    const { disk, options, epochs, segments } = this
    const index = segments.indexFor(fromOffset)
    const segment = segments.all[index]!
    const wanted = { fromOffset, limitOffset, maxBytes }
    const { records, sizeBytes, fault } = readBatches(disk, segment, wanted, {
      crc32c: options.crc32c,
      epochs,
      mayHaveGaps: options.mayHaveGaps,
    })
    if (fault === null) return { records, sizeBytes, damage: null }
    const toOffset = segments.endOffsetOf(index, this.endOffset)
    return { ...nothing, damage: { fromOffset, toOffset, because: fault.kind } }
  }

  /** The headers of all batches from the one that holds `fromOffset` on. */
  *headersFrom(fromOffset: number): Generator<StoredBatch, void> {
    for (const segment of this.segments.all.slice(this.segments.indexFor(fromOffset))) {
      for (const batch of segment.batchesFrom(segment.positionBefore(fromOffset))) {
        if (batch.header.lastOffset >= fromOffset) yield batch
      }
    }
  }

  /**
   * The first record at or after `timestampMs`; null when there is none. In a compressed batch,
   * which stays closed, the first record speaks for all: a reader may begin too early, never late.
   */
  offsetForTimestamp(timestampMs: number): TimestampOffset | null {
    for (const segment of this.segments.all) {
      if (segment.largestSoFar().timestamp < timestampMs) continue
      for (const batch of segment.batchesFrom(segment.positionBeforeTime(timestampMs))) {
        const { header } = batch
        if (header.maxTimestamp < timestampMs || header.lastOffset < this.startOffset) continue
        const { baseOffset, baseTimestamp } = header
        if (header.timestampType === 'LogAppendTime') {
          return { offset: baseOffset, timestamp: header.maxTimestamp }
        }
        if (header.compression !== 'none') return { offset: baseOffset, timestamp: baseTimestamp }
        const records = decodeRecords(readWhole(this.disk, segment.file, batch))
        const found = records.find((record) => record.timestamp >= timestampMs)
        if (found !== undefined) return { offset: found.offset, timestamp: found.timestamp }
      }
    }
    return null
  }

  /** The record with the largest timestamp (KIP-734); offset -1 in an empty log. */
  offsetOfMaxTimestamp(): TimestampOffset {
    const largest = this.segments.all.map((segment) => segment.largestSoFar().timestamp)
    const timestamp = Math.max(...largest)
    const found = timestamp < 0 ? null : this.offsetForTimestamp(timestamp)
    return found ?? { offset: -1, timestamp: -1 }
  }

  /** Transactions that were aborted, with records in [fromOffset, toOffset). */
  abortedBetween(fromOffset: number, toOffset: number): AbortedTransaction[] {
    const found: AbortedTransaction[] = []
    for (const { transactions } of this.segments.all.slice(this.segments.indexFor(fromOffset))) {
      for (const aborted of transactions.entries()) {
        if (aborted.lastOffset >= fromOffset && aborted.firstOffset < toOffset) found.push(aborted)
        if (aborted.lastStableOffset >= toOffset) return found
      }
    }
    return found
  }

  /** Where to begin when the producers are to be known again: from there on, read `headersFrom`. */
  latestSnapshot(): ProducerSnapshot | null {
    return this.snapshots.latest(this.endOffset)
  }

  /**
   * Mends a damaged range with the batches of another replica. Afterwards this log must be opened
   * again: what it knows of the segment is of the file as it was.
   */
  repair(
    range: DamagedRange,
    records: Uint8Array,
    done: (fault: RepairFault | null) => void,
  ): void {
    const { baseOffset, sizeBytes } = this.segments.all[this.segments.indexFor(range.fromOffset)]!
    const { crc32c, mayHaveGaps } = this.options
    const epochs = this.epochs.entries
    const plan = { baseOffset, sizeBytes, epochs, epochsMayLag: true, mayHaveGaps }
    repairSegment(this.disk, { directory: this.directory, plan, range, records }, crc32c, done)
  }

  // 3. What goes.

  /**
   * Cuts off the batch that holds `offset` and all behind it; also an epoch that has begun at the
   * end and has no record, so that the latest epoch is a record's.
   */
  truncateTo(offset: number): void {
    if (offset < this.endOffset) {
      this.endOffset = this.segments.truncateTo(Math.max(offset, this.startOffset))
      this.synced.truncateTo(this.endOffset)
      this.snapshots.truncateTo(this.endOffset)
    }
    if (this.epochs.truncateFromEnd(this.endOffset)) this.keepEpochs(this.endOffset)
  }

  /** Forgets everything: the log is empty, and its next record gets `offset`. */
  truncateFullyAndStartAt(offset: number): void {
    this.segments.startAnewAt(offset, -1)
    this.startOffset = offset
    this.endOffset = offset
    this.synced.truncateTo(0)
    this.snapshots.truncateTo(-1)
    this.epochs.clear()
    this.keepEpochs(0)
  }

  /** Records below `offset` can no longer be read; segments that hold no others are removed. */
  moveLogStart(offset: number): void {
    if (offset <= this.startOffset) return
    this.startOffset = offset
    if (this.epochs.truncateFromStart(offset)) this.keepEpochs(this.endOffset)
    this.segments.removeOldest(this.segments.indexFor(offset))
  }

  /** Removes segments that are too old or too many; returns how many. */
  deleteOldSegments(rules: Omit<Retention, 'logStartOffset'>): number {
    const facts = this.segments.all.map((segment, index) => ({
      sizeBytes: segment.sizeBytes,
      largestTimestamp: segment.largestSoFar().timestamp,
      endOffset: this.segments.endOffsetOf(index, this.endOffset),
    }))
    const count = expiredSegments(facts, { ...rules, logStartOffset: this.startOffset })
    if (count === 0) return 0
    if (count === facts.length) this.roll(rules.nowMs)
    this.moveLogStart(Math.max(this.startOffset, facts[count - 1]!.endOffset))
    return count
  }

  private writeSnapshot(): void {
    const producers = this.options.producers?.()
    if (producers !== undefined) this.snapshots.write({ offset: this.endOffset, producers })
  }

  /** `from`: below it the checkpoint is as it was. */
  private keepEpochs(from: number): void {
    this.epochsKnownTo = Math.min(this.epochsKnownTo, from)
    const changes = ++this.epochChanges
    this.epochsFile.replace(encodeEpochs(this.epochs), (error) => {
      if (error === null && changes === this.epochChanges) {
        this.epochsKnownTo = Number.POSITIVE_INFINITY
      }
    })
  }
}
