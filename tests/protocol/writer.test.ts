/** Writing primitive types, in chunks that may be sent one after the other. */
import fc from 'fast-check'
import { EncodeError } from '../../protocol/encode-error.ts'
import { concatBytes, Writer } from '../../protocol/writer.ts'
import { assert, suite } from '../harness.ts'

const test = suite('writer')

function bytesOf(write: (writer: Writer) => void, bytesExpected?: number): number[] {
  const writer = new Writer(bytesExpected)
  write(writer)
  return [...concatBytes(writer.finish())]
}

test('numbers are big-endian', () => {
  assert.equal(
    bytesOf((writer) => writer.int8(-1)),
    [0xff],
  )
  assert.equal(
    bytesOf((writer) => writer.int16(-2)),
    [0xff, 0xfe],
  )
  assert.equal(
    bytesOf((writer) => writer.uint16(0xfffe)),
    [0xff, 0xfe],
  )
  assert.equal(
    bytesOf((writer) => writer.int32(258)),
    [0, 0, 1, 2],
  )
  assert.equal(
    bytesOf((writer) => writer.uint32(0x8000_0001)),
    [0x80, 0, 0, 1],
  )
  assert.equal(
    bytesOf((writer) => writer.int64(2 ** 40 + 5)),
    [0, 0, 1, 0, 0, 0, 0, 5],
  )
  assert.equal(
    bytesOf((writer) => writer.int64(-1)),
    new Array(8).fill(0xff),
  )
  assert.equal(
    bytesOf((writer) => writer.float64(1.5)),
    [0x3f, 0xf8, 0, 0, 0, 0, 0, 0],
  )
  assert.equal(
    bytesOf((writer) => writer.boolean(true)),
    [1],
  )
})

test('the largest safe integer of a capped int64 is the largest int64', () => {
  const most = [0x7f, ...new Array(7).fill(0xff)]
  assert.equal(
    bytesOf((writer) => writer.int64Capped(Number.MAX_SAFE_INTEGER)),
    most,
  )
  assert.equal(
    bytesOf((writer) => writer.int64Capped(3)),
    [0, 0, 0, 0, 0, 0, 0, 3],
  )
})

test('a value that does not fit is an EncodeError, never a wrapped number', () => {
  const wrong: ((writer: Writer) => void)[] = [
    (writer) => writer.int8(128),
    (writer) => writer.int16(-32769),
    (writer) => writer.uint16(-1),
    (writer) => writer.int32(2 ** 31),
    (writer) => writer.uint32(2 ** 32),
    (writer) => writer.int32(1.5),
    (writer) => writer.int32(Number.NaN),
    (writer) => writer.int64(2 ** 53),
    (writer) => writer.varint(2 ** 31),
    (writer) => writer.varlong(2 ** 53),
    (writer) => writer.unsignedVarint(-1),
    (writer) => writer.uuid('no UUID'),
    (writer) => writer.string('x'.repeat(32_768), true),
  ]
  for (const write of wrong)
    assert.throws(
      () => bytesOf(write),
      (error: Error) => error instanceof EncodeError,
    )
})

test('a string has a 16-bit or a compact length in bytes, not letters', () => {
  assert.equal(
    bytesOf((writer) => writer.string('é', false)),
    [0, 2, 0xc3, 0xa9],
  )
  assert.equal(
    bytesOf((writer) => writer.string('é', true)),
    [3, 0xc3, 0xa9],
  )
})

test('a writer grows from any size, in the middle of any value', () => {
  const values = fc.array(fc.maxSafeInteger(), { maxLength: 40 })
  const holds = fc.property(values, fc.integer({ min: 0, max: 20 }), (numbers, expected) => {
    const write = (writer: Writer) => {
      for (const number of numbers) {
        writer.int8(1)
        writer.int64(number)
        writer.varlong(number)
        writer.string(String(number), true)
      }
    }
    assert.equal(bytesOf(write, expected), bytesOf(write, 10_000))
  })
  fc.assert(holds)
})

test('a large byte field is a chunk of its own and is not copied', () => {
  const large = new Uint8Array(4096).fill(1)
  const writer = new Writer()
  writer.int32(1)
  writer.raw(large)
  writer.int32(2)
  const chunks = writer.finish()
  assert.equal(
    chunks.map(({ length }) => length),
    [4, 4096, 4],
  )
  assert.is(chunks[1], large)
})

test('a small byte field is copied into the chunk under way', () => {
  const small = Uint8Array.from([1, 2])
  const writer = new Writer()
  writer.raw(small)
  writer.raw(small)
  small[0] = 9
  const chunks = writer.finish()
  assert.is(chunks.length, 1)
  assert.equal([...chunks[0]!], [1, 2, 1, 2])
})

test('chunks joined are what was written, whatever the sizes of the fields', () => {
  const field = fc.integer({ min: 0, max: 9000 }).map((size) => new Uint8Array(size).fill(size))
  const holds = fc.property(fc.array(field, { maxLength: 8 }), (fields) => {
    const writer = new Writer(1)
    const wanted: Uint8Array[] = []
    for (const one of fields) {
      writer.int8(7)
      writer.raw(one)
      wanted.push(Uint8Array.from([7]), one)
    }
    const size = wanted.reduce((sum, { length }) => sum + length, 0)
    assert.is(writer.size, size)
    assert.ok(Buffer.compare(concatBytes(writer.finish()), Buffer.concat(wanted)) === 0)
  })
  fc.assert(holds)
})

test('joined bytes own exactly their buffer', () => {
  const view = new Uint8Array(10).subarray(2, 5)
  assert.is(concatBytes([view]).buffer.byteLength, 3)
  const exact = new Uint8Array(4)
  assert.is(concatBytes([exact]), exact)
  assert.is(concatBytes([]).length, 0)
})

test.run()
