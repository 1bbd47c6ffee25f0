/** The small text files. */
import {
  brokerEpochOf,
  decodeMetaProperties,
  decodePartitionMetadata,
  encodeCleanShutdown,
  encodeMetaProperties,
  encodePartitionMetadata,
} from '../../log/properties.ts'
import { assert, suite } from '../harness.ts'

const test = suite('log properties')
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
const bytes = (from: string) => new TextEncoder().encode(from)

test("partition.metadata holds the topic id in Kafka's text", () => {
  const topicId = 'vXC4_a1nQ5uQq5yPWkM2ww'
  assert.is(text(encodePartitionMetadata(topicId)), `version: 0\ntopic_id: ${topicId}`)
  assert.is(decodePartitionMetadata(encodePartitionMetadata(topicId)), topicId)
  for (const wrong of [
    '',
    'version: 1\ntopic_id: x',
    `version: 0\ntopic_id: ${topicId.slice(1)}`,
  ]) {
    assert.is(decodePartitionMetadata(bytes(wrong)), null, wrong)
  }
})

test('meta.properties names cluster, node and directory; also as Kafka writes it', () => {
  const meta = { clusterId: 'c', nodeId: 3, directoryId: 'd' }
  assert.equal(decodeMetaProperties(encodeMetaProperties(meta)), meta)
  const kafkas = '#\n#Fri Nov 21\ncluster.id=c\nversion=1\ndirectory.id=d\nnode.id=3\n'
  assert.equal(decodeMetaProperties(bytes(kafkas)), meta)
  for (const wrong of ['', 'version=0\nbroker.id=3\ncluster.id=c\n', kafkas.replace('=3', '=x')]) {
    assert.is(decodeMetaProperties(bytes(wrong)), null, wrong)
  }
})

test('the mark of a clean stop keeps the broker epoch', () => {
  assert.is(text(encodeCleanShutdown(17)), '{"version":0,"brokerEpoch":17}')
  assert.is(brokerEpochOf(encodeCleanShutdown(17)), 17)
  assert.is(brokerEpochOf(encodeCleanShutdown(-1)), -1)
  assert.is(brokerEpochOf(bytes('')), -1)
})

test.run()
