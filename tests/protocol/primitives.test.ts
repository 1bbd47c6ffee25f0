/** Halves of int64, zigzag, UUIDs and UTF-8. */
import fc from 'fast-check'
import {
  highHalf,
  joinInt64,
  stringToUtf8,
  twoTo32,
  unsignedVarintSize,
  unzigzag32,
  utf8ToString,
  uuidFromString,
  uuidToString,
  varintSize,
  varlongSize,
  zeroUuid,
  zigzag32,
} from '../../protocol/primitives.ts'
import { Writer } from '../../protocol/writer.ts'
import { assert, suite } from '../harness.ts'

const test = suite('primitives')

test('a safe integer is split into halves and joined again without loss', () => {
  const holds = fc.property(fc.maxSafeInteger(), (value) => {
    const high = highHalf(value)
    assert.is(joinInt64(high, value - high * twoTo32), value)
  })
  fc.assert(holds, { examples: [[Number.MIN_SAFE_INTEGER], [Number.MAX_SAFE_INTEGER], [-1], [0]] })
})

test('zigzag maps small magnitudes of both signs to small numbers, and back', () => {
  assert.equal([0, -1, 1, -2, 2].map(zigzag32), [0, 1, 2, 3, 4])
  assert.is(zigzag32(-0x8000_0000), 0xffff_ffff)
  fc.assert(fc.property(fc.integer(), (value) => unzigzag32(zigzag32(value)) === value))
})

test('the sizes of varints are the bytes that the writer writes', () => {
  const written = (write: (writer: Writer) => void) => {
    const writer = new Writer()
    write(writer)
    return writer.size
  }
  const edges = [0, 63, 64, 127, 128, 8191, 8192, 16383, 16384, 2 ** 21, 2 ** 28, 2 ** 31 - 1]
  for (const value of [...edges, ...edges.map((edge) => -edge)]) {
    const unsigned = value >>> 0
    assert.is(
      unsignedVarintSize(unsigned),
      written((writer) => writer.unsignedVarint(unsigned)),
    )
    assert.is(
      varintSize(value),
      written((writer) => writer.varint(value)),
    )
    assert.is(
      varlongSize(value),
      written((writer) => writer.varlong(value)),
    )
  }
  const holds = fc.property(fc.maxSafeInteger(), (value) => {
    assert.is(
      varlongSize(value),
      written((writer) => writer.varlong(value)),
    )
  })
  fc.assert(holds, { examples: [[Number.MAX_SAFE_INTEGER], [Number.MIN_SAFE_INTEGER]] })
})

test('a UUID is printed as Kafka prints it', () => {
  const bytes = Uint8Array.from(Array.from({ length: 16 }, (_, i) => i * 17))
  assert.is(uuidToString(bytes, 0), 'ABEiM0RVZneImaq7zN3u_w')
  assert.is(uuidToString(new Uint8Array(20), 4), zeroUuid)
})

test('any 16 bytes become a UUID and the same bytes again', () => {
  const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 })
  const holds = fc.property(sixteen, (bytes) => {
    const back = new Uint8Array(18)
    assert.is(uuidFromString(uuidToString(bytes, 0), back, 1), true)
    assert.equal(back.subarray(1, 17), bytes)
    assert.equal([back[0], back[17]], [0, 0])
  })
  fc.assert(holds)
})

test('a text that is no UUID is refused', () => {
  const zeros = 'A'.repeat(21)
  for (const text of [
    '',
    zeros,
    `${zeros}AA`,
    `${zeros}=`,
    `${zeros}+`,
    `${zeros}é`,
    `${zeros}B`,
  ]) {
    assert.is(uuidFromString(text, new Uint8Array(16), 0), false, text)
  }
})

test('text becomes UTF-8 and back, short or long', () => {
  const holds = fc.property(fc.string({ unit: 'grapheme', maxLength: 100 }), (text) => {
    const bytes = stringToUtf8(text)
    assert.is(utf8ToString(bytes, 0, bytes.length), text)
  })
  fc.assert(holds, { examples: [['x'.repeat(41)], ['é'], ['\ufefftext'], ['🐋'.repeat(30)]] })
})

test('malformed UTF-8 is replaced, and a range is kept to', () => {
  const bytes = Uint8Array.from([0x61, 0xff, 0x62, 0xc3])
  assert.is(utf8ToString(bytes, 0, 4), 'a\ufffdb\ufffd')
  assert.is(utf8ToString(bytes, 2, 3), 'b')
})

test.run()
