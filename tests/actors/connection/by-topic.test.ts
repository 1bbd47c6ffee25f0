/** What is about one topic stands together, in the order of the first. */
import { byTopic } from '../../../actors/connection/by-topic.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('by topic')

test('items are grouped, and keep their order', () => {
  const items = ['b1', 'a1', 'b2']
  assert.equal(
    byTopic(items, (item) => item[0] as string),
    [
      ['b', ['b1', 'b2']],
      ['a', ['a1']],
    ],
  )
  assert.equal(byTopic([], String), [])
})

test.run()
