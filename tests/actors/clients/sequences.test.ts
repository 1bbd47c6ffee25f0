/** Which number a batch gets, and what follows from a refusal. */
import { isUnexpected, LaneSequences, type Numbered } from '../../../actors/clients/sequences.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('sequences')
const identity = { producerId: 5, producerEpoch: 0 }
const outOfOrder = 'OUT_OF_ORDER_SEQUENCE_NUMBER'

const batchOf = (count: number): Numbered => ({
  records: Array.from({ length: count }, () => 0),
  baseSequence: -1,
  attempts: 1,
})

/** Batches of these sizes, numbered in their order. */
function numbered(...counts: number[]): [LaneSequences, Numbered[]] {
  const sequences = new LaneSequences(identity)
  const batches = counts.map(batchOf)
  for (const batch of batches) sequences.number(batch)
  return [sequences, batches]
}

test('numbers go on where the last batch ended, and a batch keeps its own', () => {
  const [sequences, batches] = numbered(3, 1, 2)
  assert.equal(
    batches.map(({ baseSequence }) => baseSequence),
    [0, 3, 4],
  )
  sequences.number(batches[0] as Numbered)
  assert.is(batches[0]?.baseSequence, 0)
})

test('out of order behind one that is still to come: sent again', () => {
  const [sequences, [, second]] = numbered(1, 1)
  assert.is(sequences.refused(second as Numbered, outOfOrder), 'retry')
  assert.not.ok(sequences.hasGap)
})

test('out of order though it is next: the leader forgot; a first attempt is in no log', () => {
  const [sequences, [first]] = numbered(1)
  assert.is(sequences.refused(first as Numbered, outOfOrder), 'renumber')
  assert.equal([first?.baseSequence, sequences.hasGap], [-1, true])
})

test('what was sent more than once may be in a log: it fails', () => {
  const [sequences, [first]] = numbered(1)
  const again = Object.assign(first as Numbered, { attempts: 2 })
  assert.is(sequences.refused(again, 'INVALID_PRODUCER_EPOCH'), 'fail')
})

test('behind a gap nothing waits for what will not come', () => {
  const [sequences, [, second]] = numbered(1, 1)
  sequences.hasGap = true
  assert.is(sequences.refused(second as Numbered, outOfOrder), 'renumber')
})

test('a gap closes by itself when the last batch was acknowledged', () => {
  const [sequences, [, second]] = numbered(1, 1)
  sequences.hasGap = true
  sequences.acknowledged(second as Numbered)
  assert.not.ok(sequences.settled())
  assert.not.ok(sequences.hasGap)
})

test('else the count begins anew, in another epoch', () => {
  const [sequences, [first]] = numbered(1, 1)
  sequences.hasGap = true
  sequences.acknowledged(first as Numbered)
  assert.ok(sequences.settled())
  sequences.begin({ ...identity, producerEpoch: 1 })
  const next = batchOf(1)
  sequences.number(next)
  assert.equal([next.baseSequence, sequences.hasGap], [0, false])
})

test('numbers go round at 2^31', () => {
  const sequences = new LaneSequences(identity)
  const huge = { ...batchOf(0), records: { length: 2 ** 31 - 1 } as unknown as unknown[] }
  sequences.number(huge)
  sequences.acknowledged(huge)
  const [two, one] = [batchOf(2), batchOf(1)]
  for (const batch of [two, one]) sequences.number(batch)
  assert.equal([two.baseSequence, one.baseSequence], [2 ** 31 - 1, 1])
  for (const batch of [two, one]) sequences.acknowledged(batch)
  assert.not.ok(sequences.settled(), 'all is acknowledged')
})

test('refusals for reasons of numbers, and others', () => {
  assert.equal(
    [outOfOrder, 'INVALID_PRODUCER_EPOCH', 'UNKNOWN_PRODUCER_ID'].map((e) =>
      isUnexpected(e as 'NONE'),
    ),
    [true, true, true],
  )
  assert.equal([isUnexpected('NONE'), isUnexpected('NOT_LEADER_OR_FOLLOWER')], [false, false])
})

test.run()
