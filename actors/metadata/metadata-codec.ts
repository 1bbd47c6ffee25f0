/** Metadata records as bytes of the metadata log: one line of JSON for each decided batch. */
import type { MetadataRecord } from './metadata-records.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** One atomic batch: a torn one at the end of the log is no batch at all. */
export function encodeMetadataBatch(records: readonly MetadataRecord[]): Uint8Array {
  return encoder.encode(`${JSON.stringify(records)}\n`)
}

/** All whole batches in `bytes`. */
export function decodeMetadataBatches(bytes: Uint8Array): MetadataRecord[][] {
  const lines = decoder.decode(bytes).split('\n')
  return lines.slice(0, -1).map((line) => JSON.parse(line) as MetadataRecord[])
}
