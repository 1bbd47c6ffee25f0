/** The controller as an actor: registrations, metadata fetches, topics, producer ids, its log. */
import { Controller, metadataFetchWaitMs } from '../../../actors/controller/controller.ts'
import type { MetadataRecord } from '../../../actors/metadata/metadata-records.ts'
import { brokerSettingsWith } from '../../../cluster-config/broker-settings.ts'
import { assert, suite } from '../../harness.ts'
import { ActorBench } from '../../support/actor-bench.ts'
import { unknownId, zeroId } from '../../support/simulated-kafka.ts'

const test = suite('controller')
const settings = brokerSettingsWith(new Map())
const controller = () => new ActorBench((ctx) => new Controller(ctx, settings))

function register(actor: ActorBench, brokerId: number, incarnationId = 'first'): unknown {
  const host = `broker-${brokerId}`
  const at = { brokerId, incarnationId, host, port: 9092, rack: null }
  return actor.answerTo(actor.ask('registerBroker', at))
}

function fetch(actor: ActorBench, brokerId: number, fromOffset: number): number {
  return actor.ask('fetchMetadata', { brokerId, fromOffset })
}

interface Fetched {
  readonly endOffset: number
  readonly records: MetadataRecord[]
}

const fetched = (actor: ActorBench, brokerId: number, fromOffset: number) =>
  actor.answerTo(fetch(actor, brokerId, fromOffset)) as Fetched

const topic = (name: string, changed: object = {}) => ({
  name,
  numPartitions: 1,
  replicationFactor: 1,
  assignments: [],
  configs: [],
  ...changed,
})

interface Outcomes {
  readonly endOffset: number
  readonly topics: { name: string; error: string; topicId: string }[]
}

/** Creates topics; the brokers, of which none follows, hold the answer up for a second. */
function create(actor: ActorBench, topics: object[], validateOnly = false): Outcomes {
  const ask = actor.ask('createTopics', { topics, validateOnly })
  actor.bench.advance(1_000)
  return actor.answerTo(ask) as Outcomes
}

function remove(actor: ActorBench, name: string | null, topicId = zeroId): Outcomes {
  const ask = actor.ask('deleteTopics', { topics: [{ name, topicId }] })
  actor.bench.advance(1_000)
  return actor.answerTo(ask) as Outcomes
}

const errorsOf = ({ topics }: Outcomes) => topics.map(({ error }) => error)

test('the broker epoch is the offset of the registration, once for each incarnation', () => {
  const actor = controller()
  assert.equal(register(actor, 1), { brokerEpoch: 0 })
  assert.equal(register(actor, 2), { brokerEpoch: 1 })
  assert.equal(register(actor, 1), { brokerEpoch: 0 }, 'its answer was lost')
  assert.equal(register(actor, 1, 'second'), { brokerEpoch: 2 })
})

test('a fetch behind the end is answered at once, one at the end with the next record', () => {
  const actor = controller()
  register(actor, 1)
  assert.is(fetched(actor, 1, 0).records.length, 1)
  const parked = fetch(actor, 1, 1)
  assert.is(actor.answerTo(parked), undefined)
  register(actor, 2)
  const { records, endOffset } = actor.answerTo(parked) as Fetched
  assert.equal([records.length, endOffset], [1, 2])
})

test('a parked fetch is answered empty after its wait; a new one takes its place', () => {
  const actor = controller()
  const old = fetch(actor, 1, 0)
  const parked = fetch(actor, 1, 0)
  actor.bench.advance(metadataFetchWaitMs)
  assert.is(actor.answerTo(old), undefined)
  assert.equal((actor.answerTo(parked) as Fetched).records, [])
})

test('a fetch from behind the end of the log is told so at once', () => {
  assert.equal(fetched(controller(), 1, 10), { fromOffset: 10, endOffset: 0, records: [] })
})

test('a topic is told as made when all brokers have applied it', () => {
  const actor = controller()
  register(actor, 1)
  register(actor, 2)
  const ask = actor.ask('createTopics', { topics: [topic('orders')], validateOnly: false })
  fetch(actor, 1, 4)
  assert.is(actor.answerTo(ask), undefined, 'broker 2 has not')
  fetch(actor, 2, 4)
  assert.equal(errorsOf(actor.answerTo(ask) as Outcomes), ['NONE'])
})

test('topics of one request are decided one after the other: collisions are seen', () => {
  const actor = controller()
  register(actor, 1)
  const outcome = create(actor, [topic('a.b'), topic('a_b'), topic('bad/name'), topic('c')])
  const invalid = 'INVALID_TOPIC_EXCEPTION'
  assert.equal(errorsOf(outcome), ['NONE', invalid, invalid, 'NONE'])
  assert.is(outcome.endOffset, 5)
})

test('validateOnly decides the same and changes nothing', () => {
  const actor = controller()
  register(actor, 1)
  assert.equal(errorsOf(create(actor, [topic('orders'), topic('..')], true)), [
    'NONE',
    'INVALID_TOPIC_EXCEPTION',
  ])
  assert.is(fetched(actor, 1, 0).endOffset, 1)
})

test('a request for more than 10,000 partitions is refused whole', () => {
  const actor = controller()
  register(actor, 1)
  const many = topic('many', { numPartitions: 10_000 })
  assert.equal(errorsOf(create(actor, [many, topic('one')])), [
    'POLICY_VIOLATION',
    'POLICY_VIOLATION',
  ])
  assert.is(fetched(actor, 1, 0).endOffset, 1)
  assert.equal(errorsOf(create(actor, [many])), ['NONE'])
})

test('a topic made again under its old name has another id; the old id is unknown', () => {
  const actor = controller()
  register(actor, 1)
  const [first] = create(actor, [topic('orders')]).topics
  assert.equal(errorsOf(create(actor, [topic('orders')])), ['TOPIC_ALREADY_EXISTS'])
  assert.equal(errorsOf(remove(actor, 'orders')), ['NONE'])
  const [second] = create(actor, [topic('orders')]).topics
  assert.is.not(second?.topicId, first?.topicId)
  assert.equal(errorsOf(remove(actor, null, first?.topicId)), ['UNKNOWN_TOPIC_ID'])
  assert.equal(errorsOf(remove(actor, null, second?.topicId)), ['NONE'])
  assert.equal(errorsOf(remove(actor, null, unknownId)), ['UNKNOWN_TOPIC_ID'])
})

function allocate(actor: ActorBench): unknown {
  const ask = actor.ask('allocateProducerIds', { brokerId: 1, brokerEpoch: 0 })
  return actor.answerTo(ask)
}

test('producer ids go out in blocks that never overlap, also over a crash', () => {
  const actor = controller()
  assert.equal(allocate(actor), { firstProducerId: 0, count: 1_000 })
  assert.equal(allocate(actor), { firstProducerId: 1_000, count: 1_000 })
  actor.crash()
  assert.equal(allocate(actor), { firstProducerId: 2_000, count: 1_000 })
})

test('after a crash the controller knows from its log all that it had decided', () => {
  const actor = controller()
  register(actor, 1)
  const [made] = create(actor, [
    topic('orders', { configs: [{ name: 'retention.ms', value: '7' }] }),
  ]).topics
  const before = fetched(actor, 1, 0)
  actor.crash()
  assert.equal(fetched(actor, 1, 0), before)
  assert.equal(register(actor, 1), { brokerEpoch: 0 })
  assert.equal(errorsOf(create(actor, [topic('orders')])), ['TOPIC_ALREADY_EXISTS'])
  assert.equal(errorsOf(remove(actor, null, made?.topicId)), ['NONE'])
})

test('records that were torn at the end of the log are cut off, and the next are whole', () => {
  const actor = controller()
  register(actor, 1)
  const { disk } = actor.bench
  const [file = ''] = disk.list('__cluster_metadata')
  disk.append(file, new TextEncoder().encode('[{"kind":"topic","topicId":"torn'))
  actor.crash()
  assert.is(fetched(actor, 1, 0).endOffset, 1)
  register(actor, 2)
  actor.crash()
  assert.is(fetched(actor, 1, 0).endOffset, 2)
})

test.run()
