/**
 * How long the content of a raw Snappy block really is, counted without decoding it: the decoder
 * trusts the length that the block claims, and fills what is missing with zeros.
 * Source: Snappy's format description.
 */

/** What the block claims, when its elements add up to just that. Throws when they do not. */
export function snappyContentLength(block: Uint8Array): number {
  const { value: claimed, end } = varint(block)
  let at = end
  let length = 0
  while (at < block.length) {
    const tag = block[at++] as number
    const upper = tag >> 2
    if ((tag & 3) === 0) {
      const lengthBytes = upper < 60 ? 0 : upper - 59
      const literals = 1 + (lengthBytes === 0 ? upper : littleEndian(block, at, lengthBytes))
      at += lengthBytes + literals
      length += literals
    } else {
      length += (tag & 3) === 1 ? 4 + (upper & 7) : 1 + upper
      at += [1, 2, 4][(tag & 3) - 1] as number
    }
  }
  if (at !== block.length || length !== claimed) throw new RangeError('snappy: a damaged block')
  return length
}

function varint(bytes: Uint8Array): { value: number; end: number } {
  let value = 0
  for (let i = 0; i < 5; i++) {
    const byte = bytes[i]
    if (byte === undefined) break
    value += (byte & 0x7f) * 2 ** (7 * i)
    if (byte < 0x80) return { value, end: i + 1 }
  }
  throw new RangeError('snappy: no block begins here')
}

function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = count - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}
