/** The ping-and-crash scenario in the simulator. */
import { loadXxh } from '../../../runtime/platform/xxh.ts'
import { Simulator } from '../../../runtime/simulator/simulator.ts'
import type { TraceEvent } from '../../../runtime/trace.ts'
import { assert, suite } from '../../harness.ts'
import { expected, isDone, systems } from '../../scenarios/ping-and-crash.ts'

const test = suite('ping and crash, simulated')
const xxh = await loadXxh()

function run(seed: number, wire: boolean): { report: TraceEvent | undefined; digest: string } {
  const events: TraceEvent[] = []
  const observer = { delivered() {}, drew() {}, event: (event: TraceEvent) => events.push(event) }
  const simulator = new Simulator({ seed, xxh, wire, observer })
  for (const { name, tree } of systems) simulator.system(name, tree)
  const ended = simulator.run({ untilMs: 600_000, until: () => events.some(isDone) })
  assert.is(ended, 'condition')
  return { report: events.find(isDone), digest: simulator.history.digest() }
}

test('the pinger hears of every crash at once, and gets a pong for every other ping', () => {
  assert.equal(run(1, false).report?.details, expected)
})

test('the same holds when every message crosses as bytes', () => {
  assert.equal(run(2, true).report?.details, expected)
})

test('the same seed gives the same history twice, another seed another', () => {
  assert.is(run(3, false).digest, run(3, false).digest)
  assert.is.not(run(3, false).digest, run(4, false).digest)
})

test.run()
