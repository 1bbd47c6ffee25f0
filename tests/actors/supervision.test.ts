/** The supervision trees: who starts after whom, and who restarts when one crashes. */
import { brokerTree, controllersTree } from '../../actors/supervision.ts'
import { brokerSettingsWith } from '../../cluster-config/broker-settings.ts'
import { schedule } from '../../runtime/simulator/faults.ts'
import type { ChildSpec, SupervisorSpec } from '../../runtime/supervisor.ts'
import { assert, suite } from '../harness.ts'
import { brokerBoot } from '../support/broker-parts.ts'
import { batchOf, clusterId, codecs, SimulatedKafka } from '../support/simulated-kafka.ts'

const test = suite('supervision')

const settings = brokerSettingsWith(new Map())

/** A tree as text: each supervisor with its strategy, then its children. */
function shown(spec: ChildSpec): string[] {
  if (spec.kind === 'actor') return [`${spec.name} (${spec.role})`]
  const children = spec.children.flatMap((each) => shown(each).map((line) => `  ${line}`))
  return [`${spec.name}: ${spec.strategy}`, ...children]
}

const lifesOf = ({ events }: SimulatedKafka, since = 0) =>
  events
    .slice(since)
    .filter(({ type }) => type === 'started' || type === 'gaveUp')
    .map(({ system, path, type }) => `${system}/${path}${type === 'started' ? '' : ` ${type}`}`)

/** What starts after a crash of this actor, in order. */
function restartedBy(kafka: SimulatedKafka, system: string, path: string): string[] {
  const since = kafka.events.length
  crash(kafka, system, path)
  kafka.pass(2_000)
  return lifesOf(kafka, since)
}

function crash({ simulator }: SimulatedKafka, system: string, path: string): void {
  schedule(simulator, [{ kind: 'crash-actor', atMs: simulator.nowMs, system, path }])
}

const leads = (kafka: SimulatedKafka, name: string) => {
  const [leaderId] = kafka.leadersOf(name)
  return `broker-${leaderId}`
}

function append(kafka: SimulatedKafka, brokerId: number, value: string): number {
  const partitionData = [{ index: 0, records: batchOf(value) }]
  const topicData = [{ name: 'orders', partitionData }]
  const body = { acks: -1, timeoutMs: 1_000, topicData }
  const [topic] = kafka.connect(brokerId).request(0, 9, body).responses
  const { errorCode, baseOffset } = topic!.partitionResponses[0]!
  assert.is(errorCode, 0)
  return baseOffset
}

test('the tree of a broker: what is built on another comes after it', () => {
  assert.equal(shown(brokerTree(brokerBoot(), codecs)), [
    'broker: rest-for-one',
    '  lifecycle (broker-lifecycle)',
    '  logs (log-keeper)',
    '  producer-ids (producer-ids)',
    '  replicas: one-for-one',
    '  fetchers: one-for-one',
    '  fetch-service (fetch-service)',
    '  connections: one-for-one',
    '  listener (listener)',
  ])
})

test('the tree of the controllers: one actor for each, none restarts with another', () => {
  const controllerIds = [101, 102, 103]
  const shared = { kind: 'controllers', clusterId, controllerIds, settings, storage: null } as const
  const boot = { ...shared, onlyController: null, features: [] }
  assert.equal(shown(controllersTree(boot, codecs)), [
    'controllers: one-for-one',
    '  controller-101 (controller)',
    '  controller-102 (controller)',
    '  controller-103 (controller)',
  ])
})

test('every supervisor gives up after some restarts', () => {
  const supervisors = (spec: ChildSpec): SupervisorSpec[] =>
    spec.kind === 'actor' ? [] : [spec, ...spec.children.flatMap(supervisors)]
  for (const { name, limit } of supervisors(brokerTree(brokerBoot(), codecs))) {
    assert.ok(limit.restarts <= 10 && limit.withinMs >= 5_000, name)
  }
})

test('a crash of the lifecycle starts the whole broker anew, and it serves what it had', () => {
  const kafka = SimulatedKafka.ready({ seed: 1 })
  const id = kafka.createTopic('orders')
  const system = leads(kafka, 'orders')
  const brokerId = Number(system.slice('broker-'.length))
  assert.is(append(kafka, brokerId, 'a'), 0)
  assert.equal(restartedBy(kafka, system, 'broker/lifecycle'), [
    `${system}/broker/lifecycle`,
    `${system}/broker/logs`,
    `${system}/broker/producer-ids`,
    `${system}/broker/fetch-service`,
    `${system}/broker/listener`,
    `${system}/broker/replicas/${id}-0`,
  ])
  assert.is(append(kafka, brokerId, 'b'), 1)
})

test('a crash of a replica restarts that replica alone, with all that it held', () => {
  const kafka = SimulatedKafka.ready({ seed: 1 })
  const id = kafka.createTopic('orders')
  const system = leads(kafka, 'orders')
  const brokerId = Number(system.slice('broker-'.length))
  const path = `broker/replicas/${id}-0`
  assert.is(append(kafka, brokerId, 'a'), 0)
  assert.equal(restartedBy(kafka, system, path), [`${system}/${path}`])
  assert.is(append(kafka, brokerId, 'b'), 1)
})

test('a crash of the listener ends its clients, and leaves replicas and lifecycle alone', () => {
  const kafka = SimulatedKafka.ready({ seed: 1 })
  kafka.createTopic('orders')
  const client = kafka.connect(2)
  assert.equal(restartedBy(kafka, 'broker-2', 'broker/listener'), ['broker-2/broker/listener'])
  assert.ok(client.closed !== null)
  assert.is(kafka.connect(2).request(18, 0, {}).errorCode, 0)
})

test('a connection that crashes is not restarted; its client connects again', () => {
  const kafka = SimulatedKafka.ready({ seed: 1 })
  const client = kafka.connect(1)
  const connected = lifesOf(kafka).findLast((life) =>
    life.startsWith('broker-1/broker/connections'),
  )
  const path = connected!.slice('broker-1/'.length)
  assert.equal(restartedBy(kafka, 'broker-1', path), [])
  assert.is(client.closed, 'ended')
  assert.is(kafka.connect(1).request(18, 0, {}).errorCode, 0)
})

test('connections may crash as often as they like: no broker falls over them', () => {
  const kafka = SimulatedKafka.ready({ seed: 1 })
  const since = kafka.events.length
  for (let i = 0; i < 30; i++) {
    kafka.connect(1)
    const connected = lifesOf(kafka).findLast((life) =>
      life.startsWith('broker-1/broker/connections'),
    )
    crash(kafka, 'broker-1', connected!.slice('broker-1/'.length))
    kafka.pass(1)
  }
  assert.equal(
    lifesOf(kafka, since).filter((life) => life.startsWith('broker-1/broker/l')),
    [],
  )
})

test('a broker whose lifecycle keeps crashing gives up: the whole broker is dead', () => {
  const kafka = SimulatedKafka.ready({ seed: 1 })
  for (let i = 0; i < 4; i++) {
    crash(kafka, 'broker-3', 'broker/lifecycle')
    kafka.pass(10)
  }
  assert.ok(lifesOf(kafka).includes('broker-3/broker gaveUp'))
  const failed = kafka.events.filter(({ type }) => type === 'systemFailed')
  assert.equal(
    failed.map(({ system }) => system),
    ['broker-3'],
  )
})

test('a crash of the controller restarts it with its log, and brokers follow on', () => {
  const kafka = SimulatedKafka.ready({ seed: 1 })
  const id = kafka.createTopic('orders')
  const path = 'controllers/controller-101'
  assert.equal(restartedBy(kafka, 'controllers', path), [`controllers/${path}`])
  const [topic] = kafka.connect(1).request(3, 12, { topics: [{ name: 'orders' }] }).topics
  assert.is(topic?.topicId, id)
  kafka.createTopic('later')
  assert.is(kafka.leadersOf('later').length, 1)
})

test.run()
