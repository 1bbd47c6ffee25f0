/** Since when a follower has been behind. */
import {
  afterFetch,
  afterGrowth,
  type FollowerProgress,
  isCaughtUp,
  unheardOf,
} from '../../../actors/partition/follower-progress.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('follower progress')
const lagMaxMs = 10_000

const fetch = (before: FollowerProgress, fetchOffset: number, leaderEnd: number, nowMs: number) =>
  afterFetch(before, { fetchOffset, brokerEpoch: 4 }, leaderEnd, nowMs)
const fresh = (inSync = true) => unheardOf(2, inSync, -1, 1_000)

test('a new leader takes members of the set for well until now, others for behind for ever', () => {
  assert.ok(isCaughtUp(fresh(), 1_000 + lagMaxMs - 1, lagMaxMs))
  assert.not.ok(isCaughtUp(fresh(), 1_000 + lagMaxMs, lagMaxMs))
  assert.not.ok(isCaughtUp(fresh(false), 1_000, lagMaxMs))
})

test('who has everything is caught up for ever, until the log grows', () => {
  const held = fetch(fresh(), 50, 50, 2_000)
  assert.ok(isCaughtUp(held, 10_000_000, lagMaxMs))
  const behind = afterGrowth(held, 30_000)
  assert.is(behind.behindSinceMs, 30_000)
  assert.ok(isCaughtUp(behind, 39_999, lagMaxMs))
  assert.not.ok(isCaughtUp(behind, 40_000, lagMaxMs))
  assert.equal(afterGrowth(behind, 31_000), behind, 'since the first record that it lacks')
})

test('who has now what the leader had at the fetch before was caught up then', () => {
  const before = fetch(fetch(fresh(), 50, 50, 2_000), 40, 60, 3_000)
  assert.is(fetch(before, 60, 90, 5_000).behindSinceMs, 3_000)
  assert.is(fetch(before, 59, 90, 5_000).behindSinceMs, 2_000)
})

test('a fetch says how far, and in which incarnation', () => {
  const { logEndOffset, brokerEpoch, lastFetchMs } = fetch(fresh(), 33, 50, 2_000)
  assert.equal([logEndOffset, brokerEpoch, lastFetchMs], [33, 4, 2_000])
})

test.run()
