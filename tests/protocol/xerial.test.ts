/** Xerial frames around snappy blocks; those of Java are read in record.test.ts. */
import fc from 'fast-check'
import { DecodeError } from '../../protocol/decode-error.ts'
import { xerialFrame, xerialUnframe } from '../../protocol/xerial.ts'
import { loadClientCodecs } from '../../runtime/platform/codecs.ts'
import { assert, suite } from '../harness.ts'

const test = suite('xerial')

const snappy = (await loadClientCodecs()).compressors.get('snappy')!
const frame = (bytes: Uint8Array) => xerialFrame(bytes, (block) => snappy.compress(block))
const unframe = (bytes: Uint8Array, bytesMax = 1_000_000) =>
  xerialUnframe(bytes, bytesMax, (block, left) => snappy.decompress(block, left))

test('any bytes come back from their frames', () => {
  const sizes = fc.constantFrom(0, 1, 1000, 32_767, 32_768, 32_769, 100_000)
  const holds = fc.property(sizes, fc.nat(), (size, seed) => {
    const bytes = new Uint8Array(size).map((_, i) => (i * seed) >> 3)
    assert.ok(Buffer.compare(unframe(frame(bytes)), bytes) === 0)
  })
  fc.assert(holds, { numRuns: 40 })
})

test('frames begin with the head of snappy-java, and hold blocks of 32 KiB', () => {
  const framed = frame(new Uint8Array(70_000))
  const head = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]
  assert.equal([...framed.subarray(0, 16)], head)
  let blocks = 0
  for (let at = 16; at < framed.length; blocks++) {
    at += 4 + new DataView(framed.buffer, framed.byteOffset).getInt32(at)
  }
  assert.is(blocks, 3)
})

test('a raw block, as other clients write it, is read too', () => {
  const bytes = new Uint8Array(5000).fill(3)
  assert.equal(unframe(snappy.compress(bytes)), bytes)
})

test('a block length that is negative or too large is a DecodeError', () => {
  const isDecodeError = (error: Error) => error instanceof DecodeError
  for (const length of [-1, 1_000_000]) {
    const framed = frame(new Uint8Array(100)).slice()
    new DataView(framed.buffer).setInt32(16, length)
    assert.throws(() => unframe(framed), isDecodeError)
  }
  assert.throws(() => unframe(frame(new Uint8Array(0)).subarray(0, 12)), isDecodeError)
})

test('content larger than allowed is refused, over all blocks together', () => {
  const framed = frame(new Uint8Array(70_000))
  assert.is(unframe(framed, 70_000).length, 70_000)
  assert.throws(() => unframe(framed, 69_999))
})

test.run()
