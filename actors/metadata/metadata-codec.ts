/** Metadata records as bytes of the metadata log: one line of JSON for each decided batch. */
import type { MetadataRecord } from './metadata-records.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const newline = 0x0a

/** One atomic batch: a torn one at the end of the log is no batch at all. */
export function encodeMetadataBatch(records: readonly MetadataRecord[]): Uint8Array {
  return encoder.encode(`${JSON.stringify(records)}\n`)
}

/** All whole batches in `bytes`. */
export function decodeMetadataBatches(bytes: Uint8Array): MetadataRecord[][] {
  const lines = decoder.decode(bytes).split('\n')
  return lines.slice(0, -1).map((line) => JSON.parse(line) as MetadataRecord[])
}

/** How many of the bytes are whole batches; what is left is the torn one at the end. */
export function wholeBatchesBytes(bytes: Uint8Array): number {
  return bytes.lastIndexOf(newline) + 1
}
