/** Tests of virtual time. */
import { RandomStream } from '../../../runtime/random.ts'
import { Scheduler } from '../../../runtime/simulator/scheduler.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('scheduler')

test('events happen by time, then by the order of their making, also when made meanwhile', () => {
  const random = new RandomStream(1, 'scheduler')
  const scheduler = new Scheduler()
  const made: { atUs: number; number: number }[] = []
  const happened: { atUs: number; number: number }[] = []
  const make = (): void => {
    const entry = { atUs: scheduler.nowUs + random.below(40), number: made.length }
    made.push(entry)
    scheduler.at(
      entry.atUs,
      (each: typeof entry) => {
        assert.is(scheduler.nowUs, each.atUs)
        happened.push(each)
        for (let n = random.below(3); n > 0 && made.length < 5_000; n--) make()
      },
      entry,
      null,
    )
  }
  for (let n = 0; n < 500; n++) make()
  while (scheduler.step());
  assert.is(scheduler.size, 0)
  assert.is(happened.length, made.length)
  const inOrder = [...made].sort((a, b) => a.atUs - b.atUs || a.number - b.number)
  assert.equal(happened, inOrder)
})

test('the time of the next event is known before it happens', () => {
  const scheduler = new Scheduler()
  assert.is(scheduler.nextAtUs, Number.POSITIVE_INFINITY)
  scheduler.later(70, () => {})
  assert.is(scheduler.nextAtUs, 70)
  scheduler.later(0, () => {})
  assert.is(scheduler.nextAtUs, 0)
  assert.ok(scheduler.step())
  assert.is(scheduler.nowUs, 0)
  assert.ok(scheduler.step())
  assert.is(scheduler.nowUs, 70)
  assert.not(scheduler.step())
})

test.run()
