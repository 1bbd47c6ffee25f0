/** Tests of the table of experiments: names, claims, and what each forbids. */
import { allExperiments } from '../../experiments/all-experiments.ts'
import { assert, suite } from '../harness.ts'

const test = suite('all experiments')

test('every experiment is found by its own name, which is a file name', () => {
  assert.ok(allExperiments.size >= 6)
  for (const [name, experiment] of allExperiments) {
    assert.is(experiment.name, name)
    assert.match(name, /^[a-z]+(-[a-z0-9]+)*$/)
    assert.match(experiment.claim, /^\S.*\.$/)
  }
})

test('every experiment forbids something and names events that must occur', () => {
  for (const [name, { holds, operationsMin }] of allExperiments) {
    assert.ok(holds.none.length > 0, name)
    assert.ok(holds.mustOccur.length > 0, name)
    const countsEvents = name.startsWith('supervision-')
    assert.ok(countsEvents ? holds.mustOccur.length >= 2 : operationsMin >= 500, name)
  }
})

test.run()
