/** Tests of the clocks of a simulated machine. */
import { epochMs, SimulatedClock } from '../../../runtime/simulator/clock.ts'
import { Scheduler } from '../../../runtime/simulator/scheduler.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('simulated clock')

function at(scheduler: Scheduler, ms: number): void {
  scheduler.nowUs = ms * 1_000
}

test('both clocks follow virtual time', () => {
  const scheduler = new Scheduler()
  const clock = new SimulatedClock(scheduler)
  at(scheduler, 1_500)
  assert.equal([clock.monotonicMs(), clock.wallClockMs() - epochMs], [1_500, 1_500])
})

test('a jump moves the wall clock alone, in both directions', () => {
  const scheduler = new Scheduler()
  const clock = new SimulatedClock(scheduler)
  clock.jump(5_000)
  at(scheduler, 100)
  assert.equal([clock.monotonicMs(), clock.wallClockMs() - epochMs], [100, 5_100])
  clock.jump(-7_000)
  assert.equal([clock.monotonicMs(), clock.wallClockMs() - epochMs], [100, -1_900])
})

test('a drift adds up while it lasts, and its error stays', () => {
  const scheduler = new Scheduler()
  const clock = new SimulatedClock(scheduler)
  clock.drift(1_000)
  at(scheduler, 10_000)
  assert.is(clock.wallClockMs() - epochMs, 10_010)
  clock.drift(0)
  at(scheduler, 20_000)
  assert.equal([clock.monotonicMs(), clock.wallClockMs() - epochMs], [20_000, 20_010])
})

test.run()
