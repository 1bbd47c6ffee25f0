/** What a follower wants, and what has arrived for it. */
import { FetchSession } from '../../../actors/broker/fetch-session.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('fetch session')

const session = () =>
  new FetchSession({ followerId: 2, brokerEpoch: 5, session: '1.1', changed: [], removed: [] })

const at = (partition: number, fetchOffset = 0) => ({
  ...{ topicId: 'idA', partition },
  position: { leaderEpoch: 0, fetchOffset, lastFetchedEpoch: -1, highWatermark: 0 },
})

function fetched(sizeBytes: number) {
  const offsets = { highWatermark: 0, logStartOffset: 0, logEndOffset: 0 }
  const records = sizeBytes === 0 ? null : new Uint8Array(sizeBytes)
  return {
    error: 'NONE',
    leaderEpoch: 0,
    fetchOffset: 0,
    diverging: null,
    records,
    ...offsets,
  } as const
}

const partitionsOf = (taken: readonly { partition: number }[]) =>
  taken.map(({ partition }) => partition)

test('what arrives for the position that was asked for is taken once', () => {
  const one = session()
  const number = one.moved(at(0))
  assert.not.ok(one.hasNews)
  assert.ok(one.took(at(0), number, fetched(5)))
  assert.ok(one.hasNews)
  assert.equal(partitionsOf(one.take(1_000)), [0])
  assert.equal(one.take(1_000), [])
})

test('what arrives for an earlier position counts for nothing', () => {
  const one = session()
  const early = one.moved(at(0, 10))
  one.took(at(0), early, fetched(5))
  const late = one.moved(at(0, 20))
  assert.not.ok(one.hasNews, 'what had arrived was for the earlier one')
  assert.not.ok(one.took(at(0), early, fetched(5)))
  assert.ok(one.took(at(0), late, fetched(5)))
})

test('a partition that is not followed any more brings nothing', () => {
  const one = session()
  const number = one.moved(at(0))
  one.took(at(0), number, fetched(5))
  one.removed(at(0))
  assert.not.ok(one.hasNews)
  assert.not.ok(one.took(at(0), number, fetched(5)))
})

test('an answer has what fits, in the order of arrival; one partition comes however large', () => {
  const one = session()
  for (const partition of [0, 1, 2, 3]) one.moved(at(partition))
  for (const [partition, size] of [
    [2, 600],
    [0, 300],
    [1, 200],
    [3, 0],
  ] as const) {
    one.took(at(partition), partition + 1, fetched(size))
  }
  assert.equal(partitionsOf(one.take(1_000)), [2, 0])
  assert.equal(partitionsOf(one.take(100)), [1])
  assert.equal(partitionsOf(one.take(100)), [3])
})

test.run()
