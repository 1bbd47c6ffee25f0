/** Answers leave when what they tell of is committed, in order. */
import { PendingAnswers } from '../../../actors/controller/pending-answers.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('pending answers')

test('an answer waits for its offset, and is given once', () => {
  const pending = new PendingAnswers()
  const given: number[] = []
  for (const offset of [3, 5, 5, 9]) pending.hold(offset, () => given.push(offset))
  const commit = (highWatermark: number) => {
    for (const answer of pending.takeCommitted(highWatermark)) answer()
  }
  commit(2)
  assert.equal(given, [])
  commit(5)
  assert.equal(given, [3, 5, 5])
  commit(100)
  commit(100)
  assert.equal(given, [3, 5, 5, 9])
})

test.run()
