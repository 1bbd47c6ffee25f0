/** Tests of checking one experiment: which seeds are run, and which count. */
import { type CheckOptions, check } from '../../experiments/check.ts'
import type { SeedResult, SeedTask } from '../../experiments/run-seed.ts'
import { loadXxh } from '../../runtime/platform/xxh.ts'
import { assert, suite } from '../harness.ts'
import { experiment, losing, result } from './support/results.ts'

const test = suite('check')
const xxh = await loadXxh()

/** Runs nothing: a seed of `lossy` loses a record, and one of the contrast from `found` on. */
function pretend(lossy: readonly number[], found: number) {
  const asked: string[] = []
  const run = async (_: string, { variant, seed }: SeedTask): Promise<SeedResult> => {
    asked.push(`${variant} ${seed}`)
    const loses = variant === 'guarantee' ? lossy.includes(seed) : seed >= found
    return loses ? losing(seed, { variant }) : result(seed, { variant })
  }
  const go = (changed: Partial<CheckOptions> = {}) =>
    check(experiment, { firstSeed: 1, seeds: 4, untilFail: false, jobs: 1, xxh, run, ...changed })
  return { asked, go }
}

test('all seeds are run, and the contrast until it is found', async () => {
  const { asked, go } = pretend([], 2)
  const { report, broken } = await go()
  assert.equal(asked.slice(0, 4), ['guarantee 1', 'guarantee 2', 'guarantee 3', 'guarantee 4'])
  assert.equal(asked.slice(4), ['contrast 1', 'contrast 2'])
  assert.is(report.verdict, 'holds')
  assert.is(broken, null)
})

test('a contrast is given up after ten seeds', async () => {
  const { asked, go } = pretend([], 11)
  const { report } = await go({ seeds: 1 })
  assert.is(asked.length, 11)
  assert.is(report.verdict, 'vacuous')
})

test('until-fail stops at the first seed that fails', async () => {
  const { go } = pretend([2, 3], 1)
  const { report, broken } = await go({ untilFail: true })
  assert.is(report.seeds, 2)
  assert.is(broken?.seed, 2)
  assert.is((await go()).report.seeds, 4)
})

test('how many run at the same time changes nothing in the report', async () => {
  for (const untilFail of [false, true]) {
    const reports = [1, 2, 3, 7].map(async (jobs) => {
      const { report } = await pretend([3], 2).go({ jobs, untilFail })
      return report
    })
    const [first, ...others] = await Promise.all(reports)
    for (const other of others) assert.equal(other, first)
  }
})

test('a first seed other than 1 moves the contrast along', async () => {
  const { asked, go } = pretend([], 1)
  const { report } = await go({ firstSeed: 17, seeds: 1 })
  assert.equal(asked, ['guarantee 17', 'contrast 17'])
  assert.is(report.replay, 'highwater replay made-up:17')
})

test.run()
