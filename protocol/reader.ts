/** Reads Kafka's primitive types from a range of bytes; every fault is a DecodeError. */

import { DecodeError } from './decode-error.ts'
import { joinInt64, unzigzag32, utf8ToString, uuidToString } from './primitives.ts'

export class Reader {
  position: number
  /** Array items that may still be read, over all arrays. */
  itemsLeft = Number.POSITIVE_INFINITY
  readonly bytes: Uint8Array
  readonly end: number
  private readonly view: DataView

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes
    this.position = start
    this.end = end
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get remaining(): number {
    return this.end - this.position
  }

  fail(reason: string): never {
    throw new DecodeError(reason, this.position)
  }

  /** Takes `count` array items from those that may still be read. */
  claimItems(count: number): void {
    this.itemsLeft -= count
    if (this.itemsLeft < 0) this.fail('more array items than are taken')
  }

  /** Moves over `size` bytes and returns where they began. */
  skip(size: number): number {
    const at = this.position
    if (size < 0) this.fail(`negative size ${size}`)
    if (size > this.end - at) this.fail(`${size} bytes wanted, ${this.end - at} left`)
    this.position = at + size
    return at
  }

  int8(): number {
    return this.view.getInt8(this.skip(1))
  }

  int16(): number {
    return this.view.getInt16(this.skip(2))
  }

  int32(): number {
    return this.view.getInt32(this.skip(4))
  }

  uint16(): number {
    return this.view.getUint16(this.skip(2))
  }

  uint32(): number {
    return this.view.getUint32(this.skip(4))
  }

  float64(): number {
    return this.view.getFloat64(this.skip(8))
  }

  /** An int64 that must be a safe integer. */
  int64(): number {
    const at = this.skip(8)
    const value = joinInt64(this.view.getInt32(at), this.view.getUint32(at + 4))
    if (!Number.isSafeInteger(value)) {
      throw new DecodeError('an int64 beyond the safe integers', at)
    }
    return value
  }

  /** An int64 in which everything above the safe integers reads as the largest of them. */
  int64Capped(): number {
    const at = this.skip(8)
    const value = joinInt64(this.view.getInt32(at), this.view.getUint32(at + 4))
    return Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, value))
  }

  /** Kafka reads every byte but 0 as true. */
  boolean(): boolean {
    return this.int8() !== 0
  }

  uuid(): string {
    return uuidToString(this.bytes, this.skip(16))
  }

  unsignedVarint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes[this.skip(1)]!
      if (shift === 28 && byte > 0x0f) break
      value |= (byte & 0x7f) << shift
      if (byte < 0x80) return value >>> 0
    }
    return this.fail('a varint of more than 32 bits')
  }

  varint(): number {
    return unzigzag32(this.unsignedVarint())
  }

  /** A zigzag varint of 64 bits that must be a safe integer. */
  varlong(): number {
    let low = 0 // 28 bits: the sign and the lowest 27 of the magnitude
    let high = 0
    let scale = 1
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.bytes[this.skip(1)]!
      if (shift === 63 && byte > 1) break
      if (shift < 28) {
        low |= (byte & 0x7f) << shift
      } else {
        high += (byte & 0x7f) * scale
        scale *= 128
      }
      if (byte < 0x80) {
        const magnitude = high * 0x800_0000 + (low >>> 1)
        if (!Number.isSafeInteger(magnitude)) this.fail('a varlong beyond the safe integers')
        return (low & 1) === 0 ? magnitude : -magnitude - 1
      }
    }
    return this.fail('a varlong of more than 64 bits')
  }

  /** The length before a compact string, bytes or array; -1 is null. */
  compactLength(): number {
    return this.unsignedVarint() - 1
  }

  text(length: number): string {
    const at = this.skip(length)
    return utf8ToString(this.bytes, at, this.position)
  }

  /** A view of the next bytes: nothing is copied. */
  slice(length: number): Uint8Array {
    const at = this.skip(length)
    return this.bytes.subarray(at, this.position)
  }
}
