/** InitProducerId: every producer gets an id of its own, whatever crashes. */
import { codeOf } from '../../../../protocol/errors.ts'
import { assert, suite } from '../../../harness.ts'
import { SimulatedKafka } from '../../../support/simulated-kafka.ts'
import type { TestClient } from '../../../support/test-client.ts'

const test = suite('InitProducerId')

const idempotent = { transactionalId: null, transactionTimeoutMs: 60_000 }
const asVisible = { silent: false, power: false }

/** A new producer id. */
function idFrom(client: TestClient): number {
  const answer = client.request(22, 5, idempotent)
  assert.equal([answer.errorCode, answer.producerEpoch], [0, 0])
  assert.ok(Number.isSafeInteger(answer.producerId) && answer.producerId >= 0)
  return answer.producerId
}

function assertDistinct(ids: readonly number[]): void {
  assert.is(new Set(ids).size, ids.length)
}

test('three brokers never give the same id, beyond the ends of their blocks', () => {
  const kafka = SimulatedKafka.ready({ seed: 22 })
  const clients = [1, 2, 3].map((brokerId) => kafka.connect(brokerId))
  const ids: number[] = []
  for (let i = 0; i < 1_005; i++) ids.push(...clients.map(idFrom))
  assertDistinct(ids)
  assert.equal(kafka.crashes(), [])
})

test('many at once on one broker get an id each', () => {
  const kafka = SimulatedKafka.ready({ seed: 23, brokers: 1 })
  const clients = Array.from({ length: 20 }, () => kafka.connect())
  for (const client of clients) client.ask(22, 5, idempotent)
  const frames = clients.map((client) => client.next())
  assert.ok(frames.every((frame) => frame !== null))
  const texts = frames.map((frame) => String(frame?.slice(11, 19)))
  assert.is(new Set(texts).size, 20)
})

test('no id comes twice when the controller crashes between blocks', () => {
  const kafka = SimulatedKafka.ready({ seed: 24 })
  const ids = [1, 2].map((brokerId) => idFrom(kafka.connect(brokerId)))
  kafka.simulator.machine('controllers').crashActor('controllers/controller-101')
  ids.push(idFrom(kafka.connect(3)))
  kafka.simulator.machine('controllers').crash(asVisible, 'a test')
  kafka.pass(2_000)
  kafka.simulator.machine('broker-1').crash(asVisible, 'a test')
  kafka.pass(2_000)
  ids.push(...[1, 2, 3].map((brokerId) => idFrom(kafka.connect(brokerId))))
  assertDistinct(ids)
})

test('no id comes twice when the actor that gives them, or its broker, crashes', () => {
  const kafka = SimulatedKafka.ready({ seed: 25, brokers: 1 })
  const ids = [idFrom(kafka.connect())]
  kafka.simulator.machine('broker-1').crashActor('broker/producer-ids')
  kafka.pass(2_000)
  ids.push(idFrom(kafka.connect()))
  kafka.simulator.machine('broker-1').crash(asVisible, 'a test')
  kafka.pass(2_000)
  ids.push(idFrom(kafka.connect()))
  assertDistinct(ids)
})

test('while the controllers are silent the client is told to come back', () => {
  const kafka = SimulatedKafka.ready({ seed: 26, brokers: 1 })
  const client = kafka.connect()
  kafka.simulator.machine('controllers').freeze()
  const late = client.request(22, 5, idempotent)
  assert.is(late.errorCode, codeOf('COORDINATOR_LOAD_IN_PROGRESS'))
  assert.equal([late.producerId, late.producerEpoch], [-1, -1])
  kafka.simulator.machine('controllers').thaw()
  assert.ok(idFrom(client) >= 0)
})

const kafka = SimulatedKafka.ready({ seed: 27, brokers: 1 })

for (const version of [0, 1, 2, 3, 4, 5]) {
  test(`v${version}: a transactional id has no coordinator, an empty one is no id`, () => {
    const client = kafka.connect()
    const ask = (transactionalId: string | null) =>
      client.request(22, version, { transactionalId, transactionTimeoutMs: 60_000 })
    assert.is(ask(null).errorCode, 0)
    const refused = { throttleTimeMs: 0, producerId: -1, producerEpoch: -1 }
    assert.equal(ask('shop'), { ...refused, errorCode: 15 })
    assert.equal(ask(''), { ...refused, errorCode: 42 })
    assert.is(ask(null).errorCode, 0)
    client.hangUp()
  })
}

for (const version of [3, 4, 5]) {
  test(`v${version}: a producer id without its epoch, or the other way round, is refused`, () => {
    const client = kafka.connect()
    for (const half of [{ producerId: 7 }, { producerEpoch: 7 }]) {
      const answer = client.request(22, version, { ...idempotent, ...half })
      assert.is(answer.errorCode, codeOf('INVALID_REQUEST'))
      assert.equal([answer.producerId, answer.producerEpoch], [-1, -1])
    }
    client.hangUp()
  })

  test(`v${version}: a producer that is not transactional gets a new id for its old one`, () => {
    const client = kafka.connect()
    const old = idFrom(client)
    const body = { ...idempotent, producerId: old, producerEpoch: 3 }
    const { errorCode, producerId, producerEpoch } = client.request(22, version, body)
    assert.equal([errorCode, producerEpoch], [0, 0])
    assert.is.not(producerId, old)
    client.hangUp()
  })
}

test.run()
