/** Tests of reports: the fields that scripts read. */
import { judge } from '../../experiments/judge.ts'
import { replayCommand, reportOf } from '../../experiments/report.ts'
import { loadXxh } from '../../runtime/platform/xxh.ts'
import { assert, suite } from '../harness.ts'
import { contrast, experiment, losing, result } from './support/results.ts'

const test = suite('report')
const xxh = await loadXxh()

function report(guarantee = [result(1), result(2)], found = contrast) {
  const judgement = judge(experiment, guarantee, found)
  return reportOf(experiment, judgement, { guarantee, contrast: found, firstSeed: 1, xxh })
}

test('a report has sums over its seeds, and the contrast beside them', () => {
  const { hash, ...rest } = report()
  assert.match(hash, /^[0-9a-f]{16}$/)
  assert.equal(rest, {
    ...{ name: 'made-up', claim: 'Nothing is lost.', holds: true, verdict: 'holds' },
    ...{ because: null, seeds: 2, anomalies: {}, ops: 1_200, acknowledged: 1_000 },
    ...{ faultsApplied: 4, events: { retries: 2 }, seedsWithEffect: 2 },
    contrast: {
      ...{ setting: 'acks=1', expected: 'lost', found: true, firstSeed: 1 },
      replay: 'highwater replay made-up:contrast:1',
    },
    replay: 'highwater replay made-up:1',
  })
})

test('the hash changes with any history, also with that of the contrast', () => {
  const { hash } = report()
  assert.is(report().hash, hash)
  assert.is.not(report([result(1), result(2, { digest: 'x' })]).hash, hash)
  assert.is.not(report([result(1), result(2)], [losing(2, { variant: 'contrast' })]).hash, hash)
})

test('what is broken names the seed that broke it', () => {
  const { holds, verdict, replay } = report([result(1), losing(2)])
  assert.equal([holds, verdict, replay], [false, 'broken', 'highwater replay made-up:2'])
})

test('a contrast that is not found has no seed and no command', () => {
  const { found, firstSeed, replay } = report([result(1)], []).contrast
  assert.equal([found, firstSeed, replay], [false, null, null])
})

test('the command names variant and seed', () => {
  assert.is(replayCommand('a', { variant: 'guarantee', seed: 3 }), 'highwater replay a:3')
  assert.is(replayCommand('a', { variant: 'contrast', seed: 3 }), 'highwater replay a:contrast:3')
})

test.run()
