/** The records of a fetched range: batches checked, opened, and cut to what was asked for. */
import { DecodeError } from '../../protocol/decode-error.ts'
import { decodeRecords, type KafkaRecord } from '../../protocol/record.ts'
import { batchesIn, type RecordBatch } from '../../protocol/record-batch.ts'
import { xerialUnframe } from '../../protocol/xerial.ts'
import type { Codecs } from '../../runtime/ports/codecs.ts'

export type Fetched =
  | { readonly records: readonly KafkaRecord[]; readonly nextOffset: number }
  | { readonly fault: 'CORRUPT_MESSAGE' | 'UNSUPPORTED_COMPRESSION_TYPE'; readonly message: string }

/** The largest batch that is opened; a small one may claim to hold any amount. */
const openedBytesMax = 256 * 1024 * 1024

/** Records from `fromOffset` on; the first batch may begin before it. */
export function recordsFrom(bytes: Uint8Array | null, fromOffset: number, codecs: Codecs): Fetched {
  const records: KafkaRecord[] = []
  let nextOffset = fromOffset
  try {
    for (const batch of batchesIn(bytes ?? new Uint8Array(0))) {
      if (!batch.hasValidCrc(codecs.crc32c)) {
        const message = `the batch at offset ${batch.baseOffset} does not match its CRC`
        return { fault: 'CORRUPT_MESSAGE', message }
      }
      nextOffset = batch.nextOffset
      if (batch.isControl) continue
      const opened = open(batch, codecs)
      if (opened === null) {
        const message = `no codec for ${batch.compression ?? 'an unknown compression'} is loaded`
        return { fault: 'UNSUPPORTED_COMPRESSION_TYPE', message }
      }
      for (const record of decodeRecords(batch, opened)) {
        if (record.offset >= fromOffset) records.push(record)
      }
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return { fault: 'CORRUPT_MESSAGE', message: error.message }
  }
  return { records, nextOffset }
}

/** The bytes of the records; null when the codec is not there. */
function open(batch: RecordBatch, codecs: Codecs): Uint8Array | null {
  const { compression } = batch
  if (compression === 'none') return batch.records
  const codec = compression === undefined ? undefined : codecs.compressors.get(compression)
  if (codec === undefined) return null
  if (compression !== 'snappy') return codec.decompress(batch.records, openedBytesMax)
  return xerialUnframe(batch.records, openedBytesMax, codec.decompress)
}
