/** Writes Kafka's primitive types into chunks; large byte fields are passed on, not copied. */

import { EncodeError } from './encode-error.ts'
import { highHalf, stringToUtf8, twoTo32, uuidFromString, zigzag32 } from './primitives.ts'

/** From this size a byte field becomes a chunk of its own. */
const ownChunkBytes = 4096

export class Writer {
  private readonly chunks: Uint8Array[] = []
  private buffer: Uint8Array
  private view: DataView
  private start = 0 // where the chunk under way begins in `buffer`
  private position = 0
  private chunkedBytes = 0 // bytes in `chunks`

  constructor(bytesExpected = 256) {
    this.buffer = new Uint8Array(bytesExpected)
    this.view = new DataView(this.buffer.buffer)
  }

  get size(): number {
    return this.chunkedBytes + this.position - this.start
  }

  /** Makes room for `size` bytes and returns where they go. */
  private room(size: number): number {
    const at = this.position
    if (at + size > this.buffer.length) return this.grow(size)
    this.position = at + size
    return at
  }

  private grow(size: number): number {
    const held = this.buffer.subarray(this.start, this.position)
    const larger = new Uint8Array(Math.max(2 * this.buffer.length, held.length + size))
    larger.set(held)
    this.buffer = larger
    this.view = new DataView(larger.buffer)
    this.start = 0
    this.position = held.length + size
    return held.length
  }

  private whole(value: number, min: number, max: number): number {
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new EncodeError(`${value} is no integer from ${min} to ${max}`)
    }
    return value
  }

  int8(value: number): void {
    const at = this.room(1) // first: making room may replace the view
    this.view.setInt8(at, this.whole(value, -0x80, 0x7f))
  }

  int16(value: number): void {
    const at = this.room(2)
    this.view.setInt16(at, this.whole(value, -0x8000, 0x7fff))
  }

  int32(value: number): void {
    const at = this.room(4)
    this.view.setInt32(at, this.whole(value, -0x8000_0000, 0x7fff_ffff))
  }

  uint16(value: number): void {
    const at = this.room(2)
    this.view.setUint16(at, this.whole(value, 0, 0xffff))
  }

  uint32(value: number): void {
    const at = this.room(4)
    this.view.setUint32(at, this.whole(value, 0, 0xffff_ffff))
  }

  float64(value: number): void {
    const at = this.room(8)
    this.view.setFloat64(at, value)
  }

  int64(value: number): void {
    const at = this.room(8)
    if (!Number.isSafeInteger(value)) throw new EncodeError(`${value} is no safe integer`)
    const high = highHalf(value)
    this.view.setInt32(at, high)
    this.view.setUint32(at + 4, value - high * twoTo32)
  }

  /** The twin of `Reader.int64Capped`: the largest safe integer goes out as the largest int64. */
  int64Capped(value: number): void {
    if (value === Number.MAX_SAFE_INTEGER) {
      this.uint32(0x7fff_ffff)
      this.uint32(0xffff_ffff)
    } else {
      this.int64(value)
    }
  }

  boolean(value: boolean): void {
    this.int8(value ? 1 : 0)
  }

  uuid(value: string): void {
    const at = this.room(16)
    if (!uuidFromString(value, this.buffer, at)) throw new EncodeError(`'${value}' is no UUID`)
  }

  unsignedVarint(value: number): void {
    this.whole(value, 0, 0xffff_ffff)
    for (; value > 0x7f; value >>>= 7) this.byte((value & 0x7f) | 0x80)
    this.byte(value)
  }

  varint(value: number): void {
    this.unsignedVarint(zigzag32(this.whole(value, -0x8000_0000, 0x7fff_ffff)))
  }

  varlong(value: number): void {
    if (!Number.isSafeInteger(value)) throw new EncodeError(`${value} is no safe integer`)
    const sign = value < 0 ? 1 : 0
    const magnitude = value < 0 ? -value - 1 : value
    let high = Math.floor(magnitude / 0x800_0000)
    let low = (magnitude - high * 0x800_0000) * 2 + sign // 28 bits
    while (high > 0 || low > 0x7f) {
      this.byte((low & 0x7f) | 0x80)
      low = (low >>> 7) + (high % 128) * 0x20_0000
      high = Math.floor(high / 128)
    }
    this.byte(low)
  }

  private byte(value: number): void {
    const at = this.room(1)
    this.buffer[at] = value
  }

  /** The length before a compact string, bytes or array; -1 is null. */
  compactLength(length: number): void {
    this.unsignedVarint(length + 1)
  }

  /** A string of at most 32767 bytes with a 16-bit or a compact length; that bound is Kafka's. */
  string(text: string, compact: boolean): void {
    const bytes = stringToUtf8(text)
    if (bytes.length > 0x7fff)
      throw new EncodeError(`a string of ${bytes.length} bytes is too long`)
    if (compact) this.compactLength(bytes.length)
    else this.int16(bytes.length)
    this.copy(bytes)
  }

  /**
   * Bytes without a length. A large field is referred to, and so must not change until it is sent.
   */
  raw(bytes: Uint8Array): void {
    if (bytes.length < ownChunkBytes) {
      this.copy(bytes)
    } else {
      this.closeChunk()
      this.push(bytes)
    }
  }

  private copy(bytes: Uint8Array): void {
    const at = this.room(bytes.length)
    this.buffer.set(bytes, at)
  }

  private closeChunk(): void {
    if (this.position === this.start) return
    this.push(this.buffer.subarray(this.start, this.position))
    this.start = this.position
  }

  private push(chunk: Uint8Array): void {
    this.chunks.push(chunk)
    this.chunkedBytes += chunk.length
  }

  /** All that was written, as chunks to be sent one after the other. The writer is spent. */
  finish(): Uint8Array[] {
    this.closeChunk()
    return this.chunks
  }
}

/**
 * Joins chunks into bytes that own exactly their buffer; a single exact chunk is returned as it is.
 */
export function concatBytes(chunks: readonly Uint8Array[]): Uint8Array {
  const [first] = chunks
  if (chunks.length === 1 && first!.byteLength === first!.buffer.byteLength) return first!
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
