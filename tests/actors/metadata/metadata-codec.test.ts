/** Metadata records as bytes, whole and torn. */
import {
  decodeMetadataBatches,
  encodeMetadataBatch,
  wholeBatchesBytes,
} from '../../../actors/metadata/metadata-codec.ts'
import { concatBytes } from '../../../protocol/writer.ts'
import { assert, suite } from '../../harness.ts'
import { registration, topicRecords } from '../../support/broker-parts.ts'

const test = suite('metadata codec')
const batches = [
  [registration(1)],
  topicRecords('idA', 'orders', [1, 2], { 'cleanup.policy': 'compact' }),
  [{ kind: 'removeTopic', topicId: 'idA' } as const],
]

test('batches are read back as they were written, in order', () => {
  assert.equal(decodeMetadataBatches(concatBytes(batches.map(encodeMetadataBatch))), batches)
})

test('an empty log has no batches', () => {
  assert.equal(decodeMetadataBatches(new Uint8Array(0)), [])
})

test('a batch that was torn at the end of the log is no batch, wherever it was torn', () => {
  const [first, second] = batches.map(encodeMetadataBatch) as [Uint8Array, Uint8Array]
  for (let length = 0; length < second.length; length++) {
    const bytes = concatBytes([first, second.subarray(0, length)])
    assert.equal(decodeMetadataBatches(bytes), batches.slice(0, 1), `${length} bytes`)
  }
})

test('the whole batches end where the torn one begins', () => {
  const [first, second] = batches.map(encodeMetadataBatch) as [Uint8Array, Uint8Array]
  assert.is(wholeBatchesBytes(new Uint8Array(0)), 0)
  assert.is(wholeBatchesBytes(first.subarray(0, -1)), 0)
  assert.is(wholeBatchesBytes(first), first.length)
  const torn = concatBytes([first, second.subarray(0, -1)])
  assert.is(wholeBatchesBytes(torn), first.length)
})

test('a value with a line feed in it does not end its batch', () => {
  const batch = [{ kind: 'config', topicId: 'idA', key: 'x', value: 'a\nb' } as const]
  assert.equal(decodeMetadataBatches(encodeMetadataBatch(batch)), [batch])
})

test.run()
