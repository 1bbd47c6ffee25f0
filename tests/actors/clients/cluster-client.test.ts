/** A client's picture of the cluster: what it learns, and where calls go. */
import type { CallEnded } from '../../../actors/clients/client-connection.ts'
import { failureOf, type LeadersFound, mayRetry } from '../../../actors/clients/cluster-client.ts'
import { down, isUnanswered, timedOut } from '../../../runtime/ref.ts'
import { assert, suite } from '../../harness.ts'
import { SimulatedKafka } from '../../support/simulated-kafka.ts'
import { type Asked, ClientLab, cluster } from './client-lab.ts'
import { everything, metadata, produced, type Script } from './fake-brokers.ts'

const test = suite('cluster client')

/** Tells its versions, and answers everything else by `answer`. */
const after =
  (answer: Script): Script =>
  (request, number) =>
    request.apiKey === 18 ? everything : answer(request, number)

function findLeaders(lab: ClientLab, topics: string[], refresh = true): LeadersFound {
  const found = lab.answer((ctx) =>
    ctx.ask(cluster, 30_000).findLeaders({ topics, refresh, allowAutoTopicCreation: false }),
  )
  if (isUnanswered(found)) throw new Error(found.unanswered)
  return found
}

function callBroker(lab: ClientLab, brokerId: number | null): Asked<CallEnded> {
  const body = { topics: [] }
  const asked = lab.ask((ctx) =>
    ctx
      .ask(cluster, 30_000)
      .call({ brokerId, apiKey: 3, body, maxVersion: 32_767, answered: true }),
  )
  lab.until(() => asked.answer !== undefined)
  return asked
}

const errorOf = ({ answer }: Asked<CallEnded>) => (answer as { error: string }).error

const orders = { name: 'orders', leaders: [1, 2, 1] }

test('the leaders of each partition come in order, with the id of the topic', () => {
  const kafka = SimulatedKafka.ready({ seed: 3 })
  const topicId = kafka.createTopic('orders', { numPartitions: 3 })
  const lab = new ClientLab(kafka, kafka.bootstrap)
  const { error, topics } = findLeaders(lab, ['orders'])
  const leaders = kafka.leadersOf('orders')
  assert.equal(
    { error, topics },
    {
      error: 'NONE',
      topics: [{ name: 'orders', topicId, error: 'NONE', leaders }],
    },
  )
})

test('an unknown topic is told as such, beside one that is known', () => {
  const kafka = SimulatedKafka.ready({ seed: 3 })
  kafka.createTopic('orders')
  const lab = new ClientLab(kafka, kafka.bootstrap)
  assert.equal(
    findLeaders(lab, ['missing', 'orders']).topics.map(({ name, error }) => [name, error]),
    [
      ['missing', 'UNKNOWN_TOPIC_OR_PARTITION'],
      ['orders', 'NONE'],
    ],
  )
})

test('what is known is asked for again only when a refresh is wanted', () => {
  let asked = 0
  const lab = ClientLab.among([
    after(() => {
      asked++
      return metadata([1, 2], [orders])
    }),
  ])
  findLeaders(lab, ['orders'], false)
  assert.equal(findLeaders(lab, ['orders'], false).topics[0]?.leaders, [1, 2, 1])
  assert.is(asked, 1)
  findLeaders(lab, ['orders'], true)
  assert.is(asked, 2)
})

test('a topic that was unknown is asked for again', () => {
  let asked = 0
  const lab = ClientLab.among([
    after(() => metadata([1], [{ name: 'orders', leaders: [], errorCode: asked++ === 0 ? 3 : 5 }])),
  ])
  assert.is(findLeaders(lab, ['orders'], false).topics[0]?.error, 'UNKNOWN_TOPIC_OR_PARTITION')
  assert.is(findLeaders(lab, ['orders'], false).topics[0]?.error, 'LEADER_NOT_AVAILABLE')
})

test('a topic that is told without any partition is not there yet', () => {
  const lab = ClientLab.among([after(() => metadata([1], [{ name: 'orders', leaders: [] }]))])
  assert.is(findLeaders(lab, ['orders']).topics[0]?.error, 'LEADER_NOT_AVAILABLE')
})

test('partition numbers that cannot be are left out, and what is missing has no leader', () => {
  const wild = (index: number) => ({
    errorCode: 0,
    partitionIndex: index,
    leaderId: 1,
    replicaNodes: [],
    isrNodes: [],
  })
  const answer = metadata([1], [])
  const partitions = [wild(1), wild(2_147_483_647), wild(-1)]
  const lab = ClientLab.among([
    after(() => ({ ...answer, topics: [{ errorCode: 0, name: 'orders', partitions }] })),
  ])
  assert.equal(findLeaders(lab, ['orders']).topics[0]?.leaders, [-1, 1, -1])
})

test('a call for one broker goes to that broker, once Metadata has told its address', () => {
  const served: number[] = []
  const serve = (brokerId: number) =>
    after(() => {
      served.push(brokerId)
      return metadata([1, 2, 3], [])
    })
  const lab = ClientLab.among([serve(1), serve(2), serve(3)])
  assert.is(errorOf(callBroker(lab, 3)), 'BROKER_NOT_AVAILABLE')
  findLeaders(lab, [])
  for (const brokerId of [3, 2, 1]) assert.is(errorOf(callBroker(lab, brokerId)), 'NONE')
  assert.equal(served, [1, 3, 2, 1])
  assert.is(errorOf(callBroker(lab, 4)), 'BROKER_NOT_AVAILABLE')
})

test('a broker that has moved is found at its new address', () => {
  let movedTo = 1
  const served: number[] = []
  const serve = (here: number) =>
    after(() => {
      served.push(here)
      const brokers = [{ nodeId: 1, host: `broker-${movedTo}`, port: 9092 }]
      return { ...metadata([], []), brokers }
    })
  const lab = ClientLab.among([serve(1), serve(2)])
  findLeaders(lab, [])
  movedTo = 2
  findLeaders(lab, [])
  callBroker(lab, 1)
  assert.equal(served, [1, 1, 2])
})

test('when the broker that was asked is gone, the next one is asked', () => {
  const kafka = SimulatedKafka.ready({ seed: 4 })
  kafka.createTopic('orders')
  const lab = new ClientLab(kafka, kafka.bootstrap)
  kafka.simulator.machine('broker-1').heldUntilUs = Number.POSITIVE_INFINITY
  kafka.simulator.machine('broker-1').crash({ silent: false, power: false }, 'crash')
  lab.pass(100)
  assert.is(findLeaders(lab, ['orders']).error, 'NETWORK_EXCEPTION')
  assert.is(findLeaders(lab, ['orders']).error, 'NONE')
})

test('one connection a broker carries all calls to it', () => {
  const lab = ClientLab.among([
    after((request) => (request.apiKey === 0 ? produced(request) : metadata([1], [orders]))),
  ])
  findLeaders(lab, ['orders'])
  for (let i = 0; i < 5; i++) callBroker(lab, 1)
  const started = lab.events.filter(
    ({ type, path }) => type === 'started' && path.startsWith('client/connections/'),
  )
  assert.is(started.length, 1)
})

test('a question that nobody answers ends as a time-out, a failed call as its error', () => {
  assert.equal(failureOf(timedOut), {
    error: 'REQUEST_TIMED_OUT',
    message: 'no answer: timed-out',
  })
  assert.is(failureOf(down)?.error, 'REQUEST_TIMED_OUT')
  const failed = { error: 'NETWORK_EXCEPTION', message: 'gone' } as const
  assert.equal(failureOf(failed), failed)
  assert.is(failureOf({ error: 'NONE', apiVersion: 1, body: null }), null)
})

test('what Kafka calls retriable may be tried again, and a leader whom nobody knows', () => {
  for (const error of ['NOT_LEADER_OR_FOLLOWER', 'NETWORK_EXCEPTION', 'REQUEST_TIMED_OUT'] as const)
    assert.ok(mayRetry(error), error)
  assert.ok(mayRetry('BROKER_NOT_AVAILABLE'))
  for (const error of ['NONE', 'UNSUPPORTED_VERSION', 'MESSAGE_TOO_LARGE'] as const)
    assert.not(mayRetry(error), error)
})

test.run()
