/** OffsetForLeaderEpoch: where an epoch ends in the log of the leader. */
import type { ResponseBody } from '../../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../../protocol/errors.ts'
import { assert, suite } from '../../../harness.ts'
import { batchOf, SimulatedKafka } from '../../../support/simulated-kafka.ts'

const test = suite('OffsetForLeaderEpoch')
const kafka = SimulatedKafka.ready({ seed: 23 })
const topicId = kafka.createTopic('orders', { leaders: [1, 2] })
const client = kafka.connect(1)
write('a', 'b', 'c')

function write(...values: string[]): void {
  const partitionData = [{ index: 0, records: batchOf(...values) }]
  client.request(0, 9, {
    acks: -1,
    timeoutMs: 1_000,
    topicData: [{ name: 'orders', partitionData }],
  })
}

type Found = ResponseBody<23>['topics'][number]['partitions'][number]

function find(
  leaderEpoch: number,
  { version = 4, topic = 'orders', partition = 0, currentLeaderEpoch = -1 } = {},
): [error: number, leaderEpoch: number, endOffset: number] {
  const partitions = [{ partition, leaderEpoch, currentLeaderEpoch }]
  const found = client.request(23, version, { topics: [{ topic, partitions }] }).topics[0]
    ?.partitions[0] as Found
  return [found.errorCode, found.leaderEpoch, found.endOffset]
}

const refused = (error: ErrorName) => [codeOf(error), -1, -1]

test('the current epoch ends at the end of the log, in every version', () => {
  for (const version of [2, 3, 4]) assert.equal(find(0, { version }), [0, 0, 3])
})

test('an epoch that has not begun is not known', () => {
  assert.equal(find(1), [0, -1, -1])
  assert.equal(find(-1), [0, -1, -1])
})

test('who knows another leader epoch is fenced, or is early', () => {
  assert.equal(find(0, { currentLeaderEpoch: 0 }), [0, 0, 3])
  assert.equal(find(0, { currentLeaderEpoch: 1 }), refused('UNKNOWN_LEADER_EPOCH'))
  assert.equal(find(0, { currentLeaderEpoch: -2 }), refused('FENCED_LEADER_EPOCH'))
})

test('what is not there, or led elsewhere, is refused', () => {
  assert.equal(find(0, { topic: 'missing' }), refused('UNKNOWN_TOPIC_OR_PARTITION'))
  assert.equal(find(0, { partition: 9 }), refused('UNKNOWN_TOPIC_OR_PARTITION'))
  assert.equal(find(0, { partition: 1 }), refused('NOT_LEADER_OR_FOLLOWER'))
})

test('after the death of a leader its epoch ends where the next began', () => {
  kafka.simulator.machine('broker-1').crashActor(`broker/replicas/${topicId}-0`)
  kafka.pass(1_000)
  assert.equal(find(1), [0, 1, 3])
  write('d')
  assert.equal(
    [find(0), find(1)],
    [
      [0, 0, 3],
      [0, 1, 4],
    ],
  )
})

test.run()
