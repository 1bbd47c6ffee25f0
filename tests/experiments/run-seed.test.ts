/** Tests of running one seed: what the result keeps of a judged run. */
import type { Experiment } from '../../experiments/experiment.ts'
import type { Host } from '../../experiments/host.ts'
import { runSeed } from '../../experiments/run-seed.ts'
import type { Fault } from '../../runtime/simulator/faults.ts'
import { assert, suite } from '../harness.ts'
import { experiment } from './support/results.ts'

const test = suite('run seed')
const host = {} as Host
const fault = (atMs: number): Fault => ({ kind: 'freeze', system: 's', atMs, forMs: 1 })

/** Loses a record for each fault that it is given. */
const lossy: Experiment = {
  ...experiment,
  faults: (variant, seed) => (variant === 'contrast' ? [fault(seed)] : [fault(1), fault(2)]),
  run: (on, variant, seed, faults) => ({
    ...experiment.run(on, variant, seed, faults),
    findings: faults.map(({ atMs }) => ({ anomaly: 'lost', what: `at ${atMs}` })),
  }),
}

test('anomalies are counted, and the first of each is told', () => {
  const result = runSeed(lossy, host, { variant: 'guarantee', seed: 5 })
  assert.equal(result.anomalies, { lost: 2 })
  assert.equal(result.examples, [{ anomaly: 'lost', what: 'at 1' }])
  assert.equal(result.faults, [fault(1), fault(2)])
})

test('faults that are given take the place of those that the seed draws', () => {
  const faults = [fault(9)]
  assert.equal(
    runSeed(lossy, host, { variant: 'guarantee', seed: 5, faults }).examples[0]?.what,
    'at 9',
  )
  assert.equal(runSeed(lossy, host, { variant: 'contrast', seed: 5 }).faults, [fault(5)])
})

test('a result is plain data that crosses threads', () => {
  const result = runSeed(lossy, host, { variant: 'guarantee', seed: 5 })
  assert.equal(structuredClone(result), result)
})

test.run()
