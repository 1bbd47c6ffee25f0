/** The bytes that the CRC of a record batch covers, wherever batches lie in what is sent. */
import { batchHeaderBytes } from '../../protocol/record-batch.ts'
import type { Crc32c } from '../../runtime/ports/codecs.ts'

/** Of a batch: where its length is, what the length does not count, its version, its CRC. */
const lengthAt = 8
const lengthFrom = 12
const magicAt = 16
const crcAt = 17
const coveredFrom = 21

/** A batch is what looks like one and has the right CRC: nothing else does, but by rare chance. */
export function bytesUnderCrc(
  bytes: Uint8Array,
  crc32c: Crc32c,
): (readonly [from: number, to: number])[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const ranges: (readonly [number, number])[] = []
  for (let at = 0; at + batchHeaderBytes <= bytes.length; at++) {
    if (bytes[at + magicAt] !== 2) continue
    const end = at + lengthFrom + view.getInt32(at + lengthAt)
    if (end < at + batchHeaderBytes || end > bytes.length) continue
    if (crc32c(bytes, at + coveredFrom, end) !== view.getUint32(at + crcAt)) continue
    ranges.push([at + coveredFrom, end])
    at = end - 1
  }
  return ranges
}
