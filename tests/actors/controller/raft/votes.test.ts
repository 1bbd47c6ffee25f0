/** A ballot: won by a majority, lost when there can be none. */
import { Votes } from '../../../../actors/controller/raft/votes.ts'
import { assert, suite } from '../../../harness.ts'

const test = suite('votes')

test('a majority wins, the own vote included', () => {
  const votes = new Votes([1, 2, 3], 1)
  assert.not.ok(votes.isWon)
  votes.record(3, true)
  assert.ok(votes.isWon)
})

test('one refusal of three is not the end, two are', () => {
  const votes = new Votes([1, 2, 3], 1)
  votes.record(2, false)
  assert.not.ok(votes.isLost)
  votes.record(3, false)
  assert.ok(votes.isLost)
})

test('a voter counts once, whoever is none not at all', () => {
  const votes = new Votes([1, 2, 3, 4, 5], 1)
  votes.record(2, true)
  votes.record(2, true)
  votes.record(9, true)
  assert.not.ok(votes.isWon)
  votes.record(2, false)
  votes.record(3, true)
  assert.ok(votes.isWon)
})

test('alone it has won', () => {
  assert.ok(new Votes([1], 1).isWon)
})

test.run()
