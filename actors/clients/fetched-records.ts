/** The records of a fetched range: batches checked, opened, and cut to what was asked for. */
import { DecodeError } from '../../protocol/decode-error.ts'
import { decodeRecords, type KafkaRecord } from '../../protocol/record.ts'
import { batchesIn, type RecordBatch } from '../../protocol/record-batch.ts'
import { xerialUnframe } from '../../protocol/xerial.ts'
import type { Codecs, Compressor } from '../../runtime/ports/codecs.ts'

/** What could be read; with a `fault`, all before the batch that could not. */
export interface Fetched {
  readonly records: readonly KafkaRecord[]
  readonly nextOffset: number
  readonly fault: FetchFault | null
}

export interface FetchFault {
  readonly error: 'CORRUPT_MESSAGE' | 'UNSUPPORTED_COMPRESSION_TYPE'
  readonly message: string
}

/** The largest batch that is opened; a small one may claim to hold any amount. */
const openedBytesMax = 256 * 1024 * 1024

/** Records from `fromOffset` on; the first batch may begin before it. */
export function recordsFrom(bytes: Uint8Array | null, fromOffset: number, codecs: Codecs): Fetched {
  const records: KafkaRecord[] = []
  let nextOffset = fromOffset
  try {
    for (const batch of batchesIn(bytes ?? new Uint8Array(0))) {
      const content = contentOf(batch, codecs)
      if ('error' in content) return { records, nextOffset, fault: content }
      for (const record of content) if (record.offset >= fromOffset) records.push(record)
      // An answer that was overtaken by another one does not lead back.
      nextOffset = Math.max(nextOffset, batch.nextOffset)
    }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return { records, nextOffset, fault: { error: 'CORRUPT_MESSAGE', message: error.message } }
  }
  return { records, nextOffset, fault: null }
}

/** The records of a batch; none of a control batch, which is not for clients. */
function contentOf(batch: RecordBatch, codecs: Codecs): KafkaRecord[] | FetchFault {
  const { baseOffset, compression } = batch
  const at = `the batch at offset ${baseOffset}`
  if (!Number.isSafeInteger(batch.nextOffset) || batch.lastOffsetDelta < 0) {
    return { error: 'CORRUPT_MESSAGE', message: `${at} ends at ${batch.lastOffset}` }
  }
  if (!batch.hasValidCrc(codecs.crc32c)) {
    return { error: 'CORRUPT_MESSAGE', message: `${at} does not match its CRC` }
  }
  if (batch.isControl) return []
  if (compression === 'none') return decodeRecords(batch)
  const codec = compression === undefined ? undefined : codecs.compressors.get(compression)
  if (codec === undefined) {
    const message = `no codec for ${compression ?? 'an unknown compression'} is loaded`
    return { error: 'UNSUPPORTED_COMPRESSION_TYPE', message }
  }
  const opened = decompressed(batch, codec)
  if (opened !== null) return decodeRecords(batch, opened)
  return { error: 'CORRUPT_MESSAGE', message: `${at} cannot be decompressed (${compression})` }
}

/** The bytes of the records; null when they are damaged, whatever the codec throws then. */
function decompressed(batch: RecordBatch, codec: Compressor): Uint8Array | null {
  try {
    return batch.compression === 'snappy'
      ? xerialUnframe(batch.records, openedBytesMax, codec.decompress)
      : codec.decompress(batch.records, openedBytesMax)
  } catch {
    return null
  }
}
