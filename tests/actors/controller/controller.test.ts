/** The active controller as an actor: registrations, fetches, topics, producer ids, its log. */
import type {
  MetadataFetched,
  ProducerIdsAllocated,
} from '../../../actors/controller/controller-messages.ts'
import { metadataFetchWaitMs } from '../../../actors/controller/observers.ts'
import { assert, suite } from '../../harness.ts'
import { ControllerBench } from '../../support/controller-bench.ts'
import { unknownId, zeroId } from '../../support/simulated-kafka.ts'

const test = suite('controller')

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

/** The answer to a change; the brokers, of which none follows, hold it up for a second. */
function changed(cluster: ControllerBench, type: string, message: object): Outcomes {
  cluster.ask(type, message)
  const { length } = cluster.bench.answers
  cluster.pass(1_000)
  assert.is(cluster.bench.answers.length, length + 1)
  for (const brokerId of cluster.image().brokers.keys()) cluster.heartbeat(brokerId)
  return cluster.bench.answers[length]?.[1] as Outcomes
}

const create = (cluster: ControllerBench, topics: object[], validateOnly = false) =>
  changed(cluster, 'createTopics', { topics, validateOnly })

const remove = (cluster: ControllerBench, name: string | null, topicId = zeroId) =>
  changed(cluster, 'deleteTopics', { topics: [{ name, topicId }] })

const errorsOf = ({ topics }: Outcomes) => topics.map(({ error }) => error)

const fetch = (cluster: ControllerBench, brokerId: number, fromOffset: number, chain: number) =>
  cluster.ask<MetadataFetched>('fetchMetadata', { brokerId, fromOffset, chain })

test('the broker epoch is the offset of the registration, once for each incarnation', () => {
  const cluster = new ControllerBench()
  const first = cluster.register(1)
  const second = cluster.register(2)
  assert.is(second.brokerEpoch, first.brokerEpoch + 1)
  assert.equal(cluster.register(1), first, 'its answer was lost')
  assert.is(cluster.broker(2).brokerEpoch, second.brokerEpoch)
})

test('a fetch behind the end is answered at once, one at the end with the next record', () => {
  const cluster = new ControllerBench()
  const { records, chain } = fetch(cluster, 1, 0, 0) as MetadataFetched
  assert.ok(records.length > 0)
  assert.is(fetch(cluster, 1, records.length, chain), undefined)
  cluster.register(2)
  const answers = cluster.bench.answers.map(([, answer]) => answer as MetadataFetched)
  const [next] = answers.filter(({ fromOffset }) => fromOffset === records.length)
  assert.equal(
    next?.records.map(({ kind }) => kind),
    ['registerBroker'],
  )
})

test('a parked fetch is answered empty after its wait; a new one takes its place', () => {
  const cluster = new ControllerBench()
  const { records, chain } = fetch(cluster, 1, 0, 0) as MetadataFetched
  fetch(cluster, 1, records.length, chain)
  fetch(cluster, 1, records.length, chain)
  const before = cluster.bench.answers.length
  cluster.pass(metadataFetchWaitMs)
  const [answer, ...more] = cluster.bench.answers.slice(before)
  assert.equal((answer as [number, MetadataFetched])[1].records, [])
  assert.equal(more, [])
})

test('whoever has read another log, or more than there is, is told so at once', () => {
  const cluster = new ControllerBench()
  const { records, chain } = fetch(cluster, 1, 0, 0) as MetadataFetched
  assert.is(fetch(cluster, 1, records.length, chain + 1)?.lost, true)
  assert.is(fetch(cluster, 1, records.length + 5, chain)?.lost, true)
  assert.is(fetch(cluster, 1, 0, 0)?.lost, false)
})

test('a topic is told as made when all brokers that are not fenced have applied it', () => {
  const cluster = new ControllerBench().join(1, 2)
  cluster.register(3)
  const topics = [topic('orders')]
  assert.is(cluster.ask('createTopics', { topics, validateOnly: false }), undefined)
  const { length } = cluster.bench.answers
  const { endOffset } = cluster.image()
  const applied = (brokerId: number) => fetch(cluster, brokerId, endOffset, 0)
  const told = () =>
    cluster.bench.answers.slice(length).filter(([, answer]) => 'topics' in (answer as object))
  applied(1)
  assert.is(told().length, 0, 'broker 2 has not')
  applied(2)
  assert.is(told().length, 1)
})

test('topics of one request are decided one after the other: collisions are seen', () => {
  const cluster = new ControllerBench().join(1)
  const outcome = create(cluster, [topic('a.b'), topic('a_b'), topic('bad/name'), topic('c')])
  const invalid = 'INVALID_TOPIC_EXCEPTION'
  assert.equal(errorsOf(outcome), ['NONE', invalid, invalid, 'NONE'])
})

test('validateOnly decides the same and changes nothing', () => {
  const cluster = new ControllerBench().join(1)
  assert.equal(errorsOf(create(cluster, [topic('orders'), topic('..')], true)), [
    'NONE',
    'INVALID_TOPIC_EXCEPTION',
  ])
  assert.is(cluster.image().topics.size, 0)
})

test('a request for more than 10,000 partitions is refused whole', () => {
  const cluster = new ControllerBench().join(1)
  const many = topic('many', { numPartitions: 10_000 })
  assert.equal(errorsOf(create(cluster, [many, topic('one')])), [
    'POLICY_VIOLATION',
    'POLICY_VIOLATION',
  ])
  assert.is(cluster.image().topics.size, 0)
  assert.equal(errorsOf(create(cluster, [many])), ['NONE'])
})

test('a topic made again under its old name has another id; the old id is unknown', () => {
  const cluster = new ControllerBench().join(1)
  const [first] = create(cluster, [topic('orders')]).topics
  assert.equal(errorsOf(create(cluster, [topic('orders')])), ['TOPIC_ALREADY_EXISTS'])
  assert.equal(errorsOf(remove(cluster, 'orders')), ['NONE'])
  const [second] = create(cluster, [topic('orders')]).topics
  assert.is.not(second?.topicId, first?.topicId)
  assert.equal(errorsOf(remove(cluster, null, first?.topicId)), ['UNKNOWN_TOPIC_ID'])
  assert.equal(errorsOf(remove(cluster, null, second?.topicId)), ['NONE'])
  assert.equal(errorsOf(remove(cluster, null, unknownId)), ['UNKNOWN_TOPIC_ID'])
})

test('more replicas than brokers are refused, as many are placed on different ones', () => {
  const cluster = new ControllerBench().join(1, 2)
  const three = topic('three', { replicationFactor: 3 })
  const two = topic('two', { replicationFactor: 2 })
  assert.equal(errorsOf(create(cluster, [three, two])), ['INVALID_REPLICATION_FACTOR', 'NONE'])
  assert.equal([...cluster.partition('two').isr].sort(), [1, 2])
})

test('producer ids go out in blocks that never overlap, also over a crash', () => {
  const cluster = new ControllerBench().join(1)
  const allocate = () => {
    const from = { brokerId: 1, brokerEpoch: cluster.epochOf(1) }
    return cluster.ask<ProducerIdsAllocated>('allocateProducerIds', from)?.firstProducerId
  }
  assert.equal([allocate(), allocate()], [0, 1_000])
  cluster.crashController()
  assert.equal(allocate(), 2_000)
  const stale = { brokerId: 1, brokerEpoch: cluster.epochOf(1) + 1 }
  const refused = cluster.ask<ProducerIdsAllocated>('allocateProducerIds', stale)
  assert.is(refused?.error, 'STALE_BROKER_EPOCH')
})

test('after a crash the controller knows from its log all that it had decided', () => {
  const cluster = new ControllerBench().join(1)
  const configs = [{ name: 'retention.ms', value: '7' }]
  create(cluster, [topic('orders', { configs })])
  const before = cluster.image().topicNamed('orders')
  cluster.crashController()
  assert.equal(cluster.image().topicNamed('orders'), before)
  assert.is(cluster.register(1).brokerEpoch, cluster.epochOf(1))
  assert.equal(errorsOf(create(cluster, [topic('orders')])), ['TOPIC_ALREADY_EXISTS'])
})

test('after a failover the 6 s of every broker count anew', () => {
  const cluster = new ControllerBench().join(1)
  cluster.pass(5_000)
  cluster.crashController()
  cluster.pass(5_000)
  assert.is(cluster.broker(1).fenced, false)
  cluster.pass(1_000)
  assert.is(cluster.broker(1).fenced, true)
})

test.run()
