/** Fetch: what is read, how much of it, and how long a reader waits for more. */
import type { RequestDraft, ResponseBody } from '../../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../../protocol/errors.ts'
import { decodeResponse } from '../../../../protocol/frames.ts'
import { assert, suite } from '../../../harness.ts'
import { batchesOf, recordsOf, valuesOf } from '../../../support/batches.ts'
import { batchOf, codecs, SimulatedKafka, unknownId } from '../../../support/simulated-kafka.ts'

const test = suite('Fetch')
const kafka = SimulatedKafka.ready({ seed: 200 })
const client = kafka.connect(1)
const version = 11

type Partition = ResponseBody<1>['responses'][number]['partitions'][number]
type Wanted = RequestDraft<1>['topics'][number]['partitions'][number]

let topics = 0

/** A topic of its own for a test, led by broker 1. */
function newTopic(configs: { [name: string]: string } = {}): string {
  const name = `topic-${++topics}`
  kafka.createTopic(name, { leaders: [1, 1, 2], configs })
  return name
}

function append(topic: string, records: Uint8Array, index = 0): void {
  const topicData = [{ name: topic, partitionData: [{ index, records }] }]
  const by = kafka.connect(1)
  const { responses } = by.request(0, 9, { acks: 1, timeoutMs: 1_000, topicData })
  by.hangUp()
  assert.is(responses[0]?.partitionResponses[0]?.errorCode, 0)
}

const wanted = (changed: Partial<Wanted> = {}): Wanted => ({
  partition: 0,
  fetchOffset: 0,
  partitionMaxBytes: 1_000_000,
  ...changed,
})

function bodyFor(
  topic: string,
  partitions: readonly Wanted[],
  changed: Partial<RequestDraft<1>> = {},
): RequestDraft<1> {
  return { maxWaitMs: 0, minBytes: 1, topics: [{ topic, partitions: [...partitions] }], ...changed }
}

function fetch(
  topic: string,
  partitions: readonly Wanted[],
  changed: Partial<RequestDraft<1>> = {},
): Partition[] {
  const { errorCode, responses } = client.request(1, version, bodyFor(topic, partitions, changed))
  assert.is(errorCode, 0)
  return responses[0]?.partitions ?? []
}

const bytesOf = (partition: Partition | undefined) => [partition?.records ?? new Uint8Array(0)]
const valuesIn = (partition: Partition | undefined) => valuesOf(bytesOf(partition))

function isError(partition: Partition | undefined, name: ErrorName, says?: string): void {
  assert.is(partition?.errorCode, codeOf(name), says)
  if (name !== 'NONE') assert.equal(bytesOf(partition)[0]?.length, 0)
}

test('records come from the offset on, with the high watermark and the log start', () => {
  const topic = newTopic()
  append(topic, batchOf('a', 'b'))
  append(topic, batchOf('c'))
  const [all] = fetch(topic, [wanted()])
  isError(all, 'NONE')
  assert.equal([all?.highWatermark, all?.lastStableOffset, all?.logStartOffset], [3, 3, 0])
  assert.equal(valuesIn(all), ['a', 'b', 'c'])
  const [later] = fetch(topic, [wanted({ fetchOffset: 2 })])
  assert.equal(valuesIn(later), ['c'])
})

test('every version reads the same, by name or from version 13 on by id', () => {
  const id = kafka.createTopic('versions', { leaders: [1] })
  append('versions', batchOf('a'))
  for (let each = 4; each <= 18; each++) {
    const named = each < 13 ? { topic: 'versions' } : { topicId: id }
    const body = { maxWaitMs: 0, minBytes: 1, topics: [{ ...named, partitions: [wanted()] }] }
    const [partition] = client.request(1, each, body).responses[0]?.partitions ?? []
    assert.equal(valuesIn(partition), ['a'], `v${each}`)
  }
})

test('read_committed is told that no transaction was aborted, read_uncommitted nothing', () => {
  const topic = newTopic()
  append(topic, batchOf('a'))
  assert.equal(fetch(topic, [wanted()], { isolationLevel: 1 })[0]?.abortedTransactions, [])
  assert.is(fetch(topic, [wanted()], { isolationLevel: 0 })[0]?.abortedTransactions, null)
})

test('LogAppendTime: a consumer reads the time of the broker from a batch with a good CRC', () => {
  const topic = newTopic({ 'message.timestamp.type': 'LogAppendTime' })
  append(topic, batchOf('a'))
  const [partition] = fetch(topic, [wanted()])
  const [batch] = batchesOf(bytesOf(partition))
  assert.ok(batch?.hasValidCrc(codecs.crc32c))
  assert.is(recordsOf(bytesOf(partition))[0]?.timestamp, batch?.maxTimestamp)
})

test('what is not there: error 3, by id 100; out of range: 1; elsewhere: 6', () => {
  const topic = newTopic()
  const errorOf = (name: string, changed: Partial<Wanted>) => fetch(name, [wanted(changed)])[0]
  isError(errorOf('missing', {}), 'UNKNOWN_TOPIC_OR_PARTITION')
  for (const partition of [3, -1, 2_147_483_647]) {
    isError(errorOf(topic, { partition }), 'UNKNOWN_TOPIC_OR_PARTITION')
  }
  for (const fetchOffset of [-1, 1, Number.MAX_SAFE_INTEGER]) {
    const partition = errorOf(topic, { fetchOffset })
    isError(partition, 'OFFSET_OUT_OF_RANGE')
    assert.equal([partition?.highWatermark, partition?.logStartOffset], [-1, -1])
  }
  isError(errorOf(topic, { partition: 2 }), 'NOT_LEADER_OR_FOLLOWER')
  const byId = {
    maxWaitMs: 0,
    minBytes: 1,
    topics: [{ topicId: unknownId, partitions: [wanted()] }],
  }
  isError(client.request(1, 13, byId).responses[0]?.partitions[0], 'UNKNOWN_TOPIC_ID')
})

test('another leader epoch: 74 when it is lower, 75 when it is higher', () => {
  const topic = newTopic()
  isError(fetch(topic, [wanted({ currentLeaderEpoch: 0 })])[0], 'NONE')
  isError(fetch(topic, [wanted({ currentLeaderEpoch: 1 })])[0], 'UNKNOWN_LEADER_EPOCH')
  isError(fetch(topic, [wanted({ currentLeaderEpoch: -2 })])[0], 'FENCED_LEADER_EPOCH')
})

test('from version 16 on a reader at the wrong broker, or fenced, is told who leads', () => {
  const id = kafka.createTopic('elsewhere', { leaders: [2, 1] })
  for (let each = 4; each <= 18; each++) {
    const named = each < 13 ? { topic: 'elsewhere' } : { topicId: id }
    const topics = [{ ...named, partitions: [wanted()] }]
    const { responses, nodeEndpoints } = client.request(1, each, {
      maxWaitMs: 0,
      minBytes: 1,
      topics,
    })
    const told = each >= 16
    const leader = told ? { leaderId: 2, leaderEpoch: 0 } : { leaderId: -1, leaderEpoch: -1 }
    isError(responses[0]?.partitions[0], 'NOT_LEADER_OR_FOLLOWER', `v${each}`)
    assert.equal(responses[0]?.partitions[0]?.currentLeader, leader, `v${each}`)
    assert.equal(
      nodeEndpoints.map(({ nodeId, host }) => [nodeId, host]),
      told ? [[2, 'broker-2']] : [],
    )
  }
  const partitions = [wanted({ partition: 1, currentLeaderEpoch: -2 })]
  const topics = [{ topicId: id, partitions }]
  const { responses } = client.request(1, 16, { maxWaitMs: 0, minBytes: 1, topics })
  isError(responses[0]?.partitions[0], 'FENCED_LEADER_EPOCH')
  assert.is(responses[0]?.partitions[0]?.currentLeader.leaderId, 1)
})

test('the first batch comes whatever its size; after it, what fits', () => {
  const topic = newTopic()
  const large = batchOf('x'.repeat(1_000))
  append(topic, large)
  append(topic, batchOf('a'))
  append(topic, large, 1)
  const both = [wanted(), wanted({ partition: 1 })]
  const sizes = (parts: Partition[]) => parts.map((part) => bytesOf(part)[0]?.length)
  const first = large.length
  assert.equal(sizes(fetch(topic, both, { maxBytes: 10 })), [first, 0])
  for (const maxBytes of [0, -1, -2_147_483_648]) {
    assert.equal(sizes(fetch(topic, both, { maxBytes })), [first, 0], `${maxBytes}`)
  }
  const small = both.map((part) => ({ ...part, partitionMaxBytes: 10 }))
  assert.equal(sizes(fetch(topic, small)), [first, 0])
  const all = fetch(topic, both)
  assert.equal(
    all.map((part) => valuesIn(part).length),
    [2, 1],
  )
})

test('an empty partition before a large one does not keep its first batch back', () => {
  const topic = newTopic()
  append(topic, batchOf('x'.repeat(1_000)), 1)
  const [empty, large] = fetch(topic, [wanted(), wanted({ partition: 1 })], { maxBytes: 1 })
  assert.equal([valuesIn(empty).length, valuesIn(large).length], [0, 1])
})

test('fetch.max.bytes of the broker bounds every answer', () => {
  const settings = new Map([['fetch.max.bytes', 1_024]])
  const small = SimulatedKafka.ready({ seed: 201, brokers: 1, settings })
  small.createTopic('orders')
  const by = small.connect(1)
  const partitionData = [{ index: 0, records: batchOf('x'.repeat(600)) }]
  const topicData = [{ name: 'orders', partitionData }]
  for (let i = 0; i < 5; i++) by.request(0, 9, { acks: 1, timeoutMs: 1_000, topicData })
  const body = bodyFor('orders', [wanted()], { maxBytes: 2_147_483_647 })
  assert.is(valuesIn(by.request(1, version, body).responses[0]?.partitions[0]).length, 1)
})

test('a reader at the end waits, and is woken by the next record', () => {
  const topic = newTopic()
  const reader = kafka.connect(1)
  reader.ask(1, version, bodyFor(topic, [wanted()], { maxWaitMs: 10_000 }))
  assert.is(reader.next(1_000), null)
  append(topic, batchOf('news'))
  const frame = reader.next(100)
  assert.is.not(frame, null)
  const [partition] = decodeResponse(1, version, frame!).body.responses[0]!.partitions
  assert.equal(valuesIn(partition), ['news'])
})

test('a reader to whom nothing comes is answered, empty, after its wait and not before', () => {
  const topic = newTopic()
  const reader = kafka.connect(1)
  reader.ask(1, version, bodyFor(topic, [wanted()], { maxWaitMs: 1_000 }))
  assert.is(reader.next(990), null)
  const frame = reader.next(50)
  const [partition] = decodeResponse(1, version, frame!).body.responses[0]!.partitions
  isError(partition, 'NONE')
  assert.equal(valuesIn(partition), [])
})

test('minBytes are gathered over all partitions before the answer goes out', () => {
  const topic = newTopic()
  const size = batchOf('a').length
  const reader = kafka.connect(1)
  const both = [wanted(), wanted({ partition: 1 })]
  reader.ask(1, version, bodyFor(topic, both, { maxWaitMs: 10_000, minBytes: 2 * size }))
  append(topic, batchOf('a'))
  assert.is(reader.next(500), null, 'half of it is there')
  append(topic, batchOf('b'), 1)
  const frame = reader.next(100)
  const { partitions } = decodeResponse(1, version, frame!).body.responses[0]!
  assert.equal(partitions.map(valuesIn), [['a'], ['b']])
})

test('what is too little is given after the wait all the same', () => {
  const topic = newTopic()
  append(topic, batchOf('a'))
  const reader = kafka.connect(1)
  reader.ask(1, version, bodyFor(topic, [wanted()], { maxWaitMs: 300, minBytes: 1_000_000 }))
  const frame = reader.next(400)
  const [partition] = decodeResponse(1, version, frame!).body.responses[0]!.partitions
  assert.equal(valuesIn(partition), ['a'])
})

test('nobody waits: for nothing, with no minimum, or when a read has failed', () => {
  const topic = newTopic()
  const long = { maxWaitMs: 2_147_483_647 }
  const atOnce = (body: RequestDraft<1>) => client.request(1, version, body, 100)
  assert.equal(atOnce({ ...bodyFor(topic, []), ...long, topics: [] }).responses, [])
  atOnce(bodyFor(topic, [wanted()], { ...long, minBytes: 0 }))
  atOnce(bodyFor(topic, [wanted()], { ...long, minBytes: -1 }))
  atOnce(bodyFor(topic, [wanted(), wanted({ partition: 2 })], long))
  atOnce(bodyFor('missing', [wanted()], long))
  atOnce(bodyFor(topic, [wanted()], { maxWaitMs: -1 }))
})

test('an unknown topic beside a known one cuts nobody’s wait short', () => {
  const topic = newTopic()
  const reader = kafka.connect(1)
  const partitions = [wanted()]
  const topics = [
    { topic: 'missing', partitions },
    { topic, partitions },
  ]
  reader.ask(1, version, { maxWaitMs: 500, minBytes: 1, topics })
  assert.is(reader.next(490), null)
  assert.is.not(reader.next(50), null)
})

test('a client that leaves while it waits is forgotten, and the next append harms nobody', () => {
  const topic = newTopic()
  const reader = kafka.connect(1)
  reader.ask(1, version, bodyFor(topic, [wanted()], { maxWaitMs: 60_000 }))
  kafka.pass(50)
  reader.hangUp('reset')
  kafka.pass(50)
  append(topic, batchOf('a'))
  assert.equal(kafka.crashes(), [])
})

test('a topic that is deleted under a waiting reader is unknown to it at once', () => {
  const topic = newTopic()
  const reader = kafka.connect(1)
  reader.ask(1, version, bodyFor(topic, [wanted()], { maxWaitMs: 60_000 }))
  kafka.pass(50)
  client.request(20, 5, { topicNames: [topic], timeoutMs: 1_000 })
  const frame = reader.next(1_000)
  const [partition] = decodeResponse(1, version, frame!).body.responses[0]!.partitions
  isError(partition, 'UNKNOWN_TOPIC_OR_PARTITION')
})

test('a full fetch gets no session; one that goes on with a session is refused with 70', () => {
  const topic = newTopic()
  for (const sessionEpoch of [0, -1]) {
    const { errorCode, sessionId } = client.request(
      1,
      version,
      bodyFor(topic, [wanted()], { sessionEpoch }),
    )
    assert.equal([errorCode, sessionId], [0, 0])
  }
  for (const [sessionId, sessionEpoch] of [
    [5, 1],
    [0, 1],
    [5, -2],
  ] as const) {
    const body = bodyFor(topic, [wanted()], { sessionId, sessionEpoch })
    const { errorCode, responses } = client.request(1, version, body)
    assert.equal([errorCode, responses], [codeOf('FETCH_SESSION_ID_NOT_FOUND'), []])
  }
})

test('a partition that stands 20,000 times is read once, as it stood last', () => {
  const topic = newTopic()
  append(topic, batchOf('a'))
  append(topic, batchOf('b'))
  const partitions = Array.from({ length: 20_000 }, (_, i) =>
    wanted({ fetchOffset: i === 19_999 ? 1 : 77 }),
  )
  const found = fetch(topic, partitions)
  assert.equal(found.map(valuesIn), [['b']])
  assert.equal(kafka.crashes(), [])
})

test.run()
