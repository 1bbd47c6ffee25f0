/** What is acknowledged and not there is found; what nobody promised is not. */
import { lost } from '../../../experiments/checkers/lost.ts'
import { assert, suite } from '../../harness.ts'
import { clean, Story } from '../support/story.ts'

const test = suite('checker lost')

test('an acknowledged record that the last reading does not have is lost', () => {
  const [finding, ...others] = lost(clean().end('0:a', '2:c').history)
  assert.equal(finding, { anomaly: 'lost', what: 'b was acknowledged, and is not in orders-0' })
  assert.is(others.length, 0)
})

test('a record that was refused, or of which nobody knows, is not lost', () => {
  const story = new Story().send('a').send('b', 'info').send('c', 'fail').send('d', 'invoke')
  assert.equal(lost(story.end('0:a').history), [])
})

test('what was read once and is gone at the end is lost all the same', () => {
  assert.is(lost(clean().end('0:a', '1:b').history).length, 1)
})

test.run()
