/** One offset with two values is found. */
import { inconsistent } from '../../../experiments/checkers/inconsistent.ts'
import { assert, suite } from '../../harness.ts'
import { clean } from '../support/story.ts'

const test = suite('checker inconsistent')

test('an offset that has another value for another reader is inconsistent', () => {
  const story = clean().assign('s').poll('s', '0:a', '1:c').end('0:a', '1:b', '2:c')
  const [finding, ...others] = inconsistent(story.history)
  assert.is(finding?.what, 'orders-0 at 1 was b, and c when s read it')
  assert.is(others.length, 0)
})

test('the same offset of two partitions may hold two values', () => {
  assert.equal(inconsistent(clean().end('0:a', '1/0:c').history), [])
})

test.run()
