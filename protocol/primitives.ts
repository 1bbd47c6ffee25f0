/**
 * Number and text forms that Kafka's wire format is made of: 64-bit halves, zigzag, UUIDs, UTF-8.
 */

export const twoTo32 = 4_294_967_296
/** Kafka's zero UUID: "no topic id". */
export const zeroUuid = 'AAAAAAAAAAAAAAAAAAAAAA'

/** Joins the halves of an int64; exact only when the result is a safe integer. */
export const joinInt64 = (high: number, low: number): number => high * twoTo32 + low

/** The upper half of an int64, signed; the lower half is `value - high * 2^32`. */
export const highHalf = (value: number): number => Math.floor(value / twoTo32)

export const zigzag32 = (value: number): number => ((value << 1) ^ (value >> 31)) >>> 0
export const unzigzag32 = (value: number): number => (value >>> 1) ^ -(value & 1)

/** Bytes that an unsigned varint of a 32-bit value takes. */
export function unsignedVarintSize(value: number): number {
  if (value < 0x80) return 1
  if (value < 0x4000) return 2
  if (value < 0x20_0000) return 3
  return value < 0x1000_0000 ? 4 : 5
}

export const varintSize = (value: number): number => unsignedVarintSize(zigzag32(value))

/** Bytes that a zigzag varint of a safe integer takes. */
export function varlongSize(value: number): number {
  let rest = Math.floor((value < 0 ? -value - 1 : value) / 64)
  let size = 1
  // The first byte carries the sign and six bits, each further one seven bits.
  for (; rest > 0; rest = Math.floor(rest / 128)) size++
  return size
}

const base64url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const base64urlCodes = Uint8Array.from(base64url, (letter) => letter.charCodeAt(0))
const base64urlValues = new Int8Array(128).fill(-1)
base64urlCodes.forEach((code, value) => {
  base64urlValues[code] = value
})

/** 16 bytes as the 22 letters that Kafka prints (base64url without padding). */
export function uuidToString(bytes: Uint8Array, at: number): string {
  let text = ''
  for (let i = 0; i < 15; i += 3) {
    const three = (bytes[at + i]! << 16) | (bytes[at + i + 1]! << 8) | bytes[at + i + 2]!
    text += String.fromCharCode(
      base64urlCodes[three >> 18]!,
      base64urlCodes[(three >> 12) & 63]!,
      base64urlCodes[(three >> 6) & 63]!,
      base64urlCodes[three & 63]!,
    )
  }
  const last = bytes[at + 15]!
  return text + String.fromCharCode(base64urlCodes[last >> 2]!, base64urlCodes[(last & 3) << 4]!)
}

/**
 * Writes the 16 bytes of a UUID; false, with nothing promised of the bytes, when the text is no
 * UUID.
 */
export function uuidFromString(text: string, bytes: Uint8Array, at: number): boolean {
  if (text.length !== 22) return false
  let bits = 0
  let held = 0
  for (let i = 0, to = at; i < 22; i++) {
    const value = base64urlValues[text.charCodeAt(i)] ?? -1
    if (value < 0) return false
    bits = ((bits << 6) | value) & 0xffff
    held += 6
    if (held >= 8) {
      held -= 8
      bytes[to++] = bits >> held
    }
  }
  // 22 letters hold four bits more than 16 bytes; another value there would be a second name for
  // one UUID.
  return (bits & 15) === 0
}

// `ignoreBOM` keeps a leading byte order mark, as Java does; malformed bytes become U+FFFD.
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const utf8Encoder = new TextEncoder()
const shortTextBytes = 40

export function utf8ToString(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > shortTextBytes) return utf8Decoder.decode(bytes.subarray(start, end))
  // Short ASCII, which is nearly every name, is faster without the decoder.
  let text = ''
  for (let i = start; i < end; i++) {
    const code = bytes[i]!
    if (code >= 0x80) return utf8Decoder.decode(bytes.subarray(start, end))
    text += String.fromCharCode(code)
  }
  return text
}

export const stringToUtf8 = (text: string): Uint8Array => utf8Encoder.encode(text)
