/** Tests of the timer heap. */
import { RandomStream } from '../../runtime/random.ts'
import { type Timer, TimerQueue } from '../../runtime/timer.ts'
import { assert, suite } from '../harness.ts'

const test = suite('timer queue')

test('timers leave by their time, and those of the same time in the order of arming', () => {
  const queue = new TimerQueue()
  const fired: string[] = []
  const arm = (atMs: number, name: string): Timer => queue.add(atMs, () => fired.push(name))
  arm(20, 'c')
  arm(10, 'a')
  arm(20, 'd')
  arm(10, 'b')
  for (let due = queue.takeDue(20); due; due = queue.takeDue(20)) due.fire()
  assert.equal(fired, ['a', 'b', 'c', 'd'])
})

test('nothing leaves before its time', () => {
  const queue = new TimerQueue()
  queue.add(10, () => {})
  assert.is(queue.takeDue(9), undefined)
  assert.is(queue.nextAtMs, 10)
  assert.ok(queue.takeDue(10))
  assert.is(queue.nextAtMs, Number.POSITIVE_INFINITY)
})

test('a timer can be cancelled anywhere in the heap, and again after it fired', () => {
  const random = new RandomStream(2, 'timers')
  const queue = new TimerQueue()
  const armed: Timer[] = []
  for (let n = 0; n < 2_000; n++) armed.push(queue.add(random.below(500), () => {}))
  const cancelled = new Set(armed.filter(() => random.chance(0.4)))
  for (const timer of cancelled) queue.cancel(timer)
  const expected = armed
    .filter((timer) => !cancelled.has(timer))
    .sort((a, b) => a.atMs - b.atMs || a.sequence - b.sequence)
  for (const timer of expected) {
    assert.is(queue.takeDue(500), timer)
    queue.cancel(timer)
  }
  assert.is(queue.size, 0)
})

test.run()
