/** Tests of the deterministic host: time, links between systems, and who sees whose death. */
import type { TraceEvent } from '../../../runtime/trace.ts'
import { assert, suite } from '../../harness.ts'
import { Lab } from './lab.ts'

const test = suite('simulator')

const crash = { silent: false, power: false }

test('time passes only by events, and stops where it is told to', () => {
  const lab = new Lab()
  lab.add('a')
  lab.order('a', 'wait', { ms: 3_600_000 })
  assert.is(lab.simulator.run({ untilMs: 3_600_000 - 1 }), 'time')
  assert.equal(lab.texts('a'), [])
  assert.is(lab.simulator.nowMs, 3_599_999)
  assert.is(lab.simulator.run({ until: () => lab.notes.has('a') }), 'condition')
  assert.is(lab.simulator.run({}), 'idle')
  lab.order('a', 'hear', { text: 'x' })
  assert.is(lab.simulator.run({ events: 1 }), 'events')
})

test('virtual time is whole microseconds, and a timer of half a millisecond is not lost', () => {
  const lab = new Lab()
  lab.add('a')
  for (let n = 0; n < 7; n++) lab.run(0.1)
  assert.ok(Number.isInteger(lab.simulator.scheduler.nowUs))
  lab.order('a', 'wait', { ms: 10.5 })
  lab.run(12)
  assert.equal(lab.texts('a'), ['waited 10.5'])
})

test('messages between systems arrive in order, in a time of the link', () => {
  const lab = new Lab({ links: { minUs: 2_000, maxUs: 3_000, lossPpm: 0, reorderPpm: 0 } })
  lab.add('a', 'b')
  const startMs = lab.simulator.nowMs
  for (let n = 0; n < 20; n++) lab.order('a', 'tell', { to: 'b', text: `${n}` })
  lab.simulator.run({ until: () => lab.notes.has('b') })
  assert.ok(lab.simulator.nowMs - startMs >= 2 && lab.simulator.nowMs - startMs <= 4)
  lab.run(10)
  assert.equal(
    lab.texts('b'),
    Array.from({ length: 20 }, (_, n) => `${n}`),
  )
})

test('all others see a death: asks end as down, watches as unreachable', () => {
  const lab = new Lab()
  const [a] = lab.add('a', 'b')
  lab.order('b', 'watch', { to: 'a' })
  lab.run(1)
  a?.freeze()
  lab.order('b', 'ask', { to: 'a', timeoutMs: 60_000 })
  lab.run(1)
  a?.crash(crash, 'test')
  lab.run(10)
  assert.equal(lab.texts('b').sort(), ['a unreachable', 'down'])
})

test('a silent death is seen by nobody: asks time out', () => {
  const lab = new Lab()
  const [a] = lab.add('a', 'b')
  lab.order('b', 'watch', { to: 'a' })
  lab.run(1)
  a?.crash({ silent: true, power: false }, 'test')
  lab.order('b', 'ask', { to: 'a', timeoutMs: 500 })
  lab.run(499)
  assert.equal(lab.texts('b'), [])
  lab.run(2)
  assert.equal(lab.texts('b'), ['timed-out'])
})

test('an ask to a dead system, or to one that there never was, ends as down', () => {
  const lab = new Lab()
  const [a] = lab.add('a', 'b')
  a?.crash(crash, 'test')
  lab.run(10)
  for (const to of ['a', 'nowhere']) {
    lab.order('b', 'ask', { to, timeoutMs: 60_000 })
    lab.run(10)
    assert.equal(lab.texts('b'), ['down'], to)
  }
})

test('a system that has not yet started is not taken for dead', () => {
  const lab = new Lab()
  lab.add('b')
  lab.simulator.later(1, () => lab.simulator.system('a', lab.tree))
  lab.run(2)
  lab.order('b', 'ask', { to: 'a', timeoutMs: 60_000 })
  lab.run(5)
  assert.equal(lab.texts('b'), ['answer'])
})

test('a system that dies by itself starts again when the options say so', () => {
  const lab = new Lab({ restartMs: 30 })
  const [a] = lab.add('a')
  a?.disk.failAt(1, 'death')
  lab.order('a', 'append', { bytes: 1 })
  lab.run(1)
  assert.not(a?.running)
  lab.run(28)
  assert.not(a?.running)
  lab.run(2)
  assert.equal(lab.texts('a'), ['started'])
  const alone = new Lab()
  const [other] = alone.add('a')
  other?.disk.failAt(1, 'death')
  alone.order('a', 'append', { bytes: 1 })
  alone.run(60_000)
  assert.not(other?.running)
})

test('the end of a disk operation reaches its actor, and waits while it is frozen', () => {
  const lab = new Lab()
  const [a] = lab.add('a')
  lab.order('a', 'save', { bytes: 1 })
  lab.run(0.1)
  a?.freeze()
  lab.run(100)
  assert.equal(lab.texts('a'), [])
  a?.thaw()
  lab.run(1)
  assert.equal(lab.texts('a'), ['saved null'])
})

test('an actor that uses a clock of the platform crashes', () => {
  const events: TraceEvent[] = []
  const observer = {
    delivered() {},
    drew() {},
    event: (event: TraceEvent) => void events.push(event),
  }
  const lab = new Lab({ observer })
  lab.add('a')
  lab.order('a', 'useClock', null)
  lab.run(1)
  const crashed = events.find(({ type }) => type === 'crashed')
  assert.match(`${crashed?.details['error']}`, /Date is not for actors/)
})

test('two systems cannot have one name, and one that is not there cannot be got', () => {
  const lab = new Lab()
  lab.add('a')
  assert.throws(() => lab.simulator.system('a', lab.tree), /there is a system a already/)
  assert.throws(() => lab.simulator.machine('b'), /there is no system b/)
})

test('the draws of a stream are part of the history', () => {
  const digest = (draws: number) => {
    const { simulator } = new Lab()
    const stream = simulator.stream('workload')
    for (let n = 0; n < draws; n++) stream.below(6)
    return simulator.history.digest()
  }
  assert.is(digest(2), digest(2))
  assert.is.not(digest(2), digest(3))
})

test.run()
