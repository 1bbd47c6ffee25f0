/**
 * The xerial framing around snappy blocks, which Java clients write and everybody reads: a head of
 * 16 bytes, then blocks of at most 32 KiB, each after its compressed length.
 */
import { Reader } from './reader.ts'
import { concatBytes, Writer } from './writer.ts'

const magic = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0]
const headBytes = 16
const blockBytes = 32 * 1024

/** Compresses bytes into xerial frames by means of a raw snappy block codec. */
export function xerialFrame(
  bytes: Uint8Array,
  compress: (block: Uint8Array) => Uint8Array,
): Uint8Array {
  const writer = new Writer()
  writer.raw(Uint8Array.from(magic))
  writer.int32(1) // version
  writer.int32(1) // the lowest version that can read it
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const block = compress(bytes.subarray(at, at + blockBytes))
    writer.int32(block.length)
    writer.raw(block)
  }
  return concatBytes(writer.finish())
}

/**
 * The content of xerial frames, or of one raw block, which other clients write. Throws a
 * DecodeError when a frame is damaged or the content is larger than `bytesMax`.
 */
export function xerialUnframe(
  bytes: Uint8Array,
  bytesMax: number,
  decompress: (block: Uint8Array, bytesMax: number) => Uint8Array,
): Uint8Array {
  if (!magic.every((byte, i) => bytes[i] === byte)) return decompress(bytes, bytesMax)
  const reader = new Reader(bytes)
  reader.skip(headBytes)
  const blocks: Uint8Array[] = []
  let left = bytesMax
  while (reader.remaining > 0) {
    const block = decompress(reader.slice(reader.int32()), left)
    blocks.push(block)
    left -= block.length
  }
  return concatBytes(blocks)
}
