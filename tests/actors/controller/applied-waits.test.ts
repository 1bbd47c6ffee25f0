/** Answers wait for the slowest broker, and no longer than they must. */
import { AppliedWaits } from '../../../actors/controller/applied-waits.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('applied waits')

function waiting(...endOffsets: number[]) {
  const waits = new AppliedWaits()
  const answered: number[] = []
  for (const endOffset of endOffsets) waits.add(endOffset, () => answered.push(endOffset))
  const reach = (...brokers: number[]) => {
    for (const { answer } of waits.takeReached(brokers)) answer()
  }
  return { waits, answered, reach }
}

test('an answer leaves when the slowest of the brokers has applied its offset', () => {
  const { waits, answered, reach } = waiting(5, 7)
  waits.brokerApplied(1, 7)
  waits.brokerApplied(2, 5)
  reach(1, 2)
  assert.equal(answered, [5])
  waits.brokerApplied(2, 7)
  reach(1, 2)
  assert.equal(answered, [5, 7])
})

test('a broker that has never followed holds the answer up', () => {
  const { waits, answered, reach } = waiting(1)
  waits.brokerApplied(1, 9)
  reach(1, 2)
  assert.equal(answered, [])
})

test('an answer is given once, also when its time is over', () => {
  const { waits, answered, reach } = waiting(3)
  for (const { answer } of waits.takeOne(1)) answer()
  waits.brokerApplied(1, 3)
  reach(1)
  assert.equal(answered, [3])
  assert.equal(waits.takeOne(1), [])
})

test.run()
