/** How far a partition is safe. */
import { unheardOf } from '../../../actors/partition/follower-progress.ts'
import {
  effectiveMinIsr,
  followerHighWatermark,
  highWatermarkAfterTruncation,
  highWatermarkMayAdvance,
  highWatermarkOf,
  maximalIsr,
} from '../../../actors/partition/high-watermark.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('high watermark')
const at = (...ends: number[]) => ends.map((end, i) => unheardOf(i + 2, true, end, 0))

test('an expansion that is not committed counts, a shrink does not', () => {
  assert.equal(maximalIsr({ committed: [1, 2], pending: null }), [1, 2])
  assert.equal(maximalIsr({ committed: [1, 2], pending: [1, 2, 3] }), [1, 2, 3])
  assert.equal(maximalIsr({ committed: [1, 2, 3], pending: [1] }), [1, 2, 3])
})

test('min.insync.replicas is no more than there are replicas', () => {
  assert.equal([effectiveMinIsr(2, 3), effectiveMinIsr(2, 1)], [2, 1])
})

test('below min ISR it stands still', () => {
  assert.equal([highWatermarkMayAdvance(1, 2), highWatermarkMayAdvance(2, 2)], [false, true])
})

test('it is the lowest log end of all that count, and never moves back', () => {
  const leaderEndOffset = 20
  assert.is(highWatermarkOf({ current: 5, leaderEndOffset, counted: at(12, 9) }), 9)
  assert.is(highWatermarkOf({ current: 10, leaderEndOffset, counted: at(12, 9) }), 10)
  assert.is(highWatermarkOf({ current: 5, leaderEndOffset, counted: at(12, -1) }), 5)
  assert.is(highWatermarkOf({ current: 5, leaderEndOffset, counted: [] }), 20)
})

test("a follower takes its leader's, as far as its own log goes", () => {
  assert.equal([followerHighWatermark(8, 10), followerHighWatermark(12, 10)], [8, 10])
})

test('a cut below it takes it back', () => {
  const cut = [highWatermarkAfterTruncation(8, 10), highWatermarkAfterTruncation(8, 6)]
  assert.equal(cut, [8, 6])
})

test.run()
