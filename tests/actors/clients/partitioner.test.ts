/** Keys go where Kafka's Java client sends them. */
import fc from 'fast-check'
import { murmur2, partitionForKey } from '../../../actors/clients/partitioner.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('partitioner')

const utf8 = (text: string) => new TextEncoder().encode(text)

test("keys hash as in Kafka's Java client", () => {
  const known: [key: string, hash: number][] = [
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ]
  for (const [key, hash] of known) assert.is(murmur2(utf8(key)), hash, key)
})

test('a key goes to the hash without its sign, modulo the count of partitions', () => {
  assert.is(partitionForKey(utf8('21'), 1_000), (-973932308 & 0x7fffffff) % 1_000)
  assert.is(partitionForKey(utf8('abc'), 1_000), 479470107 % 1_000)
})

test('every key, also the empty one, has a partition that is there', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 10_000 }), (key, partitions) => {
      const partition = partitionForKey(key, partitions)
      assert.ok(Number.isInteger(partition) && partition >= 0 && partition < partitions)
    }),
  )
})

test('where a key lies in its buffer does not matter', () => {
  const key = utf8('foobar')
  const shifted = new Uint8Array(32).fill(7)
  shifted.set(key, 5)
  assert.is(murmur2(shifted.subarray(5, 11)), -790332482)
})

test('many keys meet every partition about equally often', () => {
  const counts = [0, 0, 0, 0, 0, 0, 0, 0]
  for (let i = 0; i < 8_000; i++) counts[partitionForKey(utf8(`key-${i}`), 8)]! += 1
  assert.ok(Math.min(...counts) > 850 && Math.max(...counts) < 1_150, `${counts}`)
})

test.run()
