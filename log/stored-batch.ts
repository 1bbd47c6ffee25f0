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
const chunkBytes = 16 * 1024

/**
 * The size of the batch whose header begins at `at`; -1 when no batch of magic 2 begins so, or not
 * all of its header is there.
 */
export function headedSize(bytes: Uint8Array, at: number): number {
  if (bytes.length - at < batchHeaderBytes || bytes[at + 16] !== magicV2) return -1
  const size = beforeLength + new DataView(bytes.buffer, bytes.byteOffset + at).getInt32(8)
  return size < batchHeaderBytes ? -1 : size
}

/**
 * The batches from `position` to `end`, by headers alone. It ends early where none begins, or a
 * batch goes beyond `end`.
 */
export function* storedBatches(
  disk: DiskPort,
  file: string,
  position: number,
  end: number,
): Generator<StoredBatch, void> {
  let at = position
  let chunk: Uint8Array = new Uint8Array(0)
  let chunkAt = at
  // Small batches are read many at a time; of large ones only the header.
  let wanted = chunkBytes
  while (at < end) {
    if (at + batchHeaderBytes > chunkAt + chunk.length) {
      chunk = readBytes(disk, file, at, Math.min(wanted, end - at))
      chunkAt = at
    }
    const sizeBytes = headedSize(chunk, at - chunkAt)
    if (sizeBytes < 0 || at + sizeBytes > end) return
    yield {
      position: at,
      sizeBytes,
      header: new RecordBatch(chunk, at - chunkAt, batchHeaderBytes),
    }
    at += sizeBytes
    wanted = sizeBytes > chunkBytes / 4 ? batchHeaderBytes : chunkBytes
  }
}

/** The whole batch, records included. */
export function readWhole(disk: DiskPort, file: string, batch: StoredBatch): RecordBatch {
  return new RecordBatch(readBytes(disk, file, batch.position, batch.sizeBytes))
}

/** A stretch of a file in one piece; it is copied only when the disk has it in several. */
export function readBytes(
  disk: DiskPort,
  file: string,
  position: number,
  length: number,
): Uint8Array {
  const parts = disk.read(file, position, length)
  const [only] = parts
  return only !== undefined && parts.length === 1 ? only : concatBytes(parts)
}
