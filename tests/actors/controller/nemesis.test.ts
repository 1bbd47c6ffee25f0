/** Brokers and controllers under random faults: seeds by HIGHWATER_SEEDS, else 10. */
import process from 'node:process'
import { presets } from '../../../cluster-config/presets.ts'
import { schedule } from '../../../runtime/simulator/faults.ts'
import { drawFaults } from '../../../runtime/simulator/nemesis.ts'
import { statusOf } from '../../../runtime/status.ts'
import { assert, suite } from '../../harness.ts'
import { QuorumWatch } from '../../support/quorum-watch.ts'
import { SimulatedKafka } from '../../support/simulated-kafka.ts'

const seeds = Number(process.env['HIGHWATER_SEEDS'] ?? 10)
const test = suite('controller nemesis', { timeoutMs: 30_000 + seeds * 4_000 })
const settings = presets.get('mission') as ReadonlyMap<string, number>

/** Deaths that are the rules at work, not their failure. */
const expected = [
  /no longer the active controller/,
  /the controller says STALE_BROKER_EPOCH/,
  /crashed by a fault/,
  /^[^:]+\/: (crash|power-loss)$/,
  /died at disk operation/,
]

const brokers = ['broker-1', 'broker-2', 'broker-3']
const controllers = ['controllers-101', 'controllers-102', 'controllers-103']

function lifecycleOf(kafka: SimulatedKafka, system: string): Record<string, unknown> {
  const { system: live } = kafka.simulator.machine(system)
  const rows = live === null ? [] : statusOf(live)
  return rows.find(({ path }) => path === 'broker/lifecycle')?.details ?? {}
}

test('after any faults all brokers are back, know the same, and the controllers agree', () => {
  let elections = 0
  let fencings = 0
  for (let seed = 1; seed <= seeds; seed++) {
    const kafka = SimulatedKafka.ready({ seed, settings, controllersApart: true })
    for (const [n, replicas] of [[1, 2, 3], [2, 3], [3]].entries()) {
      const assignments = [{ partitionIndex: 0, brokerIds: replicas }]
      const topic = { numPartitions: -1, replicationFactor: -1, assignments, configs: [] }
      const topics = [{ ...topic, name: `topic-${n}` }]
      kafka.connect(1).request(19, 7, { topics, timeoutMs: 9_000 })
    }
    schedule(
      kafka.simulator,
      drawFaults(kafka.simulator, {
        faults: 12,
        fromMs: 2_000,
        toMs: 30_000,
        forMs: [100, 9_000],
        systems: [...brokers, ...controllers],
        kinds: ['crash', 'power-loss', 'freeze', 'partition', 'loss', 'disk-death'],
      }),
    )
    kafka.pass(58_000)
    const watch = new QuorumWatch()
    for (const event of kafka.events) watch.event(event)
    elections += watch.elections
    fencings += kafka.events.filter(({ type }) => type === 'brokerFenced').length
    assert.equal(watch.violations, [], `seed ${seed}`)
    const odd = kafka.crashes().filter((crash) => !expected.some((fine) => fine.test(crash)))
    assert.equal(odd, [], `seed ${seed}`)
    const lives = brokers.map((system) => lifecycleOf(kafka, system))
    assert.equal(
      lives.map(({ fenced }) => fenced),
      [false, false, false],
      `seed ${seed}`,
    )
    const offsets = new Set(lives.map(({ metadataOffset }) => metadataOffset))
    assert.equal([...offsets], [watch.committed], `seed ${seed}`)
  }
  // The faults must have bitten, or nothing was tested.
  assert.ok(elections > seeds * 2, `${elections} elections`)
  assert.ok(fencings > seeds, `${fencings} fencings`)
})

test.run()
