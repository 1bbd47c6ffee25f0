/** Tests of one run for people: the history, the faults, and the first of each anomaly. */
import { replayText } from '../../../cli/text/replay-text.ts'
import { losing, result } from '../../experiments/support/results.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('replay text')

test('a run is told with its history and what was found', () => {
  assert.equal(replayText('made-up', losing(3), null).split('\n'), [
    'made-up, guarantee, seed 3: history d3',
    '  2 of 0 faults struck; retries 1',
    '  lost (2): x',
  ])
  assert.match(replayText('made-up', result(3), null), /\n {2}no anomaly$/)
})

test('a saved history is compared', () => {
  assert.match(replayText('made-up', result(3), true), 'history d3, as saved\n')
  assert.match(replayText('made-up', result(3), false), 'd3, which is NOT the saved one\n')
})

test.run()
