/** A round trip while parts of the cluster die: what was acknowledged is there, in order. */

import { assert, suite } from '../harness.ts'
import { type DurableReport, durableTree, recordsPerSend } from '../support/durable-round-trip.ts'
import type { SimulatedKafka as Kafka } from '../support/simulated-kafka.ts'
import { SimulatedKafka } from '../support/simulated-kafka.ts'

const test = suite('round trip under faults', { timeoutMs: 30_000 })
const client = 'client-1'
const plan = { topic: 'orders', partitions: 3, sends: 600, pauseMs: 12 }
/** Between client and broker, so that most faults strike while something is under way. */
const distanceUs = 5_000
/** The faults end before the sends do. */
const faultsEndMs = 6_500
const injected = ['crashed by a fault', 'by the nemesis']

type Stream = ReturnType<Kafka['simulator']['stream']>
type Strike = (kafka: Kafka, random: Stream) => void

const broker = (random: Stream) => `broker-${random.between(1, 3)}`

/** One of the actors of a broker whose path begins so; nothing when none lives. */
function crashOne(kafka: Kafka, system: string, prefix: string, random: Stream): void {
  const machine = kafka.simulator.machine(system)
  const paths = [...(machine.system?.tree.cells.keys() ?? [])]
  const path = random.pick(paths.filter((each) => each.startsWith(prefix)))
  if (path !== undefined) machine.crashActor(path)
}

const strikes: { readonly [kind: string]: Strike } = {
  'a replica crashes': (kafka, random) =>
    crashOne(kafka, broker(random), 'broker/replicas/', random),
  'a connection crashes': (kafka, random) =>
    crashOne(kafka, broker(random), 'broker/connections/', random),
  'connections are reset': ({ simulator }, random) =>
    simulator.sockets.resetBetween(simulator.machine(client), simulator.machine(broker(random))),
  'the controller crashes': (kafka, random) =>
    crashOne(kafka, 'controllers', 'controllers/', random),
  'links to the controller lose and delay': ({ simulator }, random) => {
    const from = [broker(random), 'controllers']
    const end = simulator.network.impose({ from, to: from, lossPpm: 300_000, delayUs: 20_000 })
    simulator.later(400, end)
  },
  'a broker freezes': ({ simulator }, random) => {
    const machine = simulator.machine(broker(random))
    machine.freeze()
    simulator.later(300, () => machine.thaw())
  },
  'a broker crashes': ({ simulator }, random) =>
    simulator.machine(broker(random)).crash({ silent: false, power: false }, 'by the nemesis'),
}

function run(seed: number, kinds: readonly string[], everyMs: number) {
  const kafka = SimulatedKafka.ready({ seed })
  kafka.createTopic(plan.topic, { leaders: [1, 2, 3] })
  const report: DurableReport = {
    done: false,
    acknowledged: 0,
    failed: 0,
    duplicates: 0,
    missing: [],
    wrong: [],
  }
  kafka.client(client, durableTree(client, kafka.bootstrap, plan, report))
  const { simulator } = kafka
  for (const { host } of kafka.bootstrap) {
    simulator.network.impose({ from: [client, host], to: [client, host], delayUs: distanceUs })
  }
  const random = simulator.stream('nemesis')
  const untilMs = simulator.nowMs + faultsEndMs
  let struck = 0
  const strike = (): void => {
    if (simulator.nowMs > untilMs) return
    strikes[random.pick(kinds) as string]?.(kafka, random)
    struck++
    simulator.later(random.between(everyMs / 2, everyMs * 1.5), strike)
  }
  simulator.later(everyMs, strike)
  simulator.run({ untilMs: simulator.nowMs + 300_000, until: () => report.done })
  const unwanted = kafka.crashes().filter((crash) => !injected.some((end) => crash.endsWith(end)))
  const retries = kafka.events.filter(({ type }) => type === 'retried').length
  return { report, unwanted, struck, retries, digest: simulator.history.digest() }
}

const records = plan.sends * recordsPerSend

for (const kind of Object.keys(strikes)) {
  for (const seed of [31, 32]) {
    test(`${kind}, seed ${seed}: all that was acknowledged is read back in order`, () => {
      const { report, unwanted, struck } = run(seed, [kind], 900)
      assert.ok(struck >= 5, `${struck} faults`)
      assert.equal(unwanted, [])
      assert.equal([report.missing, report.wrong], [[], []])
      assert.ok(report.done, 'the round trip has come to its end')
      assert.is(report.acknowledged, records, `${report.failed} sends failed`)
    })
  }
}

const mixed = { retries: 0, duplicates: 0 }
for (let seed = 1; seed <= 10; seed++) {
  test(`all kinds mixed, seed ${seed}: all that was acknowledged is read back in order`, () => {
    const kinds = Object.keys(strikes)
    const { report, unwanted, retries } = run(seed, kinds, 400)
    mixed.retries += retries
    mixed.duplicates += report.duplicates
    assert.equal(unwanted, [])
    assert.equal([report.missing, report.wrong], [[], []])
    assert.ok(report.done, 'the round trip has come to its end')
    assert.is(report.acknowledged, records, `${report.failed} sends failed`)
  })
}

test('the faults did bite: batches were sent again, and some of them had arrived already', () => {
  assert.ok(mixed.retries >= 20, `${mixed.retries} retries`)
  assert.ok(mixed.duplicates > 0, `${mixed.duplicates} duplicates`)
})

test('the same seed strikes in the same way, another seed in another', () => {
  const kinds = Object.keys(strikes)
  const { digest } = run(77, kinds, 600)
  assert.is(run(77, kinds, 600).digest, digest)
  assert.is.not(run(78, kinds, 600).digest, digest)
})

test.run()
