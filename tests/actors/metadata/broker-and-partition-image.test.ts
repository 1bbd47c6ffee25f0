/** The image is what the records say, in their order. */
import { ClusterImage } from '../../../actors/metadata/cluster-image.ts'
import type { MetadataRecord } from '../../../actors/metadata/metadata-records.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('brokers and partitions of the image')

function imageOf(...records: MetadataRecord[]): ClusterImage {
  const image = new ClusterImage()
  for (const record of records) image.replay(record)
  return image
}

const registered = (incarnationId: string): MetadataRecord => ({
  kind: 'registerBroker',
  brokerId: 1,
  incarnationId,
  host: 'h',
  port: 1,
  rack: null,
})
const topic = (topicId: string): MetadataRecord => ({ kind: 'topic', topicId, name: 'orders' })
const partition: MetadataRecord = {
  kind: 'partition',
  topicId: 'a',
  partition: 0,
  replicas: [1, 2],
  isr: [1, 2],
  leader: 1,
  leaderEpoch: 0,
  partitionEpoch: 0,
}
const change = (what: object): MetadataRecord => ({
  kind: 'partitionChange',
  topicId: 'a',
  partition: 0,
  ...what,
})

test('a broker begins fenced; its epoch is the offset of its registration', () => {
  const image = imageOf({ kind: 'leaderChange', leaderId: 101 }, registered('x'))
  const { brokerEpoch, fenced } = image.brokers.get(1) ?? {}
  assert.equal({ brokerEpoch, fenced }, { brokerEpoch: 1, fenced: true })
})

test('what is said of one life of a broker says nothing of another', () => {
  const unfence = { kind: 'unfenceBroker', brokerId: 1, brokerEpoch: 0 } as const
  assert.is(imageOf(registered('x'), unfence).brokers.get(1)?.fenced, false)
  assert.is(imageOf(registered('x'), registered('y'), unfence).brokers.get(1)?.fenced, true)
})

test('each change is a new partition epoch, each election a new leader epoch', () => {
  const stateOf = (...records: MetadataRecord[]) => {
    const state = imageOf(topic('a'), partition, ...records).topics.get('a')?.partitions[0]
    return [state?.leader, state?.leaderEpoch, state?.partitionEpoch, state?.isr]
  }
  assert.equal(stateOf(), [1, 0, 0, [1, 2]])
  assert.equal(stateOf(change({ isr: [1] })), [1, 0, 1, [1]])
  assert.equal(stateOf(change({ leader: -1, isr: [] })), [-1, 1, 1, []])
  assert.equal(stateOf(change({ leader: 1 })), [1, 1, 1, [1, 2]], 'the same again')
})

test('a partition keeps what a change leaves out', () => {
  const image = imageOf(
    topic('a'),
    partition,
    change({ isr: [1], eligibleLeaderReplicas: [2] }),
    change({ leaderRecoveryState: 'recovering' }),
  )
  const state = image.topics.get('a')?.partitions[0]
  assert.equal(state?.eligibleLeaderReplicas, [2])
  assert.is(state?.leaderRecoveryState, 'recovering')
  assert.equal(state?.addingReplicas, [])
})

test('a topic made again keeps its name from the removal of the one before', () => {
  const image = imageOf(topic('a'), topic('b'), { kind: 'removeTopic', topicId: 'a' })
  assert.is(image.topicNamed('orders')?.topicId, 'b')
})

test('a setting is given, changed and taken away', () => {
  const config = (value: string | null): MetadataRecord => ({
    kind: 'config',
    topicId: 'a',
    key: 'retention.ms',
    value,
  })
  const settingOf = (image: ClusterImage) => image.topics.get('a')?.configs.get('retention.ms')
  assert.is(settingOf(imageOf(topic('a'), config('1'), config('2'))), '2')
  assert.is(settingOf(imageOf(topic('a'), config('1'), config(null))), undefined)
})

test('every record moves the end by one, and a reset forgets all', () => {
  const image = imageOf(topic('a'), partition, { kind: 'featureLevel', name: 'f', level: 2 })
  assert.equal([image.endOffset, image.features.get('f')], [3, 2])
  image.reset()
  assert.equal([image.endOffset, image.features.size, image.topics.size], [0, 0, 0])
})

test.run()
