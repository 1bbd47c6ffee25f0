/** Tests of declared experiments: what a contrast changes, and what is judged. */
import { clusterExperiment, operationsIn } from '../../experiments/cluster-experiment.ts'
import type { ClusterTrial, Host, Observed } from '../../experiments/host.ts'
import { assert, suite } from '../harness.ts'
import { clean } from './support/story.ts'

const test = suite('cluster experiment')

const cluster = { brokers: 1, topic: { name: 'orders', replicas: [[1]] }, distanceUs: 0 }
const workload = {
  ...{ producers: 1, sends: 1, everyMs: 1, recordsPerSend: 1, acks: 1 as const, retries: true },
  ...{ readers: 0, reassignEveryMs: null },
}
const declared = clusterExperiment({
  ...{ name: 'made-up', claim: 'Nothing is lost.', cluster, workload, faults: [] },
  holds: { none: ['lost'], mustOccur: [] },
  contrast: {
    ...{ setting: 'acks=0', finds: 'lost' },
    changes: {
      workload: { acks: 0 },
      faults: [
        { times: [1, 1], atMs: [5, 5], strike: () => ({ kind: 'freeze', system: 'broker-1' }) },
      ],
    },
  },
})

function hostOf(unfinished: string | null, ...end: readonly string[]) {
  const trials: ClusterTrial[] = []
  const events = clean()
    .end(...end)
    .operations.map((details) => ({
      ...{ atMs: 0, system: 's', path: 'p', incarnation: 1, type: 'operation' },
      details: { ...details },
    }))
  const counts = { digest: 'd', deliveries: 9, elapsedMs: 8, faultsApplied: 7, bitFlips: 0 }
  const observed: Observed = { events, unfinished, ...counts }
  const host: Host = {
    runCluster: (trial) => {
      trials.push(trial)
      return observed
    },
    runSystem: () => observed,
  }
  return { host, trials, observed }
}

test('the contrast changes what it names, and nothing else', () => {
  const { host, trials } = hostOf(null, '0:a', '1:b', '2:c')
  for (const variant of ['guarantee', 'contrast'] as const) declared.run(host, variant, 1, [])
  assert.equal(trials[0]?.workload, workload)
  assert.equal(trials[1]?.workload, { ...workload, acks: 0 })
  assert.equal(trials[1]?.cluster, cluster)
  assert.is(declared.faults('guarantee', 1).length, 0)
  assert.equal(declared.faults('contrast', 1), [{ kind: 'freeze', system: 'broker-1', atMs: 5 }])
})

test('it does 500 operations a seed unless it says otherwise', () => {
  assert.is(declared.operationsMin, 500)
})

test('the history is judged by all checkers', () => {
  const run = (host: Host) => declared.run(host, 'guarantee', 1, [])
  const good = run(hostOf(null, '0:a', '1:b', '2:c').host)
  assert.equal(good.findings, [])
  assert.equal([good.operations, good.acknowledged, good.deliveries], [6, 3, 9])
  const bad = run(hostOf(null, '0:a', '1:b').host)
  assert.equal(
    bad.findings.map(({ anomaly }) => anomaly),
    ['lost', 'dirty'],
  )
})

test('what did not come to its end is stuck', () => {
  const { findings } = declared.run(hostOf('it waits', '0:a', '1:b', '2:c').host, 'contrast', 1, [])
  assert.equal(findings, [{ anomaly: 'stuck', what: 'it waits' }])
})

test('operations are what actors report as such', () => {
  const { observed } = hostOf(null)
  const [first] = observed.events
  const other = { ...observed, events: first === undefined ? [] : [first, { ...first, type: 'x' }] }
  assert.is(operationsIn(other).length, 1)
})

test.run()
