/** Tests of fault plans: schedules are drawn within their bounds, each strike by itself. */
import {
  crashBroker,
  crashLeader,
  drawSchedule,
  flipBits,
  freezeBroker,
  resetConnections,
  slowBroker,
} from '../../experiments/fault-plan.ts'
import { RandomStream } from '../../runtime/random.ts'
import { assert, suite } from '../harness.ts'

const test = suite('fault plan')
const crashes = {
  times: [2, 5],
  atMs: [100, 900],
  forMs: [10, 20],
  strike: crashBroker(3),
} as const

test('every strike is within its bounds, in the order of time', () => {
  const seen = new Set<number>()
  for (let seed = 1; seed <= 50; seed++) {
    const faults = drawSchedule(seed, [crashes])
    seen.add(faults.length)
    for (const fault of faults) {
      assert.ok(fault.atMs >= 100 && fault.atMs <= 900)
      assert.ok('forMs' in fault && Number(fault.forMs) >= 10 && Number(fault.forMs) <= 20)
    }
    assert.ok(faults.every((fault, i) => i === 0 || fault.atMs >= (faults[i - 1]?.atMs ?? 0)))
  }
  assert.equal([...seen].sort(), [2, 3, 4, 5])
})

test('a seed draws the same, and another plan beside it changes nothing', () => {
  const alone = drawSchedule(7, [crashes])
  assert.equal(drawSchedule(7, [crashes]), alone)
  assert.not.equal(drawSchedule(8, [crashes]), alone)
  const more = { times: [1, 1], atMs: [5_000, 5_000], strike: resetConnections(['c'], 1) } as const
  assert.equal(drawSchedule(7, [crashes, more]).slice(0, alone.length), alone)
})

test('each kind says whom it hits', () => {
  const random = () => new RandomStream(1, 'test')
  assert.equal(crashBroker(1)(random()), { kind: 'crash', system: 'broker-1' })
  assert.equal(freezeBroker(1)(random()), { kind: 'freeze', system: 'broker-1' })
  const [system, path] = ['leader of orders-0', 'replica of orders-0']
  assert.equal(crashLeader('orders', 1)(random()), { kind: 'crash-actor', system, path })
  const between = ['c', 'broker-1']
  assert.equal(resetConnections(['c'], 1)(random()), { kind: 'reset-connections', between })
  const slow = { kind: 'links', from: ['broker-1'], to: ['*'], delayUs: 5 }
  assert.equal(slowBroker(1, 5)(random()), slow)
  const flips = { kind: 'links', from: between, to: between, flipPpm: 9 }
  assert.equal(flipBits(['c'], 1, 9)(random()), flips)
})

test.run()
