/** Which topics are made, with which records, and why others are refused. */
import {
  type CreationMeans,
  decideTopic,
  isTooMany,
  type NewTopic,
  notCreated,
} from '../../../actors/controller/create-topics.ts'
import { ClusterImage } from '../../../actors/metadata/cluster-image.ts'
import { brokerSettingsWith } from '../../../cluster-config/broker-settings.ts'
import { assert, suite } from '../../harness.ts'
import { registration, topicRecords } from '../../support/broker-parts.ts'

const test = suite('create topics')
const settings = brokerSettingsWith(new Map([['num.partitions', 4]]))
const means: CreationMeans = { settings, newTopicId: () => 'newId', random: () => 0 }

function imageOf(brokers: number, topic = 'taken.one'): ClusterImage {
  const image = new ClusterImage()
  for (let id = 1; id <= brokers; id++) image.replay(registration(id))
  for (const record of topicRecords('oldId', topic, [1])) image.replay(record)
  return image
}

const wanted = (changed: Partial<NewTopic>): NewTopic => ({
  name: 'orders',
  numPartitions: 2,
  replicationFactor: 1,
  assignments: [],
  configs: [],
  ...changed,
})

function outcomeOf(changed: Partial<NewTopic>, brokers = 3) {
  const { records, outcome } = decideTopic(imageOf(brokers), wanted(changed), means)
  if (outcome.error !== 'NONE') assert.equal(records, [], 'what is refused leaves no record')
  return outcome
}

function errorOf(changed: Partial<NewTopic>, brokers = 3): string {
  return outcomeOf(changed, brokers).error
}

test('a topic becomes its record, its settings, and its partitions over the brokers', () => {
  const configs = [{ name: 'retention.ms', value: '5' }]
  const { records, outcome } = decideTopic(imageOf(3), wanted({ configs }), means)
  assert.equal(
    records.map(({ kind }) => kind),
    ['topic', 'config', 'partition', 'partition'],
  )
  assert.equal(
    records.flatMap((record) => (record.kind === 'partition' ? [record.leader] : [])),
    [1, 2],
  )
  const { error, topicId, numPartitions, replicationFactor } = outcome
  assert.equal([error, topicId, numPartitions, replicationFactor], ['NONE', 'newId', 2, 1])
})

test('-1 asks for the defaults of the brokers', () => {
  const { numPartitions, replicationFactor } = outcomeOf({
    numPartitions: -1,
    replicationFactor: -1,
  })
  assert.equal([numPartitions, replicationFactor], [4, 1])
})

test('a name that is there is refused with error 36; a bad or colliding one with error 17', () => {
  assert.is(errorOf({ name: 'taken.one' }), 'TOPIC_ALREADY_EXISTS')
  assert.is(errorOf({ name: 'taken_one' }), 'INVALID_TOPIC_EXCEPTION')
  for (const name of ['', '.', '..', 'a/b', 'a b', 'ü', 'x'.repeat(250)]) {
    assert.is(errorOf({ name }), 'INVALID_TOPIC_EXCEPTION', name)
  }
  assert.is(errorOf({ name: 'x'.repeat(249) }), 'NONE')
})

test('no, or a negative number of, partitions is refused with error 37', () => {
  for (const numPartitions of [0, -2, -2_147_483_648]) {
    assert.is(errorOf({ numPartitions }), 'INVALID_PARTITIONS', `${numPartitions}`)
  }
})

test('more copies than one are refused with error 38, never accepted and ignored', () => {
  for (const replicationFactor of [0, -2, 2, 3, 4, 32_767]) {
    assert.is(errorOf({ replicationFactor }), 'INVALID_REPLICATION_FACTOR', `${replicationFactor}`)
  }
  assert.is(errorOf({}, 0), 'INVALID_REPLICATION_FACTOR', 'no broker is there')
})

const assigned = (...lists: (readonly number[])[]): Partial<NewTopic> => ({
  numPartitions: -1,
  replicationFactor: -1,
  assignments: lists.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
})

test('an assignment says where each partition goes', () => {
  const { records } = decideTopic(imageOf(3), wanted(assigned([3], [1])), means)
  assert.equal(
    records.flatMap((record) => (record.kind === 'partition' ? [record.replicas] : [])),
    [[3], [1]],
  )
})

test('an assignment beside a number of partitions or copies is refused with error 42', () => {
  assert.is(errorOf({ ...assigned([1]), numPartitions: 1 }), 'INVALID_REQUEST')
  assert.is(errorOf({ ...assigned([1]), replicationFactor: 1 }), 'INVALID_REQUEST')
})

test('an assignment to nobody, to somebody unknown or twice, or with gaps gets error 39', () => {
  const bad = 'INVALID_REPLICA_ASSIGNMENT'
  assert.is(errorOf(assigned([])), bad)
  assert.is(errorOf(assigned([9])), bad)
  assert.is(errorOf(assigned([1, 1])), bad)
  const at = (...indexes: number[]) => ({
    ...assigned(),
    assignments: indexes.map((partitionIndex) => ({ partitionIndex, brokerIds: [1] })),
  })
  assert.is(errorOf(at(0, 0)), bad)
  assert.is(errorOf(at(0, 2)), bad)
  assert.is(errorOf(at(-1)), bad)
  assert.is(errorOf(at(1)), bad)
})

test('an assignment of two copies is refused with error 38', () => {
  assert.is(errorOf(assigned([1, 2])), 'INVALID_REPLICATION_FACTOR')
})

test('a setting that is unknown, bad or null is refused with error 40', () => {
  const withConfig = (name: string, value: string | null) => ({ configs: [{ name, value }] })
  for (const [name, value] of [
    ['retention.mss', '1'],
    ['retention.ms', 'soon'],
    ['retention.ms', null],
    ['cleanup.policy', 'shred'],
  ] as const) {
    assert.is(errorOf(withConfig(name, value)), 'INVALID_CONFIG', `${name}=${value}`)
  }
})

test('a setting that is given often is written once, as it was given last', () => {
  const configs = ['1', '2', '3'].map((value) => ({ name: 'retention.ms', value }))
  const { records } = decideTopic(imageOf(3), wanted({ configs }), means)
  assert.equal(
    records.filter(({ kind }) => kind === 'config'),
    [{ kind: 'config', topicId: 'newId', key: 'retention.ms', value: '3' }],
  )
})

test('one request may ask for 10,000 partitions, counted over its topics', () => {
  const of = (...counts: number[]) => counts.map((numPartitions) => wanted({ numPartitions }))
  assert.is(isTooMany(of(5_000, 5_000), settings), false)
  assert.is(isTooMany(of(5_000, 5_001), settings), true)
  assert.is(isTooMany(of(2_147_483_647), settings), true)
  assert.is(isTooMany(of(-2_147_483_648, 10_000), settings), false)
  assert.is(isTooMany(Array(2_500).fill(of(-1)[0]), settings), false)
  assert.is(isTooMany(Array(2_501).fill(of(-1)[0]), settings), true)
  assert.is(isTooMany([wanted(assigned(...Array(10_001).fill([1])))], settings), true)
})

test('what is not created has no id and no numbers', () => {
  assert.equal(notCreated('x', 'POLICY_VIOLATION', 'why'), {
    name: 'x',
    error: 'POLICY_VIOLATION',
    errorMessage: 'why',
    topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
    numPartitions: -1,
    replicationFactor: -1,
  })
})

test.run()
