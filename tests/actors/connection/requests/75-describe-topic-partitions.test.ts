/** DescribeTopicPartitions: what it tells of topics, and how an answer goes on in another one. */
import type { RequestDraft, ResponseBody } from '../../../../protocol/api-versions.ts'
import { codeOf } from '../../../../protocol/errors.ts'
import { assert, suite } from '../../../harness.ts'
import { SimulatedKafka, zeroId } from '../../../support/simulated-kafka.ts'

const test = suite('DescribeTopicPartitions')

const kafka = SimulatedKafka.ready({ seed: 75 })
// Made in another order than that of their names.
const ids = {
  c: kafka.createTopic('c', { numPartitions: 2 }),
  a: kafka.createTopic('a', { numPartitions: 3 }),
  b: kafka.createTopic('b', { leaders: [3, 1, 2, 3] }),
}
const client = kafka.connect(2)

type Answer = ResponseBody<75>

const describe = (body: Partial<RequestDraft<75>> = {}): Answer =>
  client.request(75, 0, { topics: [], ...body })

const named = (...names: string[]) => names.map((name) => ({ name }))

/** Each topic with the indexes of its partitions, then where the next page begins. */
function shape({ topics, nextCursor }: Answer) {
  const pages = topics.map(({ name, partitions }) => [
    name,
    ...partitions.map(({ partitionIndex }) => partitionIndex),
  ])
  return [pages, nextCursor === null ? null : [nextCursor.topicName, nextCursor.partitionIndex]]
}

test('no topics ask for all of them, in the order of their names', () => {
  const answer = describe()
  assert.equal(shape(answer), [
    [
      ['a', 0, 1, 2],
      ['b', 0, 1, 2, 3],
      ['c', 0, 1],
    ],
    null,
  ])
  assert.equal(
    answer.topics.map(({ topicId, errorCode }) => [topicId, errorCode]),
    [
      [ids.a, 0],
      [ids.b, 0],
      [ids.c, 0],
    ],
  )
})

test('a partition is told with its leader, its epoch and its copies', () => {
  const [topic] = describe({ topics: named('b') }).topics
  const told = topic?.partitions.map((each) => ({ ...each }))
  assert.equal(
    told,
    [3, 1, 2, 3].map((leaderId, partitionIndex) => ({
      errorCode: 0,
      partitionIndex,
      leaderId,
      leaderEpoch: 0,
      replicaNodes: [leaderId],
      isrNodes: [leaderId],
      eligibleLeaderReplicas: [],
      lastKnownElr: [],
      offlineReplicas: [],
    })),
  )
  assert.is(topic?.isInternal, false)
  assert.is(topic?.topicAuthorizedOperations, 3576)
})

test('named topics come sorted, once each, with errors for those that there are not', () => {
  const { topics, nextCursor } = describe({ topics: named('c', 'bb', 'a/b', 'a', 'c', '') })
  assert.equal(
    topics.map(({ name, errorCode, partitions }) => [name, errorCode, partitions.length]),
    [
      ['', codeOf('INVALID_TOPIC_EXCEPTION'), 0],
      ['a', 0, 3],
      ['a/b', codeOf('INVALID_TOPIC_EXCEPTION'), 0],
      ['bb', codeOf('UNKNOWN_TOPIC_OR_PARTITION'), 0],
      ['c', 0, 2],
    ],
  )
  assert.is(topics[3]?.topicId, zeroId)
  assert.is(nextCursor, null)
})

for (const responsePartitionLimit of [1, 2, 3, 4, 7, 8, 9, 1_000]) {
  test(`pages of ${responsePartitionLimit} give each partition once, and none is too long`, () => {
    const seen: string[] = []
    let cursor: Answer['nextCursor'] = null
    let pages = 0
    do {
      const answer: Answer = describe({ responsePartitionLimit, cursor })
      const indexes = answer.topics.flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex }) => `${name}-${partitionIndex}`),
      )
      assert.ok(indexes.length <= responsePartitionLimit, `a page of ${indexes.length}`)
      seen.push(...indexes)
      cursor = answer.nextCursor
      pages++
    } while (cursor !== null && pages < 20)
    const all = ['a-0', 'a-1', 'a-2', 'b-0', 'b-1', 'b-2', 'b-3', 'c-0', 'c-1']
    assert.equal(seen, all)
    assert.is(pages, Math.ceil(all.length / responsePartitionLimit))
  })
}

test('a page that ends with its topic points at the first partition of the next', () => {
  const page = describe({ responsePartitionLimit: 3 })
  assert.equal(shape(page), [[['a', 0, 1, 2]], ['b', 0]])
})

test('a page that ends with the last partition of all has no next one', () => {
  const cursor = { topicName: 'c', partitionIndex: 1 }
  assert.equal(shape(describe({ responsePartitionLimit: 1, cursor })), [[['c', 1]], null])
})

for (const responsePartitionLimit of [0, -1, -2_147_483_648]) {
  test(`a limit of ${responsePartitionLimit} still gives one partition`, () => {
    assert.equal(shape(describe({ responsePartitionLimit })), [[['a', 0]], ['a', 1]])
  })
}

test('a cursor at a topic that has gone goes on with the next; one behind all ends', () => {
  const gone = { topicName: 'aa', partitionIndex: 2 }
  assert.equal(shape(describe({ cursor: gone })), [
    [
      ['b', 0, 1, 2, 3],
      ['c', 0, 1],
    ],
    null,
  ])
  assert.equal(shape(describe({ cursor: { topicName: 'd', partitionIndex: 0 } })), [[], null])
})

test('a cursor behind the partitions of its topic goes on with the next topic', () => {
  const cursor = { topicName: 'b', partitionIndex: 2_147_483_647 }
  assert.equal(shape(describe({ cursor })), [[['b'], ['c', 0, 1]], null])
})

test('a negative partition in the cursor counts as the first', () => {
  const cursor = { topicName: 'b', partitionIndex: -5 }
  assert.equal(shape(describe({ cursor, responsePartitionLimit: 1 })), [[['b', 0]], ['b', 1]])
})

test('named topics before the cursor are left out', () => {
  const cursor = { topicName: 'b', partitionIndex: 3 }
  const answer = describe({ topics: named('c', 'b', 'a'), cursor })
  assert.equal(shape(answer), [
    [
      ['b', 3],
      ['c', 0, 1],
    ],
    null,
  ])
})

test('a cursor at a topic that is not asked for is refused for every topic', () => {
  const cursor = { topicName: 'b', partitionIndex: 0 }
  const { topics, nextCursor } = describe({ topics: named('c', 'a'), cursor })
  assert.equal(
    topics.map(({ name, errorCode }) => [name, errorCode]),
    [
      ['c', codeOf('INVALID_REQUEST')],
      ['a', codeOf('INVALID_REQUEST')],
    ],
  )
  assert.is(nextCursor, null)
})

test('a broker bounds the page by max.request.partition.size.limit, whatever is asked for', () => {
  const settings = new Map([['max.request.partition.size.limit', 2]])
  const small = SimulatedKafka.ready({ seed: 76, brokers: 1, settings })
  small.createTopic('wide', { numPartitions: 5 })
  const asked = { topics: [], responsePartitionLimit: 1_000 }
  assert.equal(shape(small.connect().request(75, 0, asked)), [[['wide', 0, 1]], ['wide', 2]])
})

test('internal topics are told as such', () => {
  kafka.createTopic('__consumer_offsets')
  const [offsets] = describe({ topics: named('__consumer_offsets') }).topics
  assert.is(offsets?.isInternal, true)
})

test('nothing has crashed', () => {
  assert.equal(kafka.crashes(), [])
})

test.run()
