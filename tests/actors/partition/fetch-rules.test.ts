/** How leader and follower agree on where to copy from. */
import {
  acceptFetch,
  answersPosition,
  consumerReadLimit,
  countsAsProgress,
  cutOnFollowing,
  divergence,
  followerFault,
  isNewer,
  isStaleIncarnation,
  truncationPoint,
} from '../../../actors/partition/fetch-rules.ts'
import { LeaderEpochs } from '../../../log/leader-epochs.ts'
import { RecordBatch } from '../../../protocol/record-batch.ts'
import { assert, suite } from '../../harness.ts'
import { batchWith, codecs } from '../../support/simulated-kafka.ts'

const test = suite('fetch rules')

/** A log in which these epochs begin at these offsets. */
function logOf(logEndOffset: number, ...starts: readonly (readonly [number, number])[]) {
  const epochs = new LeaderEpochs()
  for (const [epoch, startOffset] of starts) epochs.assign(epoch, startOffset)
  return { epochs, logEndOffset }
}

const at = (lastFetchedEpoch: number, fetchOffset: number) => ({
  ...{ leaderEpoch: 9, highWatermark: 0 },
  ...{ lastFetchedEpoch, fetchOffset },
})

test('a fetch of an older epoch is fenced, one of a newer waits', () => {
  assert.equal(
    [3, 4, 5].map((epoch) => acceptFetch(epoch, 4)),
    ['fenced', 'accept', 'early'],
  )
})

test('a fetch of an incarnation before the registered one is stale', () => {
  assert.equal(
    [6, 7, 8].map((epoch) => isStaleIncarnation(epoch, 7)),
    [true, false, false],
  )
})

test('logs part where the epoch of the last record ends earlier, or is not known', () => {
  const leader = logOf(20, [0, 0], [2, 10])
  assert.is(divergence(at(2, 20), leader), null)
  assert.is(divergence(at(0, 10), leader), null)
  assert.is(divergence(at(-1, 0), leader), null, 'an empty log parts from none')
  assert.equal(divergence(at(0, 11), leader), { epoch: 0, endOffset: 10 })
  assert.equal(divergence(at(1, 10), leader), { epoch: 0, endOffset: 10 })
  assert.equal(divergence(at(3, 5), leader), { epoch: -1, endOffset: -1 })
})

test('who has yet to cut his log has confirmed nothing', () => {
  assert.not.ok(countsAsProgress({ epoch: 0, endOffset: 10 }))
  assert.ok(countsAsProgress(null))
})

test('KIP-279: both have an epoch that the other lacks: cut at the last shared', () => {
  const leader = logOf(30, [0, 0], [3, 10])
  const follower = logOf(25, [0, 0], [1, 8], [2, 15])
  let log = follower
  for (let round = 0; round < 3; round++) {
    const end = divergence(at(log.epochs.latestEpoch, log.logEndOffset), leader)
    if (end === null) break
    const offset = truncationPoint(end, log)
    log.epochs.truncateFromEnd(offset)
    log = { epochs: log.epochs, logEndOffset: offset }
  }
  assert.is(log.logEndOffset, 8)
})

test('the cut is at the end of the epoch in the shorter of both logs', () => {
  const follower = logOf(25, [0, 0], [2, 15])
  assert.is(truncationPoint({ epoch: 0, endOffset: 10 }, follower), 10)
  assert.is(truncationPoint({ epoch: 0, endOffset: 20 }, follower), 15)
  assert.is(truncationPoint({ epoch: 2, endOffset: 40 }, follower), 25)
  assert.is(truncationPoint({ epoch: 1, endOffset: 12 }, follower), 15, 'asks again from there')
})

test('a replica that begins to follow cuts nothing', () => {
  assert.is(cutOnFollowing(20, 5), 20)
})

test('an answer counts for its own position only', () => {
  const position = { leaderEpoch: 2, fetchOffset: 10 }
  assert.ok(answersPosition(position, { ...position }))
  assert.not.ok(answersPosition({ ...position, fetchOffset: 9 }, position))
  assert.not.ok(answersPosition({ ...position, leaderEpoch: 1 }, position))
})

test('a follower appends what is whole, next, and of no older epoch', () => {
  const faultOf = (changed: object, damaged = false) => {
    const bytes = batchWith({ baseOffset: 20, partitionLeaderEpoch: 2, ...changed }, 'a')
    if (damaged) bytes[bytes.length - 1]! ^= 1
    return followerFault(new RecordBatch(bytes), logOf(20, [2, 0]), codecs.crc32c)
  }
  assert.is(faultOf({}), null)
  assert.is(faultOf({ partitionLeaderEpoch: 3 }), null)
  assert.match(faultOf({}, true) ?? '', 'CRC')
  assert.match(faultOf({ baseOffset: 21 }) ?? '', 'begins at 21')
  assert.match(faultOf({ partitionLeaderEpoch: 1 }) ?? '', 'epoch 1')
})

test('metadata counts when its partition epoch is higher and its leader epoch is not lower', () => {
  const state = (partitionEpoch: number, leaderEpoch: number) =>
    ({ partitionEpoch, leaderEpoch }) as Parameters<typeof isNewer>[0]
  assert.ok(isNewer(state(0, 0), null))
  assert.ok(isNewer(state(5, 2), state(4, 2)))
  assert.not.ok(isNewer(state(4, 2), state(4, 2)))
  assert.not.ok(isNewer(state(5, 1), state(4, 2)))
})

test('consumers read up to the high watermark', () => {
  assert.is(consumerReadLimit(7, 20), 7)
})

test.run()
