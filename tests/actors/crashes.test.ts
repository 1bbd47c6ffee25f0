/** What the death of each part of a cluster does to its data, its clients and the other parts. */
import { assert, suite } from '../harness.ts'
import { batchOf, SimulatedKafka } from '../support/simulated-kafka.ts'

const test = suite('crashes')
const injected = 'crashed by a fault'

/** Crashes that nobody ordered. */
function unwanted(kafka: SimulatedKafka): string[] {
  return kafka.crashes().filter((crash) => !crash.endsWith(injected))
}

function cluster(seed: number) {
  const kafka = SimulatedKafka.ready({ seed })
  const topicId = kafka.createTopic('orders', { leaders: [1] })
  return { kafka, replica: `broker/replicas/${topicId}-0` }
}

function crash(kafka: SimulatedKafka, system: string, path: string): void {
  const before = kafka.crashes().length
  kafka.simulator.machine(system).crashActor(path)
  assert.is(kafka.crashes().length, before + 1, `${path} lives, and has crashed`)
  kafka.pass(1_000)
}

function produce(kafka: SimulatedKafka, value: string): number | undefined {
  const client = kafka.connect(1)
  const partitionData = [{ index: 0, records: batchOf(value) }]
  const body = { acks: 1, timeoutMs: 1_000, topicData: [{ name: 'orders', partitionData }] }
  const answer = client.request(0, 9, body)
  client.hangUp()
  return answer.responses[0]?.partitionResponses[0]?.errorCode
}

function highWatermark(kafka: SimulatedKafka): number | undefined {
  const client = kafka.connect(1)
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000 }]
  const topics = [{ topic: 'orders', partitions }]
  const answer = client.request(1, 11, { maxWaitMs: 0, minBytes: 0, topics })
  client.hangUp()
  return answer.responses[0]?.partitions[0]?.highWatermark
}

for (const seed of [11, 12, 13, 14]) {
  test(`seed ${seed}: a replica that crashes comes back with all that was acknowledged`, () => {
    const { kafka, replica } = cluster(seed)
    for (let i = 0; i < 20; i++) assert.is(produce(kafka, `value ${i}`), 0)
    crash(kafka, 'broker-1', replica)
    assert.is(highWatermark(kafka), 20)
    assert.is(produce(kafka, 'after'), 0)
    assert.is(highWatermark(kafka), 21)
    assert.equal(unwanted(kafka), [])
  })

  test(`seed ${seed}: a lifecycle that crashes ends connections; the broker serves again`, () => {
    const { kafka } = cluster(seed)
    produce(kafka, 'before')
    const bystander = kafka.connect(1)
    crash(kafka, 'broker-1', 'broker/lifecycle')
    assert.is.not(bystander.closed, null)
    assert.is(highWatermark(kafka), 1)
    assert.is(produce(kafka, 'after'), 0)
    assert.equal(kafka.leadersOf('orders'), [1])
    assert.equal(unwanted(kafka), [])
  })

  test(`seed ${seed}: a controller that crashes knows all topics again, and goes on`, () => {
    const { kafka } = cluster(seed)
    crash(kafka, 'controllers', 'controllers/controller-101')
    kafka.createTopic('later', { leaders: [2] })
    assert.equal(kafka.leadersOf('later'), [2])
    assert.equal(kafka.leadersOf('orders'), [1])
    assert.is(produce(kafka, 'after'), 0)
    assert.equal(unwanted(kafka), [])
  })

  test(`seed ${seed}: a whole broker that crashes registers anew and serves what it had`, () => {
    const { kafka } = cluster(seed)
    for (let i = 0; i < 5; i++) produce(kafka, `value ${i}`)
    kafka.simulator.machine('broker-1').crash({ silent: false, power: false }, 'by the test')
    // Whoever connects as soon as it listens is served once the broker knows the cluster.
    kafka.pass(51)
    assert.equal(kafka.leadersOf('orders'), [1])
    assert.is(highWatermark(kafka), 5)
    assert.is(produce(kafka, 'after'), 0)
    const epochs = kafka.events
      .filter(({ system, type }) => system === 'broker-1' && type === 'registered')
      .map(({ details }) => details['brokerEpoch'] as number)
    assert.is(epochs.length, 2)
    assert.ok((epochs[1] as number) > (epochs[0] as number), 'a new incarnation has a new epoch')
  })

  test(`seed ${seed}: a connection that crashes ends for its client only`, () => {
    const { kafka } = cluster(seed)
    const [victim, bystander] = [kafka.connect(1), kafka.connect(1)]
    victim.request(18, 0, {})
    const paths = [...kafka.simulator.machine('broker-1').system!.tree.cells.keys()]
    const connections = paths.filter((path) => path.startsWith('broker/connections/'))
    crash(kafka, 'broker-1', connections.at(-2) as string)
    assert.is.not(victim.closed, null)
    assert.is(bystander.closed, null)
    assert.is(bystander.request(18, 0, {}).errorCode, 0)
    assert.equal(unwanted(kafka), [])
  })
}

test('a broker that is frozen answers nobody, and everybody when it thaws', () => {
  const { kafka } = cluster(21)
  const machine = kafka.simulator.machine('broker-1')
  const client = kafka.connect(1)
  machine.freeze()
  client.ask(18, 0, {})
  assert.is(client.next(10_000), null)
  assert.is(client.closed, null)
  assert.is(kafka.connect(2).request(18, 0, {}).errorCode, 0, 'another broker serves')
  machine.thaw()
  assert.is.not(client.next(1_000), null)
  assert.is(produce(kafka, 'after'), 0)
  assert.equal(unwanted(kafka), [])
})

test('a replica that crashes while a reader waits lets it read on: nobody hangs', () => {
  const { kafka, replica } = cluster(22)
  const reader = kafka.connect(1)
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000 }]
  const topics = [{ topic: 'orders', partitions }]
  reader.ask(1, 11, { maxWaitMs: 20_000, minBytes: 1, topics })
  kafka.pass(100)
  crash(kafka, 'broker-1', replica)
  produce(kafka, 'news')
  assert.is.not(reader.next(1_000), null)
  assert.equal(unwanted(kafka), [])
})

test('without controllers a cluster serves what it has; when they return it makes topics', () => {
  const { kafka } = cluster(23)
  const controllers = kafka.simulator.machine('controllers')
  controllers.heldUntilUs = Number.POSITIVE_INFINITY
  controllers.crash({ silent: false, power: false }, 'by the test')
  kafka.pass(5_000)
  assert.is(produce(kafka, 'alone'), 0)
  const client = kafka.connect(1)
  const topic = {
    name: 'new',
    numPartitions: 1,
    replicationFactor: 1,
    assignments: [],
    configs: [],
  }
  const body = { topics: [topic], timeoutMs: 1_000, validateOnly: false }
  const [refused] = client.request(19, 5, body).topics
  assert.ok([7, 41].includes(refused?.errorCode as number), `error ${refused?.errorCode}`)
  controllers.heldUntilUs = 0
  controllers.start()
  kafka.pass(5_000)
  assert.is(client.request(19, 5, body).topics[0]?.errorCode, 0)
})

test('controllers that have lost their log: every broker notices, and registers again', () => {
  const { kafka } = cluster(24)
  const controllers = kafka.simulator.machine('controllers')
  controllers.crash({ silent: false, power: true }, 'by the test')
  for (const file of controllers.disk.list('')) controllers.disk.remove(file, () => {})
  kafka.pass(10_000)
  const { brokers, topics } = kafka.connect(1).request(3, 1, { topics: null })
  assert.is(brokers.length, 3)
  assert.equal(topics, [])
  kafka.createTopic('orders', { leaders: [1] })
  assert.is(produce(kafka, 'after'), 0)
})

test.run()
