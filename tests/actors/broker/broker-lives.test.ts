/** Brokers come, die and come back, in a simulated cluster with three controllers. */
import { presets } from '../../../cluster-config/presets.ts'
import { schedule } from '../../../runtime/simulator/faults.ts'
import { assert, suite } from '../../harness.ts'
import { SimulatedKafka, type SimulatedKafkaOptions } from '../../support/simulated-kafka.ts'

const test = suite('broker lives')
const settings = presets.get('mission') as ReadonlyMap<string, number>

function cluster(options: Partial<SimulatedKafkaOptions> = {}): SimulatedKafka {
  return SimulatedKafka.ready({ seed: 11, settings, ...options })
}

function shown(kafka: SimulatedKafka, name: string, brokerId: number) {
  const body = { topics: [{ name }], allowAutoTopicCreation: false }
  const { brokers, topics } = kafka.connect(brokerId).request(3, 12, body)
  const [partition] = topics[0]?.partitions ?? []
  const ids = brokers.map(({ nodeId }) => nodeId).sort()
  return { brokers: ids, leader: partition?.leaderId, epoch: partition?.leaderEpoch, partition }
}

function make(kafka: SimulatedKafka, name: string, brokerIds: number[], minIsr = 1): void {
  const assignments = [{ partitionIndex: 0, brokerIds }]
  const configs = [{ name: 'min.insync.replicas', value: `${minIsr}` }]
  const topic = { name, numPartitions: -1, replicationFactor: -1, assignments, configs }
  const { topics } = kafka.connect(1).request(19, 7, { topics: [topic], timeoutMs: 9_000 })
  assert.is(topics[0]?.errorCode, 0)
}

const timesOf = (kafka: SimulatedKafka, type: string, system: string): number[] =>
  kafka.events.filter((event) => event.type === type && event.system === system).map((e) => e.atMs)

test('a death that is seen costs the leader its place at once; the next life joins again', () => {
  const kafka = cluster()
  make(kafka, 'orders', [1, 2])
  schedule(kafka.simulator, [
    { kind: 'crash', system: 'broker-1', atMs: kafka.simulator.nowMs, forMs: 3_000 },
  ])
  kafka.pass(200)
  const { brokers, leader, epoch } = shown(kafka, 'orders', 2)
  assert.equal({ brokers, leader, epoch }, { brokers: [2, 3], leader: 2, epoch: 1 })
  kafka.pass(4_000)
  assert.equal(shown(kafka, 'orders', 1).brokers, [1, 2, 3])
})

test('a silent death costs the leader its place only when 6 s have passed', () => {
  const kafka = cluster()
  make(kafka, 'orders', [1, 2])
  const atMs = kafka.simulator.nowMs
  schedule(kafka.simulator, [{ kind: 'power-loss', system: 'broker-1', atMs, forMs: 20_000 }])
  kafka.pass(3_500)
  assert.is(shown(kafka, 'orders', 2).leader, 1)
  kafka.pass(4_000)
  assert.is(shown(kafka, 'orders', 2).leader, 2)
})

test('who comes back on its disk tells that the one before is dead: nobody waits for 6 s', () => {
  const kafka = cluster()
  make(kafka, 'orders', [1, 2])
  kafka.simulator.machine('broker-1').crash({ silent: true, power: false }, 'unseen')
  kafka.pass(1_000)
  assert.is(shown(kafka, 'orders', 2).leader, 2)
  assert.equal(shown(kafka, 'orders', 1).brokers, [1, 2, 3])
})

test('a broker frozen for 3.5 s keeps its place, for 9 s it loses it and comes back', () => {
  for (const [forMs, fencings] of [
    [3_500, 0],
    [9_000, 1],
  ] as const) {
    const kafka = cluster()
    const atMs = kafka.simulator.nowMs
    schedule(kafka.simulator, [{ kind: 'freeze', system: 'broker-2', atMs, forMs }])
    kafka.pass(15_000)
    const fenced = kafka.events.filter(({ type }) => type === 'brokerFenced')
    assert.is(fenced.length, fencings, `${forMs} ms`)
    assert.equal(shown(kafka, 'none', 1).brokers, [1, 2, 3])
  }
})

test('the active controller falls silent: brokers find the next, and nobody is fenced', () => {
  const kafka = cluster()
  const { path } = kafka.events.findLast(({ type }) => type === 'leadsControllers') ?? { path: '' }
  const atMs = kafka.simulator.nowMs
  const fault = { kind: 'freeze-actor', system: 'controllers', path, atMs, forMs: 20_000 } as const
  schedule(kafka.simulator, [fault])
  kafka.pass(30_000)
  make(kafka, 'after', [3])
  assert.equal(
    kafka.events.filter(({ type }) => type === 'brokerFenced'),
    [],
  )
  assert.is(timesOf(kafka, 'leadsControllers', 'controllers').length, 2)
})

test('a lifecycle that crashes reports its own last life, and registers anew at once', () => {
  const kafka = cluster()
  make(kafka, 'orders', [1, 2])
  kafka.simulator.machine('broker-1').crashActor('broker/lifecycle')
  kafka.pass(500)
  const { brokers, leader } = shown(kafka, 'orders', 3)
  assert.equal({ brokers, leader }, { brokers: [1, 2, 3], leader: 2 })
})

test('a leading replica that crashes leads again in a new epoch, here or elsewhere', () => {
  const kafka = cluster()
  make(kafka, 'alone', [1])
  make(kafka, 'orders', [1, 2])
  for (const name of ['alone', 'orders']) {
    const { topicId } = kafka.connect(1).request(3, 12, { topics: [{ name }] }).topics[0]!
    kafka.simulator.machine('broker-1').crashActor(`broker/replicas/${topicId}-0`)
  }
  kafka.pass(500)
  const alone = shown(kafka, 'alone', 1)
  assert.equal([alone.leader, alone.epoch], [1, 1])
  const orders = shown(kafka, 'orders', 1)
  assert.equal([orders.leader, orders.epoch], [2, 1])
  assert.equal([...(orders.partition?.isrNodes ?? [])], [1, 2], 'it stays in sync')
})

test('a broker that has lost power may lack something, one that crashed has everything', () => {
  for (const [kind, leader] of [
    ['crash', 2],
    ['power-loss', -1],
  ] as const) {
    const kafka = cluster()
    make(kafka, 'orders', [1, 2], 2)
    const atMs = kafka.simulator.nowMs
    schedule(kafka.simulator, [
      { kind, system: 'broker-2', atMs, forMs: 10_000 },
      { kind: 'crash', system: 'broker-1', atMs: atMs + 7_000, forMs: 10_000 },
    ])
    kafka.pass(14_000)
    assert.is(shown(kafka, 'orders', 3).leader, leader, kind)
    kafka.pass(6_000)
    assert.ok(shown(kafka, 'orders', 3).leader !== -1, 'broker 1 has everything')
  }
})

test('a topic made again under its name is another topic for everybody', () => {
  const kafka = cluster()
  make(kafka, 'orders', [1, 2])
  const idOf = () => kafka.connect(2).request(3, 12, { topics: [{ name: 'orders' }] }).topics[0]!
  const before = idOf().topicId
  kafka.connect(3).request(20, 6, { topics: [{ name: 'orders' }], timeoutMs: 9_000 })
  make(kafka, 'orders', [2, 3])
  const after = idOf().topicId
  assert.is.not(after, before)
  kafka.pass(100)
  const files = kafka.simulator.machine('broker-1').disk.list('')
  assert.not.ok(files.some((file) => file.startsWith(before)))
  const live = [...(kafka.simulator.machine('broker-1').system?.tree.cells.keys() ?? [])]
  assert.not.ok(live.some((path) => path.includes(before) || path.includes(after)))
})

test('a broker that wants to stop is let go when others lead and know it', () => {
  const kafka = cluster()
  make(kafka, 'orders', [1, 2])
  const machine = kafka.simulator.machine('broker-1')
  const replyTo = { system: 'nobody', path: '', incarnation: 0, askId: 0 }
  machine.system?.input({ path: 'broker/lifecycle', incarnation: 0 }, 'shutDown', { replyTo })
  kafka.pass(1_000)
  assert.is(timesOf(kafka, 'shutDownGranted', 'broker-1').length, 1)
  const { brokers, leader } = shown(kafka, 'orders', 2)
  assert.equal({ brokers, leader }, { brokers: [2, 3], leader: 2 })
})

test('the same when every message crosses as bytes', () => {
  const kafka = cluster({ wire: true })
  make(kafka, 'orders', [1, 2])
  kafka.simulator.machine('broker-1').crash({ silent: false, power: false }, 'test')
  kafka.pass(3_000)
  assert.is(shown(kafka, 'orders', 1).leader, 2)
})

test.run()
