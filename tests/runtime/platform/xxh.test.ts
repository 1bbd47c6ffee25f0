/** xxHash: known values of the reference implementation, seed 0. */
import { loadXxh } from '../../../runtime/platform/xxh.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('xxh')
const ascii = (text: string) => new TextEncoder().encode(text)
const xxh = await loadXxh()

test('h64 and h32 of known texts come out', () => {
  assert.is(xxh.h64(new Uint8Array(0)), 'ef46db3751d8e999')
  assert.is(xxh.h64(ascii('abc')), '44bc2cf5ad770999')
  assert.is(xxh.h32(new Uint8Array(0)), 0x02cc5d05)
  assert.is(xxh.h32(ascii('abc')), 0x32d153ff)
})

test('a hash that begins with zeros keeps its 16 digits', () => {
  const hashes = Array.from({ length: 600 }, (_, i) => xxh.h64(ascii(`text ${i}`)))
  assert.ok(hashes.every((hash) => /^[0-9a-f]{16}$/.test(hash)))
  assert.ok(
    hashes.some((hash) => hash.startsWith('0')),
    'none begins with a zero',
  )
})

test('a stream fed in pieces has the hash of the whole, and its digest does not end it', () => {
  const stream = xxh.create64()
  stream.update(ascii('ab'))
  assert.is(stream.digest(), xxh.h64(ascii('ab')))
  stream.update(ascii('c'))
  assert.is(stream.digest(), '44bc2cf5ad770999')
})

test.run()
