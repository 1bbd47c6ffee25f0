/** Cuts a byte stream into frames: a 4-byte big-endian length, then that many bytes. */

/** What `next` says when the peer announced a frame that is longer than allowed, or negative. */
export const frameTooLarge = 'frame-too-large'

/** Chunks below this size are gathered in buffers of `sharedBytes`. */
const smallBytes = 512
const sharedBytes = 4096

/**
 * Memory is bounded by what has arrived, never by what a length field claims: the buffer of a frame
 * grows with its bytes.
 */
export class FrameReader {
  private readonly maxFrameBytes: number
  private chunks: Uint8Array[] = []
  private buffered = 0
  /** Room behind the last chunk, where the next small ones go; null when that chunk is not ours. */
  private tail: { bytes: Uint8Array; start: number; end: number } | null = null

  constructor(maxFrameBytes: number) {
    this.maxFrameBytes = maxFrameBytes
  }

  get bufferedBytes(): number {
    return this.buffered
  }

  /** Chunks that are held. */
  get pieces(): number {
    return this.chunks.length
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return
    this.buffered += chunk.length
    if (chunk.length < smallBytes) return this.pushSmall(chunk)
    this.tail = null
    this.chunks.push(chunk)
  }

  /** A stream of single bytes must not become an object for each: small chunks share a buffer. */
  private pushSmall(chunk: Uint8Array): void {
    if (this.tail === null || this.tail.end + chunk.length > this.tail.bytes.length) {
      this.tail = { bytes: new Uint8Array(sharedBytes), start: 0, end: 0 }
    } else this.chunks.pop()
    const { tail } = this
    tail.bytes.set(chunk, tail.end)
    tail.end += chunk.length
    this.chunks.push(tail.bytes.subarray(tail.start, tail.end))
  }

  /** The payload of the next whole frame; null when it has not wholly arrived. */
  next(): Uint8Array | null | typeof frameTooLarge {
    if (this.buffered < 4) return null
    const size = this.peekSize()
    if (size < 0 || size > this.maxFrameBytes) return frameTooLarge
    if (this.buffered < 4 + size) return null
    return this.take(4 + size).subarray(4)
  }

  private peekSize(): number {
    const first = this.chunks[0] as Uint8Array
    const head = first.length >= 4 ? first : this.joinFront(4)
    return new DataView(head.buffer, head.byteOffset, 4).getInt32(0)
  }

  /** Removes the first `length` bytes; without copying when they lie in one chunk. */
  private take(length: number): Uint8Array {
    if (this.chunks.length === 1) this.tail = null
    const first = this.chunks[0] as Uint8Array
    const whole = first.length >= length ? first : this.joinFront(length)
    if (whole.length === length) this.chunks.shift()
    else this.chunks[0] = whole.subarray(length)
    this.buffered -= length
    return whole.subarray(0, length)
  }

  /**
   * Makes the first chunk at least `length` bytes long. Each byte of a frame is copied once at
   * most twice.
   */
  private joinFront(length: number): Uint8Array {
    let count = 0
    let size = 0
    while (size < length) size += (this.chunks[count++] as Uint8Array).length
    const joined = new Uint8Array(size)
    if (count === this.chunks.length) this.tail = null
    let at = 0
    for (const chunk of this.chunks.splice(0, count)) {
      joined.set(chunk, at)
      at += chunk.length
    }
    this.chunks.unshift(joined)
    return joined
  }
}
