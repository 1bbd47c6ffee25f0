/**
 * Metadata records as bytes of the metadata log: a Kafka record batch for each decided batch, with
 * one record of JSON for each metadata record.
 */
import { buildBatch } from '../../protocol/build-batch.ts'
import { DecodeError } from '../../protocol/decode-error.ts'
import { decodeRecords } from '../../protocol/record.ts'
import { RecordBatch, sizeOfBatchAt } from '../../protocol/record-batch.ts'
import type { Crc32c } from '../../runtime/ports/codecs.ts'
import type { MetadataRecord } from './metadata-records.ts'

/** One atomic batch: all of its records are in the log, or none. */
export interface MetadataBatch {
  readonly baseOffset: number
  /** Of the controller that has decided it. */
  readonly epoch: number
  readonly records: readonly MetadataRecord[]
  readonly crc: number
  readonly bytes: Uint8Array
}

export interface BatchPlace {
  readonly baseOffset: number
  readonly epoch: number
  readonly timestampMs: number
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const newline = 0x0a

export function encodeMetadataBatch(
  records: readonly MetadataRecord[],
  { baseOffset, epoch, timestampMs }: BatchPlace,
  crc32c: Crc32c,
): MetadataBatch {
  const values = records.map((record) => ({
    timestamp: timestampMs,
    key: null,
    value: encoder.encode(JSON.stringify(record)),
  }))
  const bytes = buildBatch({ records: values, baseOffset, partitionLeaderEpoch: epoch }, crc32c)
  return { baseOffset, epoch, records, crc: new RecordBatch(bytes).crc, bytes }
}

/** The whole and sound batches at the beginning of `bytes`; they end before the first other. */
export function decodeMetadataBatches(bytes: Uint8Array, crc32c: Crc32c): MetadataBatch[] {
  const batches: MetadataBatch[] = []
  let at = 0
  for (;;) {
    const batch = batchAt(bytes, at, crc32c)
    if (batch === null) return batches
    batches.push(batch)
    at += batch.bytes.length
  }
}

function batchAt(bytes: Uint8Array, at: number, crc32c: Crc32c): MetadataBatch | null {
  try {
    const size = sizeOfBatchAt(bytes, at)
    if (size === undefined) return null
    const batch = new RecordBatch(bytes, at, size)
    if (!batch.hasValidCrc(crc32c)) return null
    const records = decodeRecords(batch).map(
      ({ value }) => JSON.parse(decoder.decode(value ?? undefined)) as MetadataRecord,
    )
    const { baseOffset, partitionLeaderEpoch: epoch, crc } = batch
    return { baseOffset, epoch, records, crc, bytes: batch.bytes }
  } catch (error) {
    if (error instanceof DecodeError) return null
    throw error
  }
}

/** How many of the bytes are whole batches; what is left is the torn one at the end. */
export function wholeBatchesBytes(bytes: Uint8Array): number {
  return bytes.lastIndexOf(newline) + 1
}
