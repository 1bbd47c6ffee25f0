/** ListOffsets: offsets by name and by time, in every version that knows them. */
import type { ResponseBody } from '../../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../../protocol/errors.ts'
import { assert, suite } from '../../../harness.ts'
import { batchWith, SimulatedKafka } from '../../../support/simulated-kafka.ts'

const test = suite('ListOffsets')
const kafka = SimulatedKafka.ready({ seed: 300 })
kafka.createTopic('orders', { leaders: [1, 2] })
const client = kafka.connect(1)
for (const [timestamp, values] of [
  [100, ['a', 'b', 'c']],
  [500, ['d']],
  [200, ['e', 'f']],
] as const) {
  const partitionData = [{ index: 0, records: batchWith({ timestamp }, ...values) }]
  const topicData = [{ name: 'orders', partitionData }]
  client.request(0, 9, { acks: 1, timeoutMs: 1_000, topicData })
}

type Listed = ResponseBody<2>['topics'][number]['partitions'][number]

function list(
  timestamp: number,
  { version = 11, name = 'orders', partitionIndex = 0, currentLeaderEpoch = -1 } = {},
): Listed {
  const epoch = version >= 4 ? { currentLeaderEpoch } : {}
  const partitions = [{ partitionIndex, timestamp, ...epoch }]
  const body = { replicaId: -1, topics: [{ name, partitions }] }
  return client.request(2, version, body).topics[0]?.partitions[0] as Listed
}

const found = ({ errorCode, timestamp, offset }: Listed) => [errorCode, timestamp, offset]

test('times find the first record at or after them', () => {
  for (const [timestamp, at, offset] of [
    [0, 100, 0],
    [100, 100, 0],
    [101, 101, 1],
    [102, 102, 2],
    [103, 500, 3],
    [500, 500, 3],
    [501, -1, -1],
    [Number.MAX_SAFE_INTEGER, -1, -1],
  ] as const) {
    assert.equal(found(list(timestamp)), [0, at, offset], `at ${timestamp}`)
  }
})

/** Name, what it is called, the first version that knows it, and what it finds here. */
const names = [
  [-1, 'latest', 1, [0, -1, 6]],
  [-2, 'earliest', 1, [0, -1, 0]],
  [-3, 'of the largest timestamp', 7, [0, 500, 3]],
  [-4, 'earliest local', 8, [0, -1, 0]],
  [-5, 'last in another tier', 9, [0, -1, -1]],
  [-6, 'earliest that waits for its upload', 11, [0, -1, -1]],
] as const

for (const [name, says, since, expected] of names) {
  test(`${name}, the ${says} offset, is known from version ${since} on`, () => {
    for (let version = 1; version <= 11; version++) {
      const wanted = version < since ? [codeOf('UNSUPPORTED_VERSION'), -1, -1] : expected
      assert.equal(found(list(name, { version })), wanted, `v${version}`)
    }
  })
}

test('a name that nobody knows gets error 35 and nothing else', () => {
  for (const name of [-7, -8, -1_000, Number.MIN_SAFE_INTEGER]) {
    assert.equal(found(list(name)), [codeOf('UNSUPPORTED_VERSION'), -1, -1])
  }
})

test('the leader epoch is told from version 4 on, with every offset that was found', () => {
  assert.is(list(-1, { version: 3 }).leaderEpoch, -1)
  assert.is(list(-1, { version: 4 }).leaderEpoch, 0)
  assert.is(list(501).leaderEpoch, -1)
})

function isError(listed: Listed, name: ErrorName): void {
  assert.equal(found(listed), [codeOf(name), -1, -1])
  assert.is(listed.leaderEpoch, -1)
}

test('what is not there gets error 3, what is elsewhere error 6', () => {
  isError(list(-1, { name: 'missing' }), 'UNKNOWN_TOPIC_OR_PARTITION')
  for (const partitionIndex of [2, -1, 2_147_483_647]) {
    isError(list(-1, { partitionIndex }), 'UNKNOWN_TOPIC_OR_PARTITION')
  }
  isError(list(-1, { partitionIndex: 1 }), 'NOT_LEADER_OR_FOLLOWER')
})

test('another leader epoch: 74 when it is lower, 75 when it is higher', () => {
  isError(list(-1, { currentLeaderEpoch: -2 }), 'FENCED_LEADER_EPOCH')
  isError(list(-1, { currentLeaderEpoch: 1 }), 'UNKNOWN_LEADER_EPOCH')
})

test('a partition that stands twice is refused in both places, the others are answered', () => {
  const at = (partitionIndex: number) => ({ partitionIndex, timestamp: -1 })
  const topics = [
    { name: 'orders', partitions: [at(0), at(1), at(0)] },
    { name: 'orders', partitions: [at(7)] },
  ]
  const answer = client.request(2, 11, { replicaId: -1, topics })
  const invalid = codeOf('INVALID_REQUEST')
  assert.equal(
    answer.topics.map(({ partitions }) => partitions.map(({ errorCode }) => errorCode)),
    [[invalid, codeOf('NOT_LEADER_OR_FOLLOWER'), invalid], [codeOf('UNKNOWN_TOPIC_OR_PARTITION')]],
  )
})

test('30,000 partitions in one request are answered, one by one', () => {
  const partitions = Array.from({ length: 30_000 }, (_, partitionIndex) => ({
    partitionIndex,
    timestamp: -1,
  }))
  const body = { replicaId: -1, topics: [{ name: 'orders', partitions }] }
  const [topic] = client.request(2, 11, body).topics
  assert.is(topic?.partitions.length, 30_000)
  assert.is(topic?.partitions[0]?.offset, 6)
  assert.equal(kafka.crashes(), [])
})

test('an empty partition begins and ends at 0, and has no largest timestamp', () => {
  kafka.createTopic('empty', { leaders: [1] })
  assert.equal(found(list(-1, { name: 'empty' })), [0, -1, 0])
  assert.equal(found(list(-2, { name: 'empty' })), [0, -1, 0])
  assert.equal(found(list(-3, { name: 'empty' })), [0, -1, -1])
  assert.equal(found(list(0, { name: 'empty' })), [0, -1, -1])
})

test.run()
