/** Tests of verdicts for people: what was done, what was found, and what to run. */

import { reportText } from '../../../cli/text/check-text.ts'
import { Output } from '../../../cli/text/output.ts'
import type { Report } from '../../../experiments/report.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('check text')
const out = new Output({ color: false })

const report: Report = {
  ...{ name: 'read-order', claim: 'In order.', holds: true, verdict: 'holds', because: null },
  ...{ seeds: 1, anomalies: {}, ops: 700, acknowledged: 600, faultsApplied: 5 },
  ...{ events: { retries: 3, actorCrashes: 1 }, seedsWithEffect: 1, hash: 'ab' },
  contrast: {
    ...{ setting: 'planted', expected: 'skipped', found: true, firstSeed: 2, replay: 'replay c' },
  },
  replay: 'highwater replay read-order:1',
}

test('what holds is told in four lines', () => {
  assert.equal(reportText(report, out).split('\n'), [
    'holds  read-order: In order.',
    '  1 seed, 700 operations, 600 records acknowledged, 5 faults; ' +
      'retries 3, actorCrashes 1; all that must occur in 1 seeds',
    '  contrast (planted): skipped found at seed 2',
    '  history ab',
  ])
})

test('what does not hold ends with the reason and the one command', () => {
  const because = 'seed 1: skipped: r went'
  const lines = reportText({ ...report, verdict: 'broken', because }, out).split('\n')
  assert.equal(lines.slice(-2), ['  seed 1: skipped: r went', '  highwater replay read-order:1'])
  const contrast = { ...report.contrast, found: false, firstSeed: null }
  assert.match(reportText({ ...report, contrast }, out), 'skipped not found')
})

test.run()
