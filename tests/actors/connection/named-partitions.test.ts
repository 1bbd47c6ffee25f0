/** The partitions that a request names, each of them once. */
import { namedPartitions } from '../../../actors/connection/named-partitions.ts'
import { assert, suite } from '../../harness.ts'
import { topicRecords, viewAfter } from '../../support/broker-parts.ts'
import { unknownId, zeroId } from '../../support/simulated-kafka.ts'

const test = suite('named partitions')
const view = viewAfter([
  ...topicRecords('idA', 'orders', [1, 2]),
  ...topicRecords('idB', 'bills', [1]),
])

const asked = (name: string, topicId: string, ...indexes: number[]) => ({
  name,
  topicId,
  partitions: indexes.map((index, i) => ({ index, i })),
})

const byName = (...topics: ReturnType<typeof asked>[]) =>
  namedPartitions(view, topics, false, ({ index }) => index)
const byId = (...topics: ReturnType<typeof asked>[]) =>
  namedPartitions(view, topics, true, ({ index }) => index)

test('partitions are located by name, or by id and not by name', () => {
  const named = byName(asked('orders', zeroId, 0, 1, 2, -1), asked('missing', 'idA', 0))
  assert.equal(
    named.map(({ partitions }) => partitions.map(({ at }) => at.error)),
    [
      [
        'NONE',
        'NOT_LEADER_OR_FOLLOWER',
        'UNKNOWN_TOPIC_OR_PARTITION',
        'UNKNOWN_TOPIC_OR_PARTITION',
      ],
      ['UNKNOWN_TOPIC_OR_PARTITION'],
    ],
  )
  const known = byId(asked('', 'idB', 0), asked('orders', unknownId, 0))
  assert.equal(
    known.map(({ partitions }) => partitions[0]?.at.error),
    ['NONE', 'UNKNOWN_TOPIC_ID'],
  )
})

test('a partition that stands twice counts as it stood last, in the place of the first', () => {
  const [topic] = byName(asked('orders', zeroId, 0, 1, 0))
  assert.equal(
    topic?.partitions.map(({ partition }) => partition),
    [
      { index: 0, i: 2 },
      { index: 1, i: 1 },
    ],
  )
})

test('a topic that stands twice is one topic', () => {
  const topics = byName(
    asked('orders', zeroId, 0),
    asked('bills', zeroId, 0),
    asked('orders', zeroId, 1, 0),
  )
  assert.equal(
    topics.map(({ name, partitions }) => [name, partitions.length]),
    [
      ['orders', 2],
      ['bills', 1],
    ],
  )
})

test('names of the prototype of objects are names like any other', () => {
  const [topic] = byName(asked('__proto__', zeroId, 0), asked('constructor', zeroId, 0))
  assert.is(topic?.partitions[0]?.at.error, 'UNKNOWN_TOPIC_OR_PARTITION')
})

test.run()
