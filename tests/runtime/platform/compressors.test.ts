/** The compressors: what goes in comes out, known frames open, nothing grows beyond its limit. */
import { Buffer } from 'node:buffer'
import process from 'node:process'
import { gzip } from '../../../runtime/platform/gzip.ts'
import { loadLz4 } from '../../../runtime/platform/lz4.ts'
import { snappy } from '../../../runtime/platform/snappy.ts'
import { snappyContentLength } from '../../../runtime/platform/snappy-length.ts'
import { platformZstd, wasmZstd, zstdContentSize } from '../../../runtime/platform/zstd.ts'
import type { Compressor } from '../../../runtime/ports/codecs.ts'
import { assert, skip, suite } from '../../harness.ts'

const test = suite('compressors')
const hello = new TextEncoder().encode('hello hello hello hello ')
const noise = Uint8Array.from(
  { length: 200_000 },
  (_, i) => (Math.imul(i, 2654435761) >>> 24) & 0xff,
)

const lz4Hello = '04224d186440a70f0000006968656c6c6f20060050656c6c6f200000000013835350'
const zstdHello = '28b52ffd04586500003068656c6c6f200100f14a11d76f46e7'

/** Each with `hello` as the command line tool of that name writes it. */
const all: [string, Compressor | null, string][] = [
  ['gzip', gzip, '1f8b0800000000000003cb48cdc9c957c8c02001d641e2d018000000'],
  ['snappy', snappy, '181468656c6c6f20460600'],
  ['lz4', await loadLz4(), lz4Hello],
  ['zstd of the platform', platformZstd(), zstdHello],
  ['zstd in WebAssembly', await wasmZstd(), zstdHello],
]
for (const [name, compressor, known] of all) {
  const present = (): Compressor => compressor ?? skip(`${name} is not on this platform`)

  test(`${name}: what was compressed comes back, also nothing at all`, () => {
    const { compress, decompress } = present()
    for (const content of [hello, noise, new Uint8Array(0), noise.subarray(7, 8)]) {
      const back = decompress(compress(content), content.length)
      assert.equal(Uint8Array.from(back), Uint8Array.from(content))
    }
  })

  test(`${name}: opens what another implementation wrote`, () => {
    const frame = Uint8Array.from(Buffer.from(known, 'hex'))
    assert.equal(Uint8Array.from(present().decompress(frame, 24)), hello)
    assert.throws(() => present().decompress(frame, 23))
  })

  test(`${name}: a content of one byte more than allowed is refused`, () => {
    const { compress, decompress } = present()
    assert.throws(() => decompress(compress(hello), hello.length - 1))
    assert.throws(() => decompress(compress(noise), noise.length - 1))
    const bomb = compress(new Uint8Array(50_000_000))
    const before = process.memoryUsage().rss
    assert.throws(() => decompress(bomb, 1_000_000))
    assert.ok(process.memoryUsage().rss - before < 40_000_000, 'memory was taken for it')
  })

  test(`${name}: bytes that are cut off or foreign are refused`, () => {
    const { compress, decompress } = present()
    const whole = compress(noise)
    assert.throws(() => decompress(whole.subarray(0, whole.length - 20), noise.length))
    assert.throws(() => decompress(whole.subarray(0, 3), noise.length))
    assert.throws(() => decompress(new Uint8Array(64).fill(0xee), 1_000))
  })
}

test('zstd in WebAssembly: a long content whose frame declares no length is opened', async () => {
  // 4,000,000 zeros, written by the zstd tool from a pipe.
  const hex = `28b52ffd04585400001000000100fbff39c00202${'00100002'.repeat(28)}`
  const rest = '0010000348080059996803'
  const frame = Uint8Array.from(Buffer.from(hex + rest, 'hex'))
  const zstd = (await wasmZstd()) ?? skip('it does not load')
  assert.is(zstdContentSize(frame), null)
  assert.is(zstd.decompress(frame, 5_000_000).length, 4_000_000)
  assert.throws(() => zstd.decompress(frame, 3_999_999), /exceeds/)
})

test('snappy: a block that claims more or less than its elements hold is refused', () => {
  const block = Uint8Array.from(Buffer.from('181468656c6c6f20460600', 'hex'))
  for (const claimed of [0, 23, 25, 127]) {
    block[0] = claimed
    assert.throws(() => snappy.decompress(block, 1_000), /damaged/)
  }
})

test('snappy: the length of literals longer than 60 and than 256 is read', () => {
  for (const size of [59, 60, 61, 256, 257, 65_536, 65_537]) {
    assert.is(snappyContentLength(snappy.compress(noise.subarray(0, size))), size)
  }
})

test.run()
