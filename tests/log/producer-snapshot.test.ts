/** The bytes of a producer snapshot. */
import { decodeProducerSnapshot, encodeProducerSnapshot } from '../../log/producer-snapshot.ts'
import { assert, suite } from '../harness.ts'
import { crc32c } from './batches.ts'

const test = suite('producer snapshot')
const producers = [
  {
    producerId: 4_000_000_001,
    producerEpoch: 7,
    lastSequence: 99,
    lastOffset: 123_456_789_012,
    offsetDelta: 9,
    timestamp: 1_700_000_000_000,
    coordinatorEpoch: -1,
    currentTxnFirstOffset: 123_456_789_000,
  },
]

test('version 1, the CRC and the entries, and it comes back as it was', () => {
  const bytes = encodeProducerSnapshot(producers, crc32c)
  assert.is(bytes.length, 10 + 46)
  assert.equal([...bytes.subarray(0, 2), ...bytes.subarray(6, 10)], [0, 1, 0, 0, 0, 1])
  assert.equal(decodeProducerSnapshot(bytes, crc32c), producers)
  assert.equal(decodeProducerSnapshot(encodeProducerSnapshot([], crc32c), crc32c), [])
})

test('a bit turned over in any byte, or a byte less or more, is seen', () => {
  const bytes = encodeProducerSnapshot(producers, crc32c)
  for (let at = 0; at < bytes.length; at++) {
    const rotten = bytes.slice()
    ;(rotten[at] as number) ^= 1 << (at % 8)
    assert.is(decodeProducerSnapshot(rotten, crc32c), null, `byte ${at}`)
    assert.is(decodeProducerSnapshot(bytes.subarray(0, at), crc32c), null, `${at} bytes`)
  }
})

test.run()
