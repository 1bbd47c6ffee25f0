/** Metadata: which topics are told of, which are made for it, and what is told of each. */
import type { RequestDraft, ResponseBody } from '../../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../../protocol/errors.ts'
import { assert, suite } from '../../../harness.ts'
import { clusterId, SimulatedKafka, unknownId, zeroId } from '../../../support/simulated-kafka.ts'

const test = suite('Metadata')
const kafka = SimulatedKafka.ready({ seed: 400, settings: new Map([['num.partitions', 4]]) })
const ordersId = kafka.createTopic('orders', { leaders: [1, 2, 3] })
const billsId = kafka.createTopic('bills', { leaders: [2] })
const client = kafka.connect(1)
const latest = 13

type Topic = ResponseBody<3>['topics'][number]

function ask(body: Partial<RequestDraft<3>>, version = latest, by = client): ResponseBody<3> {
  const creation = version >= 4 ? { allowAutoTopicCreation: false } : {}
  return by.request(3, version, { topics: [], ...creation, ...body })
}

const topicsOf = (body: Partial<RequestDraft<3>>, version = latest): Topic[] => [
  ...ask(body, version).topics,
]
const named = (...names: string[]) => ({ topics: names.map((name) => ({ name })) })
const byId = (...ids: string[]) => ({ topics: ids.map((topicId) => ({ topicId, name: null })) })
const namesOf = (topics: Topic[]) => topics.map(({ name }) => name).sort()

function isError(topic: Topic | undefined, name: ErrorName): void {
  assert.is(topic?.errorCode, codeOf(name))
  assert.equal(topic?.partitions, [])
}

test('every answer names the cluster, its brokers and one of them as the controller', () => {
  const { brokers, clusterId: id, controllerId } = ask({})
  assert.is(id, clusterId)
  assert.equal(
    brokers.map(({ nodeId, host, port, rack }) => [nodeId, host, port, rack]).sort(),
    [1, 2, 3].map((each) => [each, `broker-${each}`, 9092, null]),
  )
  assert.ok(brokers.some(({ nodeId }) => nodeId === controllerId))
})

test('null asks for all topics, and in version 0 an empty list; later that is for none', () => {
  assert.equal(namesOf(topicsOf({ topics: null })), ['bills', 'orders'])
  assert.equal(namesOf(topicsOf({ topics: null }, 1)), ['bills', 'orders'])
  assert.equal(namesOf(topicsOf({ topics: [] }, 0)), ['bills', 'orders'])
  for (let version = 1; version <= latest; version++) {
    assert.equal(topicsOf({ topics: [] }, version), [], `v${version}`)
  }
})

test('a topic is told with its id and, of each partition, the leader, epoch and replicas', () => {
  const [topic] = topicsOf(named('orders'))
  assert.equal([topic?.errorCode, topic?.topicId, topic?.isInternal], [0, ordersId, false])
  assert.equal(
    topic?.partitions.map((each) => [
      each.errorCode,
      each.partitionIndex,
      each.leaderId,
      each.leaderEpoch,
      each.replicaNodes,
      each.isrNodes,
      each.offlineReplicas,
    ]),
    [1, 2, 3].map((id, index) => [0, index, id, 0, [id], [id], []]),
  )
})

test('every broker gives the same answer', () => {
  const answers = [1, 2, 3].map((brokerId) => {
    const by = kafka.connect(brokerId)
    return ask(named('orders', 'bills'), latest, by)
  })
  assert.equal(answers[1], answers[0])
  assert.equal(answers[2], answers[0])
})

test('a name that is unknown gets error 3, one that cannot be error 17', () => {
  const [missing, ...invalid] = topicsOf(named('missing', 'not/allowed', '', '..'))
  isError(missing, 'UNKNOWN_TOPIC_OR_PARTITION')
  assert.equal([missing?.name, missing?.topicId], ['missing', zeroId])
  for (const topic of invalid) isError(topic, 'INVALID_TOPIC_EXCEPTION')
})

test('a topic that is asked for often is told once', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => (i % 2 === 0 ? 'orders' : 'missing'))
  assert.equal(namesOf(topicsOf(named(...names))), ['missing', 'orders'])
  assert.is(topicsOf(byId(billsId, billsId, billsId)).length, 1)
})

test('from version 12 on topics are asked for by id; an unknown id gets error 100', () => {
  for (const version of [12, 13]) {
    const [bills, unknown] = topicsOf(byId(billsId, unknownId), version)
    assert.equal([bills?.errorCode, bills?.name, bills?.topicId], [0, 'bills', billsId])
    isError(unknown, 'UNKNOWN_TOPIC_ID')
    assert.equal([unknown?.name, unknown?.topicId], [null, unknownId])
  }
})

test('where one topic is asked for by id, names do not count', () => {
  const topics = [{ name: 'orders' }, { topicId: billsId, name: 'orders' }]
  assert.equal(namesOf(topicsOf({ topics })), ['bills'])
})

for (const version of [10, 11]) {
  test(`v${version} knows ids, but not in requests: error 42, with a name it can carry`, () => {
    const asked = [{ topicId: billsId, name: null }, { name: 'orders' }]
    const { brokers, topics } = ask({ topics: asked }, version)
    assert.equal(brokers, [])
    for (const topic of topics) isError(topic, 'INVALID_REQUEST')
    assert.equal(
      topics.map(({ name }) => name),
      ['', 'orders'],
    )
    isError(topicsOf({ topics: [{ name: null }] }, version)[0], 'INVALID_REQUEST')
  })
}

test('what may be done is told when it is asked for, and else that it was not', () => {
  const notAsked = -0x8000_0000
  const [plain] = topicsOf(named('orders'), 8)
  assert.is(plain?.topicAuthorizedOperations, notAsked)
  const both = {
    ...named('orders'),
    includeTopicAuthorizedOperations: true,
    includeClusterAuthorizedOperations: true,
  }
  for (let version = 8; version <= 10; version++) {
    const answer = ask(both, version)
    assert.is(answer.topics[0]?.topicAuthorizedOperations, 3576)
    assert.is(answer.clusterAuthorizedOperations, 8096)
  }
})

test('a missing topic is made when that is allowed, and told with its leaders at once', () => {
  const allowed = { ...named('wanted'), allowAutoTopicCreation: true }
  const [topic] = topicsOf(allowed)
  assert.is(topic?.errorCode, 0)
  assert.is(topic?.partitions.length, 4, 'num.partitions')
  assert.not.ok(topic?.partitions.some(({ leaderId }) => leaderId === -1))
  const [again] = topicsOf(allowed)
  assert.is(again?.topicId, topic?.topicId, 'only once')
})

test('before version 4 nobody can say no: missing topics are made', () => {
  assert.is(topicsOf(named('old-style'), 3)[0]?.errorCode, 0)
})

test('a name that cannot be, or collides, is not made', () => {
  const allowed = { ...named('not/allowed', 'old.style'), allowAutoTopicCreation: true }
  const [invalid, colliding] = topicsOf(allowed)
  isError(invalid, 'INVALID_TOPIC_EXCEPTION')
  assert.is(colliding?.errorCode, 0, 'a dash does not collide with a dot')
  const [taken] = topicsOf({ ...named('old_style'), allowAutoTopicCreation: true })
  isError(taken, 'UNKNOWN_TOPIC_OR_PARTITION')
})

test('an id that is unknown makes no topic', () => {
  const before = topicsOf({ topics: null }).length
  isError(topicsOf({ ...byId(unknownId), allowAutoTopicCreation: true })[0], 'UNKNOWN_TOPIC_ID')
  assert.is(topicsOf({ topics: null }).length, before)
})

test('auto.create.topics.enable=false: nothing is made, whatever the client allows', () => {
  const settings = new Map([['auto.create.topics.enable', false]])
  const strict = SimulatedKafka.ready({ seed: 401, brokers: 1, settings })
  const by = strict.connect(1)
  const body = { ...named('wanted'), allowAutoTopicCreation: true }
  isError(ask(body, latest, by).topics[0], 'UNKNOWN_TOPIC_OR_PARTITION')
  isError(by.request(3, 3, named('wanted')).topics[0], 'UNKNOWN_TOPIC_OR_PARTITION')
})

test('while the controller is away a missing topic stays unknown, and others are told', () => {
  const alone = SimulatedKafka.ready({ seed: 402 })
  alone.createTopic('orders')
  const controllers = alone.simulator.machine('controllers')
  controllers.heldUntilUs = Number.POSITIVE_INFINITY
  controllers.crash({ silent: false, power: false }, 'by the test')
  const body = { ...named('orders', 'wanted'), allowAutoTopicCreation: true }
  const { topics } = ask(body, latest, alone.connect(1))
  assert.is(topics.find(({ name }) => name === 'orders')?.errorCode, 0)
  isError(
    topics.find(({ name }) => name === 'wanted'),
    'UNKNOWN_TOPIC_OR_PARTITION',
  )
})

test.run()
