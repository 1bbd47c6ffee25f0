/** Every experiment on supervision, with few seeds: it holds, and its contrast is found. */
import { allExperiments } from '../../experiments/all-experiments.ts'
import { check } from '../../experiments/check.ts'
import { runSeed } from '../../experiments/run-seed.ts'
import { simulatedHost } from '../../experiments/simulated/simulated-host.ts'
import { must } from '../../runtime/assert.ts'
import { assert, suite } from '../harness.ts'
import { codecs } from '../support/simulated-kafka.ts'

const test = suite('supervision', { timeoutMs: 60_000 })
const host = simulatedHost(codecs)
const seeds = 50
const names = ['supervision-strategies', 'supervision-escalation']

for (const name of names) {
  const experiment = must(allExperiments.get(name), name)
  const run = (seed: number) => runSeed(experiment, host, { variant: 'guarantee', seed })

  test(`${name}: ${experiment.claim}`, async () => {
    const { report } = await check(experiment, {
      ...{ firstSeed: 1, seeds, untilFail: false, jobs: 1, xxh: codecs.xxh },
      run: async (_, task) => runSeed(experiment, host, task),
    })
    assert.is(report.because, null)
    assert.is(report.verdict, 'holds')
  })

  test(`${name}: the same seed has the same history, another seed another`, () => {
    assert.is(run(1).digest, run(1).digest)
    assert.is.not(run(1).digest, run(2).digest)
  })
}

test.run()
