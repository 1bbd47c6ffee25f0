/** Tests of verdicts: two-sided, and never green when nothing has happened. */
import { judge } from '../../experiments/judge.ts'
import { assert, suite } from '../harness.ts'
import { contrast, experiment, losing, result } from './support/results.ts'

const test = suite('judge')
const seeds = [result(1), result(2), result(3), result(4)]
const idle = (seed: number) => result(seed, { events: {} })

test('without an anomaly, with its events and its contrast found, it holds', () => {
  const judgement = judge(experiment, seeds, contrast)
  assert.is(judgement.verdict, 'holds')
  assert.is(judgement.because, null)
  assert.is(judgement.seedsWithEffect, 4)
  assert.is(judgement.contrast?.seed, 1)
  assert.equal(judgement.events, { retries: 4 })
})

test('one forbidden anomaly in one seed breaks it, and that seed is named', () => {
  const judgement = judge(experiment, [result(1), losing(2), losing(3)], contrast)
  assert.is(judgement.verdict, 'broken')
  assert.is(judgement.broken?.seed, 2)
  assert.is(judgement.because, 'seed 2: lost: x')
  assert.equal(judgement.anomalies, { lost: 2 })
})

test('an anomaly that is not forbidden is counted, and breaks nothing', () => {
  const other = result(2, { anomalies: { duplicate: 1 } })
  const judgement = judge(experiment, [result(1), other], contrast)
  assert.is(judgement.verdict, 'holds')
  assert.equal(judgement.anomalies, { duplicate: 1 })
})

test('an event that must occur may be missing in half of the seeds, not in more', () => {
  const half = judge(experiment, [result(1), result(2), idle(3), idle(4)], contrast)
  assert.is(half.verdict, 'holds')
  assert.is(half.seedsWithEffect, 2)
  const most = judge(experiment, [result(1), idle(2), idle(3)], contrast)
  assert.is(most.verdict, 'vacuous')
  assert.is(most.because, 'retries in 1 of 3 seeds only')
  assert.equal(judge(experiment, [idle(1)], contrast).events, { retries: 0 })
})

test('one seed with too few operations proves nothing', () => {
  const judgement = judge(experiment, [result(1), result(2, { operations: 499 })], contrast)
  assert.is(judgement.verdict, 'vacuous')
  assert.is(judgement.because, 'seed 2 did 499 operations, not 500')
})

test('a contrast that is not found proves nothing, nor does another anomaly in it', () => {
  assert.is(judge(experiment, seeds, []).because, 'lost was not found in the contrast')
  const other = [result(1, { variant: 'contrast', anomalies: { duplicate: 1 } })]
  assert.is(judge(experiment, seeds, other).verdict, 'vacuous')
})

test('no seed at all proves nothing', () => {
  assert.is(judge(experiment, [], contrast).verdict, 'vacuous')
})

test('what is broken is called so even when little happened', () => {
  const judgement = judge(experiment, [losing(1, { events: {}, operations: 1 })], [])
  assert.is(judgement.verdict, 'broken')
})

test.run()
