/** What is committed, and whether a majority follows. */
import { Leader } from '../../../../actors/controller/raft/leader.ts'
import { assert, suite } from '../../../harness.ts'

const test = suite('raft leader')
const voters = [1, 2, 3]

test('what a majority holds is committed', () => {
  const leader = new Leader(voters, 1, 5, 1_500, 0)
  leader.voterHolds(1, 8, 0)
  assert.is(leader.highWatermark(0), 0)
  leader.voterHolds(2, 7, 0)
  assert.is(leader.highWatermark(0), 7)
  leader.voterHolds(3, 8, 0)
  assert.is(leader.highWatermark(7), 8)
})

test('records of older epochs are committed only by one of the own', () => {
  const leader = new Leader(voters, 1, 5, 1_500, 0)
  for (const id of voters) leader.voterHolds(id, 5, 0)
  assert.is(leader.highWatermark(3), 3)
  leader.voterHolds(1, 6, 0)
  assert.is(leader.highWatermark(3), 3)
  leader.voterHolds(2, 6, 0)
  assert.is(leader.highWatermark(3), 6)
})

test('what is committed does not go back when a voter holds less', () => {
  const leader = new Leader(voters, 1, 0, 1_500, 0)
  leader.voterHolds(1, 6, 0)
  leader.voterHolds(2, 6, 0)
  leader.voterHolds(2, 2, 0)
  assert.is(leader.highWatermark(6), 6)
})

test('without a majority that has fetched lately it has no quorum', () => {
  const leader = new Leader(voters, 1, 0, 1_500, 0)
  leader.voterHolds(2, 1, 1_000)
  assert.ok(leader.hasQuorum(2_400))
  assert.not.ok(leader.hasQuorum(2_500))
})

test('whoever is not a voter counts for nothing', () => {
  const leader = new Leader(voters, 1, 0, 1_500, 0)
  leader.voterHolds(1, 6, 0)
  leader.voterHolds(9, 6, 9_000)
  assert.is(leader.highWatermark(0), 0)
  assert.not.ok(leader.hasQuorum(9_000))
})

test('those that hold most should stand first', () => {
  const leader = new Leader(voters, 1, 0, 1_500, 0)
  leader.voterHolds(2, 4, 0)
  leader.voterHolds(3, 6, 0)
  assert.equal(leader.successors(), [3, 2])
})

test.run()
