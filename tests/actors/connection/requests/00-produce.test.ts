/** Produce: who takes a batch, who refuses it and why, and what acks say of the answer. */
import type { RequestDraft, ResponseBody } from '../../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../../protocol/errors.ts'
import { assert, suite } from '../../../harness.ts'
import { valuesOf } from '../../../support/batches.ts'
import { batchOf, batchWith, SimulatedKafka, unknownId } from '../../../support/simulated-kafka.ts'
import type { TestClient } from '../../../support/test-client.ts'

const test = suite('Produce')
const kafka = SimulatedKafka.ready({ seed: 100 })
const topicId = kafka.createTopic('orders', { leaders: [1, 2] })
kafka.createTopic('keyed', { leaders: [1], configs: { 'cleanup.policy': 'compact' } })
kafka.createTopic('stamped', {
  leaders: [1],
  configs: { 'message.timestamp.type': 'LogAppendTime' },
})
kafka.createTopic('small', { leaders: [1], configs: { 'max.message.bytes': '200' } })
const client = kafka.connect(1)

type Partitions = RequestDraft<0>['topicData'][number]['partitionData']
type Answer = ResponseBody<0>['responses'][number]['partitionResponses'][number]

function bodyFor(
  version: number,
  topic: string,
  partitionData: Partitions,
  acks = 1,
): RequestDraft<0> {
  const named = version < 13 ? { name: topic } : { topicId: topic }
  return { acks, timeoutMs: 5_000, topicData: [{ ...named, partitionData }] }
}

function produce(
  topic: string,
  records: Uint8Array | null,
  { version = 9, index = 0, acks = 1, by = client as TestClient } = {},
): Answer {
  const body = bodyFor(version, topic, [{ index, records }], acks)
  const [answer] = by.request(0, version, body).responses[0]?.partitionResponses ?? []
  return answer as Answer
}

function valuesIn(topic: string, fetchOffset = 0): string[] {
  const partitions = [{ partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 }]
  const body = { maxWaitMs: 0, minBytes: 0, topics: [{ topic, partitions }] }
  const { records } = client.request(1, 11, body).responses[0]!.partitions[0]!
  return valuesOf([records ?? new Uint8Array(0)])
}

const errorOf = (answer: Answer | undefined) => answer?.errorCode

function isError(answer: Answer | undefined, name: ErrorName, says?: string): void {
  assert.is(errorOf(answer), codeOf(name), says)
}

test('acks 1 and all are answered with the offset of the first record', () => {
  const before = valuesIn('orders').length
  for (const [i, acks] of [1, -1].entries()) {
    const answer = produce('orders', batchOf('a', 'b'), { acks })
    isError(answer, 'NONE')
    assert.is(answer.baseOffset, before + 2 * i)
    assert.equal([answer.logAppendTimeMs, answer.logStartOffset], [-1, 0])
  }
})

test('acks 0 is answered by nothing: the next answer is that of the next request', () => {
  const { length } = valuesIn('orders')
  client.ask(0, 9, bodyFor(9, 'orders', [{ index: 0, records: batchOf('quiet') }], 0))
  assert.is(client.request(18, 0, {}).errorCode, 0)
  assert.equal(valuesIn('orders', length), ['quiet'])
})

test('acks 0 that fails ends the connection, and no other', () => {
  for (const [topic, index, records] of [
    ['missing', 0, batchOf('a')],
    ['orders', 1, batchOf('a')],
    ['orders', 0, new Uint8Array(3)],
  ] as const) {
    const victim = kafka.connect(1)
    victim.ask(0, 9, bodyFor(9, topic, [{ index, records }], 0))
    assert.is(victim.next(), null)
    assert.is(victim.closed, 'ended')
  }
  assert.is(client.closed, null)
})

test('other acks are refused with error 21, but first what nobody knows', () => {
  for (const acks of [2, -2, 32_767]) {
    isError(produce('orders', batchOf('a'), { acks }), 'INVALID_REQUIRED_ACKS')
    isError(produce('missing', batchOf('a'), { acks }), 'UNKNOWN_TOPIC_OR_PARTITION')
  }
})

test('a topic or partition that is not there: error 3, by an unknown id error 100', () => {
  isError(produce('missing', batchOf('a')), 'UNKNOWN_TOPIC_OR_PARTITION')
  for (const index of [2, -1, 2_147_483_647]) {
    isError(produce('orders', batchOf('a'), { index }), 'UNKNOWN_TOPIC_OR_PARTITION')
  }
  isError(produce(unknownId, batchOf('a'), { version: 13 }), 'UNKNOWN_TOPIC_ID')
  isError(produce(topicId, batchOf('a'), { version: 13 }), 'NONE')
})

test('another broker refuses with error 6; from version 10 on it says who leads, and where', () => {
  for (let version = 3; version <= 13; version++) {
    const topic = version < 13 ? 'orders' : topicId
    const body = bodyFor(version, topic, [{ index: 1, records: batchOf('a') }])
    const { responses, nodeEndpoints } = client.request(0, version, body)
    const answer = responses[0]!.partitionResponses[0]
    isError(answer, 'NOT_LEADER_OR_FOLLOWER', `v${version}`)
    const told = version >= 10
    const leader = told ? { leaderId: 2, leaderEpoch: 0 } : { leaderId: -1, leaderEpoch: -1 }
    assert.equal(answer?.currentLeader, leader, `v${version}`)
    const endpoint = { nodeId: 2, host: 'broker-2', port: 9092, rack: null }
    assert.equal(nodeEndpoints, told ? [endpoint] : [], `v${version}`)
  }
})

test('no records, null or half a batch are refused, and the connection goes on', () => {
  isError(produce('orders', null), 'INVALID_RECORD')
  isError(produce('orders', new Uint8Array(0)), 'INVALID_RECORD')
  isError(produce('orders', batchOf('a').subarray(0, 50)), 'INVALID_RECORD')
  const damaged = batchOf('a')
  damaged[damaged.length - 1] = 1
  isError(produce('orders', damaged), 'CORRUPT_MESSAGE')
  isError(produce('orders', batchOf('a')), 'NONE')
})

test('a topic that is compacted wants a key; the record without one is named', () => {
  const answer = produce('keyed', batchWith({ key: null }, 'a'))
  isError(answer, 'INVALID_RECORD')
  const [{ batchIndex, batchIndexErrorMessage } = { batchIndex: -1 }] = answer.recordErrors
  assert.is(batchIndex, 0)
  assert.is(batchIndexErrorMessage, answer.errorMessage)
  isError(produce('keyed', batchOf('a')), 'NONE')
})

test('a batch beyond max.message.bytes of its topic is too large', () => {
  isError(produce('small', batchOf('x'.repeat(300))), 'MESSAGE_TOO_LARGE')
  isError(produce('small', batchOf('x')), 'NONE')
})

test('with LogAppendTime the answer tells the time that all records got', () => {
  const answer = produce('stamped', batchWith({ timestamp: 5 }, 'a'))
  isError(answer, 'NONE')
  assert.ok(answer.logAppendTimeMs > 5)
})

test('zstd needs version 7', () => {
  const compression = { name: 'zstd' as const, compress: (bytes: Uint8Array) => bytes }
  const zstd = batchWith({ compression }, 'a')
  isError(produce('orders', zstd, { version: 6 }), 'UNSUPPORTED_COMPRESSION_TYPE')
  isError(produce('orders', zstd, { version: 7 }), 'NONE')
})

test('each partition has its own outcome, in the order of the request', () => {
  const records = batchOf('a')
  const body: RequestDraft<0> = {
    acks: 1,
    timeoutMs: 5_000,
    topicData: [
      { name: 'orders', partitionData: [1, 0, 7].map((index) => ({ index, records })) },
      { name: 'small', partitionData: [{ index: 0, records }] },
    ],
  }
  const { responses } = client.request(0, 9, body)
  assert.equal(
    responses.map(({ name, partitionResponses }) => [
      name,
      partitionResponses.map(({ index, errorCode }) => [index, errorCode]),
    ]),
    [
      [
        'orders',
        [
          [1, codeOf('NOT_LEADER_OR_FOLLOWER')],
          [0, 0],
          [7, codeOf('UNKNOWN_TOPIC_OR_PARTITION')],
        ],
      ],
      ['small', [[0, 0]]],
    ],
  )
})

test('a partition that stands 20,000 times is appended to once, with the last batch', () => {
  const { length } = valuesIn('small')
  const partitionData = Array.from({ length: 20_000 }, (_, i) => ({
    index: 0,
    records: i === 19_999 ? batchOf('last') : new Uint8Array(0),
  }))
  const body = bodyFor(9, 'small', partitionData)
  assert.is(client.request(0, 9, body).responses[0]?.partitionResponses.length, 1)
  assert.equal(valuesIn('small', length), ['last'])
  assert.equal(kafka.crashes(), [])
})

test('a time-out of nothing does not fail what needs no other broker', () => {
  for (const timeoutMs of [0, -1, -2_147_483_648]) {
    const body = { ...bodyFor(9, 'orders', [{ index: 0, records: batchOf('a') }], -1), timeoutMs }
    isError(client.request(0, 9, body).responses[0]?.partitionResponses[0], 'NONE')
  }
})

test('a topic that is deleted while it is written to is unknown', () => {
  const id = kafka.createTopic('doomed', { leaders: [1] })
  client.request(20, 5, { topicNames: ['doomed'], timeoutMs: 5_000 })
  isError(produce('doomed', batchOf('a')), 'UNKNOWN_TOPIC_OR_PARTITION')
  isError(produce(id, batchOf('a'), { version: 13 }), 'UNKNOWN_TOPIC_ID')
  kafka.createTopic('doomed', { leaders: [1] })
  assert.equal(valuesIn('doomed'), [], 'the topic made after it is another one')
})

test.run()
