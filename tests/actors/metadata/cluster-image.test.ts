/** What a cluster looks like after its metadata records. */
import { ClusterImage, configOf } from '../../../actors/metadata/cluster-image.ts'
import type { MetadataRecord } from '../../../actors/metadata/metadata-records.ts'
import { assert, suite } from '../../harness.ts'
import { registration, topicRecords } from '../../support/broker-parts.ts'

const test = suite('cluster image')

function imageAfter(...records: MetadataRecord[]): ClusterImage {
  const image = new ClusterImage()
  for (const record of records) image.replay(record)
  return image
}

test('the broker epoch is the offset of the registration, anew for each incarnation', () => {
  const image = imageAfter(registration(1), registration(2), registration(1))
  assert.is(image.endOffset, 3)
  assert.is(image.brokers.get(1)?.brokerEpoch, 2)
  assert.is(image.brokers.get(2)?.brokerEpoch, 1)
})

test('a topic is found by id and by name, with its partitions and settings', () => {
  const image = imageAfter(...topicRecords('idA', 'orders', [1, 2], { 'retention.ms': '5000' }))
  const topic = image.topicNamed('orders')
  assert.is(topic, image.topics.get('idA'))
  assert.equal(
    topic?.partitions.map(({ leader }) => leader),
    [1, 2],
  )
  assert.equal([...configOf(topic!)], [['retention.ms', 5_000]])
})

test('a removed topic is gone under its id and its name', () => {
  const image = imageAfter(...topicRecords('idA', 'orders', [1]), {
    kind: 'removeTopic',
    topicId: 'idA',
  })
  assert.is(image.topics.size, 0)
  assert.is(image.topicNamed('orders'), undefined)
  assert.is(image.topicColliding('orders.'), undefined)
})

test('a late removal of a topic does not take the name from the one made after it', () => {
  const image = imageAfter(
    ...topicRecords('idA', 'orders', [1]),
    ...topicRecords('idB', 'orders', [1]),
    { kind: 'removeTopic', topicId: 'idA' },
  )
  assert.is(image.topicNamed('orders')?.topicId, 'idB')
})

test('records of a topic that is not there change nothing but the offset', () => {
  const image = imageAfter(
    ...topicRecords('idA', 'orders', [1]).slice(1),
    { kind: 'config', topicId: 'idA', key: 'retention.ms', value: '1' },
    { kind: 'removeTopic', topicId: 'idA' },
  )
  assert.is(image.topics.size, 0)
  assert.is(image.endOffset, 3)
})

test('names that differ in dots and underscores only collide; equal names do not', () => {
  const image = imageAfter(...topicRecords('idA', 'a.b_c', [1]))
  assert.is(image.topicColliding('a_b.c')?.name, 'a.b_c')
  assert.is(image.topicColliding('a_b_c')?.name, 'a.b_c')
  assert.is(image.topicColliding('a.b_c'), undefined)
  assert.is(image.topicColliding('a-b_c'), undefined)
})

test('producer ids below the last record are given away', () => {
  const ids = { kind: 'producerIds', brokerId: 1, brokerEpoch: 0 } as const
  const image = imageAfter({ ...ids, nextProducerId: 1_000 }, { ...ids, nextProducerId: 2_000 })
  assert.is(image.nextProducerId, 2_000)
})

test('after a reset the image is as before the first record', () => {
  const image = imageAfter(registration(1), ...topicRecords('idA', 'a.b', [1]))
  image.reset()
  assert.equal(image, new ClusterImage())
})

test.run()
