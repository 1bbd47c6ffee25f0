/**
 * One record of a batch v2: length, attributes, deltas of timestamp and offset, key, value,
 * headers, all lengths and deltas as zigzag varints.
 * Source: Kafka DefaultRecord.
 */
import { stringToUtf8, varintSize, varlongSize } from './primitives.ts'
import { Reader } from './reader.ts'
import type { RecordBatch } from './record-batch.ts'
import type { Writer } from './writer.ts'

export interface RecordHeader {
  readonly key: string
  readonly value: Uint8Array | null
}

export interface NewRecord {
  /** Milliseconds since the epoch; -1 is none. */
  readonly timestamp: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers?: readonly RecordHeader[]
}

export interface KafkaRecord extends Required<NewRecord> {
  readonly offset: number
}

/** What a walk over records sees of one. */
export interface RecordShape {
  timestampDelta: number
  offsetDelta: number
  hasKey: boolean
}

/** Moves over one record and checks its form without decoding it; fills `shape`. */
export function skipRecord(reader: Reader, shape: RecordShape): void {
  const end = endOfRecord(reader)
  reader.int8()
  shape.timestampDelta = reader.varlong()
  shape.offsetDelta = reader.varint()
  const keyBytes = sizeOrNull(reader)
  shape.hasKey = keyBytes >= 0
  reader.skip(Math.max(0, keyBytes))
  reader.skip(Math.max(0, sizeOrNull(reader)))
  for (let count = headerCount(reader, end); count > 0; count--) {
    reader.skip(reader.varint())
    reader.skip(Math.max(0, sizeOrNull(reader)))
  }
  refuseWrongEnd(reader, end)
}

/** The records of a batch; keys, values and header values are views of `recordBytes`. */
export function decodeRecords(batch: RecordBatch, recordBytes = batch.records): KafkaRecord[] {
  const { baseOffset, baseTimestamp, maxTimestamp, recordCount } = batch
  const appendTime = batch.timestampType === 'LogAppendTime' ? maxTimestamp : undefined
  const reader = new Reader(recordBytes)
  const records: KafkaRecord[] = []
  for (let i = 0; i < recordCount; i++) {
    records.push(decodeRecord(reader, baseOffset, baseTimestamp, appendTime))
  }
  if (reader.remaining > 0) reader.fail(`${reader.remaining} bytes after the last record`)
  return records
}

function decodeRecord(
  reader: Reader,
  baseOffset: number,
  baseTimestamp: number,
  appendTime: number | undefined,
): KafkaRecord {
  const end = endOfRecord(reader)
  reader.int8()
  const timestamp = baseTimestamp + reader.varlong()
  const offset = baseOffset + reader.varint()
  const key = bytesOrNull(reader)
  const value = bytesOrNull(reader)
  const headers: RecordHeader[] = []
  for (let count = headerCount(reader, end); count > 0; count--) {
    headers.push({ key: reader.text(reader.varint()), value: bytesOrNull(reader) })
  }
  refuseWrongEnd(reader, end)
  return { offset, timestamp: appendTime ?? timestamp, key, value, headers }
}

/** Reads the length of a record and returns where it ends. */
function endOfRecord(reader: Reader): number {
  const length = reader.varint()
  if (length < 0 || length > reader.remaining) reader.fail(`a record of length ${length}`)
  return reader.position + length
}

function refuseWrongEnd(reader: Reader, end: number): void {
  if (reader.position !== end) reader.fail(`a record that should end at byte ${end} does not`)
}

/** A header takes two bytes at least. */
function headerCount(reader: Reader, end: number): number {
  const count = reader.varint()
  if (count < 0 || count * 2 > end - reader.position) reader.fail(`${count} headers`)
  return count
}

/** Kafka reads any negative length as null. */
const sizeOrNull = (reader: Reader): number => reader.varint()

function bytesOrNull(reader: Reader): Uint8Array | null {
  const size = sizeOrNull(reader)
  return size < 0 ? null : reader.slice(size)
}

export function writeRecord(
  writer: Writer,
  record: NewRecord,
  timestampDelta: number,
  offsetDelta: number,
): void {
  const headers = (record.headers ?? []).map(({ key, value }) => ({
    key: stringToUtf8(key),
    value,
  }))
  const size =
    1 +
    varlongSize(timestampDelta) +
    varintSize(offsetDelta) +
    sizeWithLength(record.key) +
    sizeWithLength(record.value) +
    varintSize(headers.length) +
    headers.reduce((sum, one) => sum + sizeWithLength(one.key) + sizeWithLength(one.value), 0)
  writer.varint(size)
  writer.int8(0)
  writer.varlong(timestampDelta)
  writer.varint(offsetDelta)
  writeBytes(writer, record.key)
  writeBytes(writer, record.value)
  writer.varint(headers.length)
  for (const { key, value } of headers) {
    writeBytes(writer, key)
    writeBytes(writer, value)
  }
}

const sizeWithLength = (bytes: Uint8Array | null): number =>
  bytes === null ? 1 : varintSize(bytes.length) + bytes.length

function writeBytes(writer: Writer, bytes: Uint8Array | null): void {
  writer.varint(bytes === null ? -1 : bytes.length)
  if (bytes !== null) writer.raw(bytes)
}
