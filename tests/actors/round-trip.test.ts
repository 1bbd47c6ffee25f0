/** Client actors against simulated brokers: what is sent comes back, for every acks. */
import { assert, suite } from '../harness.ts'
import { finished, type RoundTrip, roundTripTree } from '../scenarios/round-trip.ts'
import { codecs, SimulatedKafka } from '../support/simulated-kafka.ts'

const test = suite('round trip in the simulator')

function run(seed: number, plan: RoundTrip, wire = false) {
  const settings = new Map([['num.partitions', 3]])
  const kafka = new SimulatedKafka({ seed, settings, wire })
  kafka.client('client-1', roundTripTree('client-1', kafka.bootstrap, codecs, plan))
  const report = kafka.runUntil(finished)
  return { kafka, details: report?.details, digest: kafka.simulator.history.digest() }
}

for (const acks of [0, 1, -1] as const) {
  test(`acks=${acks}: what client actors send over simulated sockets comes back in order`, () => {
    const { kafka, details } = run(7, { topic: 'orders', records: 5_000, acks })
    assert.equal(kafka.crashes(), [])
    assert.equal(details, { error: 'NONE', sent: 5_000, read: 5_000, wrong: 0 })
  })
}

test('the same holds when every message between systems crosses as bytes', () => {
  const { kafka, details } = run(8, { topic: 'orders', records: 2_000, acks: 1 }, true)
  assert.equal(kafka.crashes(), [])
  assert.equal(details, { error: 'NONE', sent: 2_000, read: 2_000, wrong: 0 })
})

test('the same seed gives the same history, another seed another', () => {
  const plan: RoundTrip = { topic: 'orders', records: 1_000, acks: 1 }
  const first = run(9, plan).digest
  assert.is(run(9, plan).digest, first)
  assert.is.not(run(10, plan).digest, first)
})

test.run()
