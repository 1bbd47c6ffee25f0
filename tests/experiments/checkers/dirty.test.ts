/** What was read and is gone is found. */
import { dirty } from '../../../experiments/checkers/dirty.ts'
import { assert, suite } from '../../harness.ts'
import { clean, Story } from '../support/story.ts'

const test = suite('checker dirty')

test('a record that was read and is gone, or is another one, was dirty', () => {
  assert.equal(dirty(clean().end('0:a', '1:b').history), [
    { anomaly: 'dirty', what: 'r read c in orders-0 at 2: gone' },
  ])
  assert.is(dirty(clean().end('0:a', '1:b', '2:a').history).length, 1)
  assert.equal(dirty(clean().end('0:a', '1:b', '2:c').history), [])
})

test('a record that was never read, and is lost, was not dirty', () => {
  assert.equal(dirty(new Story().send('a').assign('r').end().history), [])
})

test.run()
