/** The loop: one tick per wake-up, timers never early, nothing after the stop. */
import { setImmediate, setTimeout } from 'node:timers/promises'
import { liveClock } from '../../../runtime/threads/live-clock.ts'
import { LiveLoop } from '../../../runtime/threads/live-loop.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('live loop')

function loop(): { loop: LiveLoop; ticksMs: number[] } {
  const ticksMs: number[] = []
  return { loop: new LiveLoop(liveClock, () => ticksMs.push(liveClock.monotonicMs())), ticksMs }
}

test('many wakes are one tick, and it does not run inside the wake', async () => {
  const { loop: one, ticksMs } = loop()
  for (let i = 0; i < 5; i++) one.wake()
  assert.is(ticksMs.length, 0)
  await setImmediate()
  assert.is(ticksMs.length, 1)
  await setImmediate()
  assert.is(ticksMs.length, 1)
})

test('a timer never ticks before its time', async () => {
  for (let delayMs = 1; delayMs < 12; delayMs++) {
    const { loop: one, ticksMs } = loop()
    const atMs = liveClock.monotonicMs() + delayMs
    one.wakeAt(atMs)
    while (ticksMs.length === 0) await setTimeout(1)
    assert.ok((ticksMs[0] as number) >= atMs, `${delayMs} ms`)
    one.stop()
  }
})

test('a later call replaces the time asked for before', async () => {
  const { loop: one, ticksMs } = loop()
  const startMs = liveClock.monotonicMs()
  one.wakeAt(startMs + 5)
  one.wakeAt(startMs + 40)
  await setTimeout(70)
  assert.is(ticksMs.length, 1)
  assert.ok((ticksMs[0] as number) >= startMs + 40)
})

test('a time further away than the platform can count does not tick at once', async () => {
  const { loop: one, ticksMs } = loop()
  one.wakeAt(liveClock.monotonicMs() + 2 ** 33)
  await setTimeout(20)
  assert.is(ticksMs.length, 0)
  one.stop()
})

test('nothing ticks after the stop', async () => {
  const { loop: one, ticksMs } = loop()
  one.wake()
  one.wakeAt(liveClock.monotonicMs())
  one.stop()
  one.wake()
  one.wakeAt(liveClock.monotonicMs())
  await setTimeout(10)
  assert.is(ticksMs.length, 0)
})

test('the clocks are whole milliseconds', () => {
  assert.ok(Number.isSafeInteger(liveClock.monotonicMs()))
  assert.ok(Math.abs(liveClock.wallClockMs() - Date.now()) < 1_000)
})

test.run()
