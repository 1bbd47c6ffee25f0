/**
 * A record batch v2 seen through its header, without copying or decoding its records.
 * Layout in bytes: 0 baseOffset, 8 length of what follows, 12 partitionLeaderEpoch, 16 magic, 17
 * crc, 21 attributes, 23 lastOffsetDelta, 27 baseTimestamp, 35 maxTimestamp, 43 producerId, 51
 * producerEpoch, 53 baseSequence, 57 recordCount, 61 records.
 * Source: Kafka DefaultRecordBatch.
 */
import type { CompressionName, Crc32c } from '../runtime/ports/codecs.ts'
import { DecodeError } from './decode-error.ts'
import { highHalf, joinInt64, twoTo32 } from './primitives.ts'

/** The header of a batch: all before its records. */
export const batchHeaderBytes = 61
export const magicV2 = 2

/** Bytes before and with the length field, which counts what follows it. */
const lengthEnd = 12
const magicAt = 16
const crcAt = 17
const crcFrom = 21
/** Kafka's least size of any batch, also of the old formats (LegacyRecord.RECORD_OVERHEAD_V0). */
const anyLengthMin = 14

const compressionNames = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type Compression = 'none' | CompressionName
export type TimestampType = 'CreateTime' | 'LogAppendTime'

/** The bits of the attributes, from the lowest: three of codec, then one each. */
export const attributeBits = {
  codec: 0x07,
  logAppendTime: 0x08,
  transactional: 0x10,
  control: 0x20,
  deleteHorizon: 0x40,
}

export const codecIdOf = (compression: Compression): number => compressionNames.indexOf(compression)

/**
 * The 64-bit fields are exact for batches that a check has accepted; in others, one beyond the safe
 * integers is only near its true value.
 */
export class RecordBatch {
  /** Exactly this batch. */
  readonly bytes: Uint8Array
  private readonly view: DataView

  /** `bytes` begin with a whole batch of magic 2, as `sizeOfBatchAt` finds it. */
  constructor(bytes: Uint8Array, at = 0, size = bytes.length - at) {
    this.bytes = bytes.subarray(at, at + size)
    this.view = new DataView(bytes.buffer, bytes.byteOffset + at, size)
  }

  get sizeBytes(): number {
    return this.bytes.length
  }

  get baseOffset(): number {
    return this.int64(0)
  }

  get partitionLeaderEpoch(): number {
    return this.view.getInt32(12)
  }

  get magic(): number {
    return this.view.getInt8(magicAt)
  }

  get crc(): number {
    return this.view.getUint32(crcAt)
  }

  get attributes(): number {
    return this.view.getInt16(21)
  }

  get lastOffsetDelta(): number {
    return this.view.getInt32(23)
  }

  get baseTimestamp(): number {
    return this.int64(27)
  }

  get maxTimestamp(): number {
    return this.int64(35)
  }

  /** -1: not idempotent. */
  get producerId(): number {
    return this.int64(43)
  }

  get producerEpoch(): number {
    return this.view.getInt16(51)
  }

  get baseSequence(): number {
    return this.view.getInt32(53)
  }

  get recordCount(): number {
    return this.view.getInt32(57)
  }

  get lastOffset(): number {
    return this.baseOffset + this.lastOffsetDelta
  }

  get nextOffset(): number {
    return this.lastOffset + 1
  }

  /** The sequence number of the last record; sequences go round from 2^31 - 1 to 0. */
  get lastSequence(): number {
    if (this.baseSequence === -1) return -1
    return (this.baseSequence + this.lastOffsetDelta) % 0x8000_0000
  }

  /** Undefined for a codec that Kafka does not have. */
  get compression(): Compression | undefined {
    return compressionNames[this.attributes & attributeBits.codec]
  }

  get timestampType(): TimestampType {
    return this.has(attributeBits.logAppendTime) ? 'LogAppendTime' : 'CreateTime'
  }

  get isTransactional(): boolean {
    return this.has(attributeBits.transactional)
  }

  get isControl(): boolean {
    return this.has(attributeBits.control)
  }

  /** Then `baseTimestamp` is the time from which compaction may drop tombstones (KIP-534). */
  get hasDeleteHorizon(): boolean {
    return this.has(attributeBits.deleteHorizon)
  }

  /** The records as they are in the batch: compressed if the batch is. */
  get records(): Uint8Array {
    return this.bytes.subarray(batchHeaderBytes)
  }

  hasValidCrc(crc32c: Crc32c): boolean {
    return crc32c(this.bytes, crcFrom) === this.crc
  }

  /** In place; the CRC does not cover it. */
  setBaseOffset(offset: number): void {
    this.setInt64(0, offset)
  }

  /** In place; the CRC does not cover it. */
  setPartitionLeaderEpoch(leaderEpoch: number): void {
    this.view.setInt32(12, leaderEpoch)
  }

  /** In place, with a new CRC. With LogAppendTime every record takes this timestamp. */
  setMaxTimestamp(type: TimestampType, timestampMs: number, crc32c: Crc32c): void {
    const others = this.attributes & ~attributeBits.logAppendTime
    this.view.setInt16(21, type === 'LogAppendTime' ? others | attributeBits.logAppendTime : others)
    this.setInt64(35, timestampMs)
    this.view.setUint32(crcAt, crc32c(this.bytes, crcFrom))
  }

  private has(bit: number): boolean {
    return (this.attributes & bit) !== 0
  }

  private int64(at: number): number {
    return joinInt64(this.view.getInt32(at), this.view.getUint32(at + 4))
  }

  private setInt64(at: number, value: number): void {
    const high = highHalf(value)
    this.view.setInt32(at, high)
    this.view.setUint32(at + 4, value - high * twoTo32)
  }
}

/**
 * The size of the batch that begins at `at`, or undefined when less than a whole one is there.
 * Throws a DecodeError when no batch begins so. The batch may be of an old magic.
 * Source: Kafka ByteBufferLogInputStream.nextBatch.
 */
export function sizeOfBatchAt(
  bytes: Uint8Array,
  at: number,
  end = bytes.length,
): number | undefined {
  if (end - at < lengthEnd) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, end - at)
  const length = view.getInt32(8)
  if (length < anyLengthMin) throw new DecodeError(`a batch of length ${length}`, at + 8)
  if (end - at <= magicAt) return undefined
  const magic = view.getInt8(magicAt)
  if (magic < 0 || magic > magicV2) throw new DecodeError(`magic ${magic}`, at + magicAt)
  const size = lengthEnd + length
  if (magic === magicV2 && size < batchHeaderBytes) {
    throw new DecodeError(`a batch of ${size} bytes is smaller than its header`, at)
  }
  return size > end - at ? undefined : size
}

/**
 * The whole batches in a range of bytes, in order; a partial one at the end, which Fetch may leave,
 * is not among them. Throws a DecodeError where no batch of magic 2 begins.
 */
export function* batchesIn(
  bytes: Uint8Array,
  start = 0,
  end = bytes.length,
): Generator<RecordBatch, void> {
  let at = start
  for (;;) {
    const size = sizeOfBatchAt(bytes, at, end)
    if (size === undefined) return
    if (bytes[at + magicAt] !== magicV2) throw new DecodeError('an old magic', at + magicAt)
    yield new RecordBatch(bytes, at, size)
    at += size
  }
}
