/** Records of one producer out of their order are found. */
import { reordered, reorderedOverPartitions } from '../../../experiments/checkers/reordered.ts'
import { assert, suite } from '../../harness.ts'
import { clean, Story } from '../support/story.ts'

const test = suite('checker reordered')

test('a record behind a later one of the same producer is out of order', () => {
  const [finding] = reordered(clean().end('0:b', '1:a', '2:c').history)
  assert.is(finding?.what, 'a (orders-0 at 1) came too late in orders-0')
})

test('other producers, other partitions and repetitions have no order', () => {
  const story = new Story().send('a').send('x', 'ok', 'q').send('b').send('c', 'ok', 'p', 1)
  assert.equal(reordered(story.end('0:x', '1:a', '2:b', '3:a', '1/0:c').history), [])
})

test('over partitions, what a reader gets in another order than it was sent is found', () => {
  const story = new Story().send('a').send('b', 'ok', 'p', 1).assign('r').poll('r', '1/0:b', '0:a')
  const { history } = story.end('0:a', '1/0:b')
  assert.is(reorderedOverPartitions(history).length, 1)
  assert.equal(reordered(history), [])
  assert.equal(reorderedOverPartitions(clean().end('0:a', '1:b', '2:c').history), [])
})

test.run()
