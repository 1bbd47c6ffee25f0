/** Tests of the ring that holds mailboxes. */
import { Deque } from '../../runtime/deque.ts'
import { RandomStream } from '../../runtime/random.ts'
import { assert, suite } from '../harness.ts'

const test = suite('deque')

test('what went in first comes out first, over any mix of pushes and shifts', () => {
  const random = new RandomStream(1, 'deque')
  const deque = new Deque<number>()
  const model: number[] = []
  for (let n = 0; n < 10_000; n++) {
    if (random.chance(0.55)) {
      deque.push(n)
      model.push(n)
    } else assert.is(deque.shift(), model.shift())
    assert.is(deque.length, model.length)
  }
  while (model.length > 0) assert.is(deque.shift(), model.shift())
})

test('an empty deque gives undefined and stays usable', () => {
  const deque = new Deque<string>()
  assert.is(deque.shift(), undefined)
  deque.push('a')
  deque.clear()
  assert.is(deque.length, 0)
  assert.is(deque.shift(), undefined)
  deque.push('b')
  assert.is(deque.shift(), 'b')
})

test.run()
