/** A record that nobody sent is found. */
import { phantom } from '../../../experiments/checkers/phantom.ts'
import { assert, suite } from '../../harness.ts'
import { clean, Story } from '../support/story.ts'

const test = suite('checker phantom')

test('a value that nobody sent is a phantom, whoever reads it', () => {
  assert.is(phantom(clean().poll('r', '3:z').end('0:a', '1:b', '2:c').history).length, 1)
  assert.is(phantom(clean().end('0:a', '1:b', '2:c', '3:z').history).length, 1)
})

test('a record that was refused and is there nevertheless was at least sent', () => {
  assert.equal(phantom(new Story().send('a', 'fail').end('0:a').history), [])
})

test.run()
