/** Record batches as the log gets them, and the records of what it gives back. */
import { buildBatch } from '../../protocol/build-batch.ts'
import { decodeRecords, type KafkaRecord } from '../../protocol/record.ts'
import { batchesIn, RecordBatch } from '../../protocol/record-batch.ts'
import { concatBytes } from '../../protocol/writer.ts'
import { codecs } from './simulated-kafka.ts'

/** A checked batch of records with these timestamps. */
export function batchAt(...timestamps: readonly number[]): RecordBatch {
  const records = timestamps.map((timestamp) => ({ timestamp, key: null, value: null }))
  return new RecordBatch(buildBatch({ records }, codecs.crc32c))
}

export const batchesOf = (bytes: readonly Uint8Array[]): RecordBatch[] => [
  ...batchesIn(concatBytes(bytes)),
]

export const recordsOf = (bytes: readonly Uint8Array[]): KafkaRecord[] =>
  batchesOf(bytes).flatMap((batch) => decodeRecords(batch))

const decoder = new TextDecoder()

/** The values of records, as text. */
export const valuesOf = (bytes: readonly Uint8Array[]): string[] =>
  recordsOf(bytes).map(({ value }) => decoder.decode(value ?? undefined))
