/** A record that is stored twice is found. */
import { duplicate } from '../../../experiments/checkers/duplicate.ts'
import { assert, suite } from '../../harness.ts'
import { clean, Story } from '../support/story.ts'

const test = suite('checker duplicate')

test('one value at two offsets, or in two partitions, is a duplicate', () => {
  const [finding] = duplicate(clean().end('0:a', '1:b', '2:c', '3:a').history)
  assert.is(finding?.what, 'a is in orders-0 at 0, and again in orders-0 at 3')
  assert.is(duplicate(clean().end('0:a', '1:b', '2:c', '1/0:a').history).length, 1)
})

test('one offset that is read twice is no duplicate', () => {
  const story = new Story().send('a').assign('r').poll('r', '0:a').poll('r', '0:a')
  assert.equal(duplicate(story.end('0:a', '0:a').history), [])
})

test.run()
