/** Replicas are spread evenly over the brokers. */
import { placeReplicas } from '../../../actors/controller/place-replicas.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('place replicas')
const brokers = [1, 2, 3]

test('leaders go round the brokers from the drawn one on', () => {
  assert.equal(placeReplicas(brokers, 4, 1, 1), [[2], [3], [1], [2]])
})

test('a partition has each broker once at the most, for every count of copies', () => {
  for (const start of [0, 1, 2]) {
    for (const factor of [1, 2, 3]) {
      for (const list of placeReplicas(brokers, 20, factor, start)) {
        assert.is(list.length, factor)
        assert.is(new Set(list).size, factor)
      }
    }
  }
})

test('after a full round the followers shift, so that load spreads when a leader dies', () => {
  const lists = placeReplicas(brokers, 6, 2, 0)
  assert.equal(lists[0], [1, 2])
  assert.equal(lists[3], [1, 3])
})

test('a single broker takes all', () => {
  assert.equal(placeReplicas([7], 2, 1, 0), [[7], [7]])
})

test.run()
