/** Metadata records as record batches: what is whole comes back, what is not ends the log. */
import {
  decodeMetadataBatches,
  encodeMetadataBatch,
} from '../../../actors/metadata/metadata-codec.ts'
import type { MetadataRecord } from '../../../actors/metadata/metadata-records.ts'
import { concatBytes } from '../../../protocol/writer.ts'
import { assert, suite } from '../../harness.ts'
import { codecs } from '../../support/simulated-kafka.ts'

const test = suite('metadata codec')
const { crc32c } = codecs
const records: MetadataRecord[] = [
  { kind: 'topic', topicId: 'id', name: 'orders' },
  { kind: 'removeTopic', topicId: 'id' },
]
const place = { baseOffset: 40, epoch: 3, timestampMs: 1_000 }

test('a batch is read with its place, its epoch and its records', () => {
  const batch = encodeMetadataBatch(records, place, crc32c)
  const [read] = decodeMetadataBatches(batch.bytes, crc32c)
  assert.equal({ ...read, bytes: null }, { ...batch, bytes: null })
  assert.equal([read?.baseOffset, read?.epoch, read?.records], [40, 3, records])
})

test('a batch of which one bit is wrong ends what is read', () => {
  const { bytes } = encodeMetadataBatch(records, place, crc32c)
  const both = concatBytes([bytes, bytes])
  assert.is(decodeMetadataBatches(both, crc32c).length, 2)
  for (let at = 8; at < bytes.length; at++) {
    if (at >= 12 && at < 16) continue // the epoch is not under the CRC
    const damaged = Uint8Array.from(both)
    damaged[bytes.length + at] = (damaged[bytes.length + at] as number) ^ 4
    assert.is(decodeMetadataBatches(damaged, crc32c).length, 1, `byte ${at}`)
  }
})

test('a torn batch is none', () => {
  const { bytes } = encodeMetadataBatch(records, place, crc32c)
  for (let size = 0; size < bytes.length; size++) {
    assert.equal(decodeMetadataBatches(bytes.subarray(0, size), crc32c), [])
  }
})

test.run()
