/**
 * Looks for damage in the files of one segment, without changing any: what is wrong, and where. It
 * reads nothing but what it is given, so that a running broker is not disturbed.
 */

import { controlTypeOf } from '../protocol/control-record.ts'
import { DecodeError } from '../protocol/decode-error.ts'
import { joinInt64 } from '../protocol/primitives.ts'
import { decodeRecords } from '../protocol/record.ts'
import { batchHeaderBytes, RecordBatch } from '../protocol/record-batch.ts'
import type { Crc32c } from '../runtime/ports/codecs.ts'
import type { EpochStart } from './leader-epochs.ts'
import type { FileKind } from './names.ts'
import { decodeProducerSnapshot } from './producer-snapshot.ts'
import { type ReadAt, scanSegment } from './scan.ts'
import { headedSize } from './stored-batch.ts'

export interface SegmentFiles {
  readonly baseOffset: number
  readonly logBytes: number
  readonly readLog: ReadAt
  readonly index?: Uint8Array
  readonly timeindex?: Uint8Array
  readonly txnindex?: Uint8Array
  readonly snapshot?: Uint8Array
  /** From the leader epoch checkpoint; none when it is not there. */
  readonly epochs: readonly EpochStart[]
  /** Of a compacted topic. */
  readonly mayHaveGaps: boolean
}

export interface Problem {
  readonly file: FileKind
  /** In bytes from the start of that file. */
  readonly position: number
  readonly says: string
}

export interface Verified {
  readonly batches: number
  readonly records: number
  /** Behind the last good record. */
  readonly endOffset: number
  readonly problems: readonly Problem[]
}

const faultTexts = {
  torn: 'the file ends in the middle of a batch',
  header: 'no batch begins here',
  crc: 'the CRC does not match',
  offset: 'the batch does not have the offset that follows',
  epoch: 'the batch is not of the leader epoch that the checkpoint says',
} as const

export function verifySegment(files: SegmentFiles, crc32c: Crc32c): Verified {
  return new Verification(files, crc32c).run()
}

class Verification {
  private readonly files: SegmentFiles
  private readonly crc32c: Crc32c
  private readonly problems: Problem[] = []
  private readonly checks: readonly IndexCheck[]
  private batches = 0
  private records = 0

  constructor(files: SegmentFiles, crc32c: Crc32c) {
    this.files = files
    this.crc32c = crc32c
    const problem = (found: Problem) => void this.problems.push(found)
    const { baseOffset, index, timeindex, txnindex } = files
    this.checks = [
      new OffsetCheck(index, baseOffset, problem),
      new TimeCheck(timeindex, baseOffset, problem),
      new TransactionCheck(txnindex, baseOffset, problem),
    ]
  }

  run(): Verified {
    const { files, problems } = this
    const { readLog, logBytes: sizeBytes, baseOffset, epochs, mayHaveGaps } = files
    const plan = { sizeBytes, baseOffset, epochs, epochsMayLag: false, mayHaveGaps }
    const { spans, faults } = scanSegment(readLog, plan, this.crc32c)
    for (const { kind, position, offset } of faults) {
      problems.push({ file: 'log', position, says: `${faultTexts[kind]} (offset ${offset})` })
    }
    for (const { position, endPosition } of spans) this.walk(position, endPosition)
    for (const check of this.checks) check.end()
    const { snapshot } = files
    if (snapshot !== undefined && decodeProducerSnapshot(snapshot, this.crc32c) === null) {
      problems.push({ file: 'snapshot', position: 0, says: 'its version or CRC is wrong' })
    }
    const endOffset = spans.at(-1)?.nextOffset ?? baseOffset
    return { batches: this.batches, records: this.records, endOffset, problems }
  }

  private walk(from: number, end: number): void {
    for (let position = from; position < end; ) {
      const head = this.files.readLog(position, batchHeaderBytes)
      const size = headedSize(head, 0)
      const header = new RecordBatch(head)
      const batch = header.isControl ? new RecordBatch(this.files.readLog(position, size)) : header
      for (const check of this.checks) check.batch(batch, position)
      this.batches++
      this.records += header.recordCount
      position += size
    }
  }
}

type Report = (problem: Problem) => void

/** Goes through the entries of an index while the batches of the log go by. */
abstract class IndexCheck {
  protected readonly baseOffset: number
  protected readonly view: DataView
  protected at = 0
  private readonly kind: FileKind
  private readonly entryBytes: number
  private readonly report: Report
  private readonly sizeBytes: number

  constructor(
    kind: FileKind,
    bytes: Uint8Array = new Uint8Array(0),
    entryBytes: number,
    baseOffset: number,
    report: Report,
  ) {
    this.kind = kind
    this.entryBytes = entryBytes
    this.baseOffset = baseOffset
    this.report = report
    this.sizeBytes = bytes.length
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const over = bytes.length % entryBytes
    if (over > 0) this.report({ file: kind, position: bytes.length - over, says: 'half an entry' })
  }

  abstract batch(batch: RecordBatch, position: number): void

  end(): void {
    while (this.hasEntry()) this.wrong('the log has no batch for it')
  }

  protected hasEntry(): boolean {
    return this.at + this.entryBytes <= this.sizeBytes
  }

  protected next(): void {
    this.at += this.entryBytes
  }

  protected wrong(says: string): void {
    this.report({ file: this.kind, position: this.at, says })
    this.next()
  }
}

class OffsetCheck extends IndexCheck {
  constructor(bytes: Uint8Array | undefined, baseOffset: number, report: Report) {
    super('index', bytes, 8, baseOffset, report)
  }

  batch({ lastOffset }: RecordBatch, position: number): void {
    while (this.hasEntry() && this.view.getInt32(this.at + 4) <= position) {
      const offset = this.baseOffset + this.view.getInt32(this.at)
      if (this.view.getInt32(this.at + 4) === position && offset === lastOffset) this.next()
      else this.wrong(`no batch with the last offset ${offset} begins at that position`)
    }
  }
}

class TimeCheck extends IndexCheck {
  private largest = -1

  constructor(bytes: Uint8Array | undefined, baseOffset: number, report: Report) {
    super('timeindex', bytes, 12, baseOffset, report)
  }

  batch({ lastOffset, maxTimestamp }: RecordBatch): void {
    const before = this.largest
    this.largest = Math.max(before, maxTimestamp)
    while (this.hasEntry() && this.baseOffset + this.view.getInt32(this.at + 8) <= lastOffset) {
      const offset = this.baseOffset + this.view.getInt32(this.at + 8)
      const timestamp = int64(this.view, this.at)
      const isFirst = maxTimestamp > before && timestamp === maxTimestamp
      if (offset === lastOffset && isFirst) this.next()
      else this.wrong(`offset ${offset} is not where the timestamps reach ${timestamp}`)
    }
  }
}

class TransactionCheck extends IndexCheck {
  /** First offsets of transactional batches, by producer; those of earlier segments are unknown. */
  private readonly began = new Map<number, Set<number>>()

  constructor(bytes: Uint8Array | undefined, baseOffset: number, report: Report) {
    super('txnindex', bytes, 34, baseOffset, report)
  }

  batch(batch: RecordBatch): void {
    const { producerId, baseOffset, isTransactional, isControl } = batch
    if (isTransactional && !isControl) {
      this.began.set(producerId, (this.began.get(producerId) ?? new Set()).add(baseOffset))
    }
    if (!isControl) return
    while (this.hasEntry() && int64(this.view, this.at + 18) <= baseOffset) {
      const fault = this.faultAt(batch)
      if (fault === null) this.next()
      else this.wrong(fault)
    }
  }

  private faultAt(marker: RecordBatch): string | null {
    const { view, at } = this
    const [producerId, firstOffset] = [int64(view, at + 2), int64(view, at + 10)]
    const lastStableOffset = int64(view, at + 26)
    if (view.getInt16(at) !== 0) return `version ${view.getInt16(at)}`
    if (int64(view, at + 18) !== marker.baseOffset || !isAbort(marker)) {
      return 'no abort marker has that last offset'
    }
    if (producerId !== marker.producerId) return 'the abort marker is of another producer'
    const isHere = firstOffset >= this.baseOffset
    if (isHere && this.began.get(producerId)?.has(firstOffset) !== true) {
      return 'the producer began no transaction at the first offset'
    }
    if (firstOffset < 0 || lastStableOffset < 0) return 'a negative offset'
    return lastStableOffset > marker.nextOffset ? 'the last stable offset is too high' : null
  }
}

function isAbort(marker: RecordBatch): boolean {
  try {
    const [record] = decodeRecords(marker)
    return controlTypeOf(record?.key ?? new Uint8Array(0)) === 'ABORT'
  } catch (error) {
    if (error instanceof DecodeError) return false
    throw error
  }
}

const int64 = (view: DataView, at: number): number =>
  joinInt64(view.getInt32(at), view.getUint32(at + 4))
