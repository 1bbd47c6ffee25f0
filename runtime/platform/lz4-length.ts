/**
 * How long the content of an LZ4 frame is, counted without decoding it: the decoder has no limit of
 * its own, and a frame of 400 KB can hold 100 MB. Source: the LZ4 frame and block format texts.
 */

const magic = 0x184d2204
const hasDictionary = 0x01
const hasContentSize = 0x08
const hasBlockChecksums = 0x10

/** Stops counting beyond `bytesMax`. Throws on a frame that breaks off or is none. */
export function lz4ContentLength(frame: Uint8Array, bytesMax: number): number {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length)
  if (view.getUint32(0, true) !== magic) throw new RangeError('lz4: no frame begins here')
  const flags = view.getUint8(4)
  const optional = (flags & hasContentSize ? 8 : 0) + (flags & hasDictionary ? 4 : 0)
  let at = 4 + 2 + optional + 1
  let length = 0
  for (;;) {
    const size = view.getUint32(at, true)
    at += 4
    if (size === 0) return length
    const end = at + (size & 0x7fffffff)
    if (end > frame.length) throw new RangeError('lz4: a block breaks off')
    length += size >>> 31 === 1 ? end - at : blockLength(frame, at, end)
    if (length > bytesMax) return length
    at = end + (flags & hasBlockChecksums ? 4 : 0)
  }
}

/** A block is a row of sequences: a token, literals, and but for the last one a match. */
function blockLength(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  let length = 0
  while (at < end) {
    const token = bytes[at++] as number
    const literals = extended(token >> 4)
    at += literals
    length += literals
    if (at >= end) break
    at += 2
    length += extended(token & 15) + 4
  }
  return length

  /** A nibble of 15 goes on in bytes that are added up to the first one below 255. */
  function extended(nibble: number): number {
    if (nibble < 15) return nibble
    let value = 15
    while (at < end) {
      const more = bytes[at++] as number
      value += more
      if (more < 255) break
    }
    return value
  }
}
