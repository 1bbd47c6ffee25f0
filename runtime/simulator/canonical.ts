/**
 * One byte form for every message value, the same on every platform: what the history hash eats.
 */

const blockBytes = 64 * 1024
/** Strings that are written as a number from their second time on: names, types, keys. */
const internedMax = 50_000

/** The first byte of every value. */
const tag = {
  null: 0,
  undefined: 1,
  false: 2,
  true: 3,
  int32: 4,
  double: 5,
  notANumber: 6,
  latin1: 7,
  utf16: 8,
  array: 9,
  object: 10,
  map: 11,
  bytes: 12,
  known: 13,
} as const

/**
 * Writes values into a block that is handed to `sink` when full. The stream can be read back in
 * one way only, so two different histories never have the same bytes.
 */
export class CanonicalWriter {
  private readonly sink: (bytes: Uint8Array) => void
  private readonly block = new Uint8Array(blockBytes)
  private readonly view = new DataView(this.block.buffer)
  private at = 0
  private readonly known = new Map<string, number>()

  constructor(sink: (bytes: Uint8Array) => void) {
    this.sink = sink
  }

  byte(value: number): void {
    if (this.at === blockBytes) this.flush()
    this.block[this.at++] = value
  }

  uint32(value: number): void {
    this.room(4)
    this.view.setUint32(this.at, value)
    this.at += 4
  }

  double(value: number): void {
    this.room(8)
    this.view.setFloat64(this.at, value)
    this.at += 8
  }

  /** A string that comes again and again: in full at first, then as its number. */
  name(text: string): void {
    const number = this.known.get(text)
    if (number !== undefined) {
      this.room(5)
      this.block[this.at] = tag.known
      this.view.setUint32(this.at + 1, number)
      this.at += 5
      return
    }
    if (this.known.size < internedMax) this.known.set(text, this.known.size)
    this.text(text)
  }

  value(value: unknown): void {
    if (typeof value === 'number') return this.number(value)
    if (typeof value === 'string') return this.text(value)
    if (value === null) return this.byte(tag.null)
    if (typeof value === 'boolean') return this.byte(value ? tag.true : tag.false)
    if (value === undefined) return this.byte(tag.undefined)
    if (typeof value === 'object') return this.structure(value)
    throw new Error(`a ${typeof value} is not a message value`)
  }

  bytes(bytes: Uint8Array): void {
    this.byte(tag.bytes)
    this.uint32(bytes.length)
    if (bytes.length <= blockBytes / 16) {
      this.room(bytes.length)
      this.block.set(bytes, this.at)
      this.at += bytes.length
      return
    }
    this.flush()
    this.sink(bytes)
  }

  /** Hands over what is in the block. */
  flush(): void {
    if (this.at > 0) this.sink(this.block.subarray(0, this.at))
    this.at = 0
  }

  private structure(value: object): void {
    if (value instanceof Uint8Array) return this.bytes(value)
    if (Array.isArray(value)) {
      this.byte(tag.array)
      this.uint32(value.length)
      for (const each of value) this.value(each)
      return
    }
    if (value instanceof Map) {
      this.byte(tag.map)
      this.uint32(value.size)
      for (const [key, each] of value) {
        this.value(key)
        this.value(each)
      }
      return
    }
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) {
      throw new Error(`an object of class ${value.constructor.name} is not a message value`)
    }
    const fields = value as Record<string, unknown>
    const keys = Object.keys(fields)
    this.byte(tag.object)
    this.uint32(keys.length)
    for (const key of keys) {
      this.name(key)
      this.value(fields[key])
    }
  }

  private number(value: number): void {
    if ((value | 0) === value) {
      this.room(5)
      this.block[this.at] = tag.int32
      this.view.setInt32(this.at + 1, value)
      this.at += 5
      return
    }
    // The bits of NaN are the platform's own.
    if (Number.isNaN(value)) return this.byte(tag.notANumber)
    this.byte(tag.double)
    this.double(value)
  }

  private text(text: string): void {
    const { length } = text
    let wide = false
    for (let i = 0; i < length && !wide; i++) wide = text.charCodeAt(i) > 0xff
    this.byte(wide ? tag.utf16 : tag.latin1)
    this.uint32(length)
    for (let i = 0; i < length; i++) {
      const code = text.charCodeAt(i)
      if (wide) this.byte(code >> 8)
      this.byte(code & 0xff)
    }
  }

  private room(bytes: number): void {
    if (this.at + bytes > blockBytes) this.flush()
  }
}
