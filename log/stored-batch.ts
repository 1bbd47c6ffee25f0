/** Finds record batches in a log file by their headers, without reading their records. */
import { batchHeaderBytes, magicV2, RecordBatch } from '../protocol/record-batch.ts'
import { concatBytes } from '../protocol/writer.ts'
import type { DiskPort } from '../runtime/ports/disk.ts'

export interface StoredBatch {
  /** Where in the file it begins. */
  readonly position: number
  readonly sizeBytes: number
  /** Only the header's bytes: nothing of the records may be asked of it. */
  readonly header: RecordBatch
}

/** Bytes that the length field of a batch does not count. */
const beforeLength = 12

/** The batch that begins at `position`; null at the end of the file, or where none can begin. */
export function storedBatchAt(disk: DiskPort, file: string, position: number): StoredBatch | null {
  const bytes = concatBytes(disk.read(file, position, batchHeaderBytes))
  if (bytes.length < batchHeaderBytes) return null
  const length = new DataView(bytes.buffer, bytes.byteOffset).getInt32(8)
  const sizeBytes = beforeLength + length
  const header = new RecordBatch(bytes)
  if (sizeBytes < batchHeaderBytes || header.magic !== magicV2) return null
  return { position, sizeBytes, header }
}

/** The whole batch, records included. */
export function readWhole(disk: DiskPort, file: string, batch: StoredBatch): RecordBatch {
  return new RecordBatch(concatBytes(disk.read(file, batch.position, batch.sizeBytes)))
}
