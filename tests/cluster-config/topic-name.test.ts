/** Topic names: Kafka's rules. */
import { collides, topicNameFault } from '../../cluster-config/topic-name.ts'
import { assert, suite } from '../harness.ts'

const test = suite('topic name')

test('letters, digits, dots, underscores and dashes make a name, up to 249 of them', () => {
  for (const name of ['orders', 'Orders.v1_x-2', '__consumer_offsets', 'a'.repeat(249)]) {
    assert.is(topicNameFault(name), null, name)
  }
})

test('empty, dot, dot dot, long and foreign names are refused in words', () => {
  assert.match(topicNameFault('')!, 'needs a name')
  assert.match(topicNameFault('.')!, 'cannot be')
  assert.match(topicNameFault('..')!, 'cannot be')
  assert.match(topicNameFault('a'.repeat(250))!, '250 characters')
  for (const name of ['a b', 'a/b', 'ä', 'a\n']) {
    assert.match(topicNameFault(name)!, 'other than letters', name)
  }
})

test('names that differ only in dots and underscores collide', () => {
  assert.ok(collides('a.b', 'a_b'))
  assert.not.ok(collides('a.b', 'a-b'))
  assert.not.ok(collides('a.b', 'a.b'))
})

test.run()
