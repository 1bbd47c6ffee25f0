/** Reading primitive types, and refusing bytes that do not hold them. */
import fc from 'fast-check'
import { DecodeError } from '../../protocol/decode-error.ts'
import { Reader } from '../../protocol/reader.ts'
import { concatBytes, Writer } from '../../protocol/writer.ts'
import { assert, suite } from '../harness.ts'

const test = suite('reader')

const reader = (...bytes: number[]) => new Reader(Uint8Array.from(bytes))
const refused = (reason: RegExp) => (error: Error) =>
  error instanceof DecodeError && reason.test(error.message)

function written(write: (writer: Writer) => void): Reader {
  const writer = new Writer()
  write(writer)
  return new Reader(concatBytes(writer.finish()))
}

test('numbers are big-endian, signed or not as their name says', () => {
  assert.is(reader(0xff).int8(), -1)
  assert.is(reader(0xff, 0xfe).int16(), -2)
  assert.is(reader(0xff, 0xfe).uint16(), 0xfffe)
  assert.is(reader(0x80, 0, 0, 0).int32(), -0x8000_0000)
  assert.is(reader(0x80, 0, 0, 0).uint32(), 0x8000_0000)
  assert.is(reader(0, 0, 1, 0, 0, 0, 0, 5).int64(), 2 ** 40 + 5)
  assert.is(reader(0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff).int64(), -1)
  assert.is(reader(0x3f, 0xf8, 0, 0, 0, 0, 0, 0).float64(), 1.5)
})

test('every byte but 0 is true, as in Kafka', () => {
  assert.equal(
    [0, 1, 2, 0xff].map((byte) => reader(byte).boolean()),
    [false, true, true, true],
  )
})

test('an int64 beyond the safe integers is refused, and capped where that is asked for', () => {
  const most = [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]
  const least = [0x80, 0, 0, 0, 0, 0, 0, 0]
  const firstUnsafe = [0, 0x20, 0, 0, 0, 0, 0, 0]
  for (const bytes of [most, least, firstUnsafe]) {
    assert.throws(() => reader(...bytes).int64(), refused(/safe integers at byte 0/))
  }
  assert.is(reader(...most).int64Capped(), Number.MAX_SAFE_INTEGER)
  assert.is(reader(...firstUnsafe).int64Capped(), Number.MAX_SAFE_INTEGER)
  assert.is(reader(...least).int64Capped(), Number.MIN_SAFE_INTEGER)
  assert.is(reader(0, 0, 0, 0, 0, 0, 0, 9).int64Capped(), 9)
})

test('a varint of more than 32 bits, or without an end, is refused', () => {
  assert.is(reader(0xff, 0xff, 0xff, 0xff, 0x0f).unsignedVarint(), 0xffff_ffff)
  assert.throws(() => reader(0xff, 0xff, 0xff, 0xff, 0x1f).unsignedVarint(), refused(/32 bits/))
  assert.throws(() => reader(0x80, 0x80, 0x80, 0x80, 0x80, 0).unsignedVarint(), refused(/32 bits/))
  assert.throws(() => reader(0x80, 0x80).unsignedVarint(), refused(/1 bytes wanted, 0 left/))
})

test('any integer comes back from a varint', () => {
  const holds = fc.property(fc.integer(), (value) => {
    assert.is(written((writer) => writer.varint(value)).varint(), value)
  })
  fc.assert(holds, { examples: [[2 ** 31 - 1], [-(2 ** 31)]] })
})

test('any safe integer comes back from a varlong', () => {
  const holds = fc.property(fc.maxSafeInteger(), (value) => {
    assert.is(written((writer) => writer.varlong(value)).varlong(), value)
  })
  const edges = [2 ** 27, 2 ** 28, 2 ** 34, 2 ** 35, Number.MAX_SAFE_INTEGER]
  const both = edges.flatMap((edge) => [[edge], [-edge], [edge - 1], [1 - edge]] as [number][])
  fc.assert(holds, { examples: both })
})

test('a varlong beyond the safe integers, or of more than 64 bits, is refused', () => {
  const ones = new Array(9).fill(0xff)
  assert.throws(() => reader(...ones, 1).varlong(), refused(/safe integers/))
  assert.throws(() => reader(...ones, 2).varlong(), refused(/64 bits/))
  assert.throws(() => reader(...ones, 0x81, 0).varlong(), refused(/64 bits/))
})

test('a compact length is one more than the length, and 0 is null', () => {
  assert.equal([reader(0).compactLength(), reader(1).compactLength()], [-1, 0])
})

test('a reader keeps to its range', () => {
  const part = new Reader(Uint8Array.from([1, 2, 3, 4]), 1, 3)
  assert.is(part.remaining, 2)
  assert.is(part.int16(), 0x0203)
  assert.throws(() => part.int8(), refused(/1 bytes wanted, 0 left at byte 3/))
})

test('a reader of a view reads the view, not what lies before it', () => {
  const view = Uint8Array.from([9, 9, 0, 7]).subarray(2)
  assert.is(new Reader(view).int16(), 7)
})

test('a size that is negative or too large is refused, and says where', () => {
  assert.throws(() => reader(1).skip(-1), refused(/negative size -1 at byte 0/))
  assert.throws(() => reader(1).slice(2), refused(/2 bytes wanted, 1 left/))
  assert.throws(() => reader(1).text(2), refused(/2 bytes wanted, 1 left/))
  assert.throws(() => reader(1).uuid(), refused(/16 bytes wanted/))
})

test('a slice is a view, not a copy', () => {
  const bytes = Uint8Array.from([1, 2, 3])
  assert.is(new Reader(bytes).slice(2).buffer, bytes.buffer)
})

test.run()
