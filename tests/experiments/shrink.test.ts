/** Tests of shrinking: what is left still fails, and nothing in it can be left out. */
import { shrink } from '../../experiments/shrink.ts'
import type { Fault } from '../../runtime/simulator/faults.ts'
import { assert, suite } from '../harness.ts'

const test = suite('shrink')

const faults = Array.from(
  { length: 13 },
  (_, atMs): Fault => ({ kind: 'crash-actor', system: 's', path: 'p', atMs }),
)

/** Fails when all of these faults are there. */
const needing =
  (...wanted: readonly number[]) =>
  async (some: readonly Fault[]): Promise<boolean> =>
    wanted.every((atMs) => some.some((fault) => fault.atMs === atMs))

test('one fault that is enough is all that is left', async () => {
  const { faults: left } = await shrink(faults, needing(7))
  assert.equal(
    left.map(({ atMs }) => atMs),
    [7],
  )
})

test('faults that fail only together are all left, in their order', async () => {
  const { faults: left, runs } = await shrink(faults, needing(0, 6, 12))
  assert.equal(
    left.map(({ atMs }) => atMs),
    [0, 6, 12],
  )
  assert.ok(runs < 60, `${runs} runs`)
})

test('what fails without any fault is left with none, after one run', async () => {
  assert.equal(await shrink(faults, async () => true), { faults: [], runs: 1 })
})

test('it stops after so many runs, with what still fails', async () => {
  const { faults: left, runs } = await shrink(faults, needing(0, 3, 6, 9, 12), 5)
  assert.is(runs, 5)
  assert.ok(await needing(0, 3, 6, 9, 12)(left))
})

test('nothing to shrink is no run at all', async () => {
  assert.equal(await shrink([], async () => true), { faults: [], runs: 0 })
})

test.run()
