/** The in-sync set as its leader knows it. */

import { unheardOf } from '../../../actors/partition/follower-progress.ts'
import { alterOutcome, Isr, mayJoinIsr, mustLeaveIsr } from '../../../actors/partition/isr.ts'
import { assert, suite } from '../../harness.ts'
import { assignmentOf } from '../../support/broker-parts.ts'

const test = suite('in-sync set')

function stateOf(isr: number[], partitionEpoch: number) {
  const epochs = { leaderEpoch: 0, partitionEpoch }
  return assignmentOf('idA', { partition: 0, replicas: [1, 2, 3], isr, leader: 1, ...epochs })
}

test('one change at a time; a refused one leaves everything as it was', () => {
  const isr = new Isr(stateOf([1, 2], 4))
  const proposal = isr.propose([1, 2, 3])
  assert.equal(
    [isr.committed, isr.pending],
    [
      [1, 2],
      [1, 2, 3],
    ],
  )
  isr.refused()
  assert.equal([isr.committed, isr.pending], [[1, 2], null])
  assert.not.equal(isr.propose([1]).number, proposal.number, 'late answers are told apart')
})

test("the controller's word counts once, however it comes, and ends what was proposed", () => {
  const isr = new Isr(stateOf([1, 2], 4))
  isr.propose([1, 2, 3])
  assert.not.ok(isr.commit(stateOf([1], 4)), 'old')
  assert.ok(isr.commit(stateOf([1, 2, 3], 5)))
  assert.not.ok(isr.commit(stateOf([1, 2, 3], 5)))
  assert.equal([isr.committed, isr.partitionEpoch, isr.pending], [[1, 2, 3], 5, null])
})

test('joining needs what is safe, the start of the epoch, the registered incarnation', () => {
  const joins = (logEndOffset: number, brokerEpoch: number, registeredEpoch = 7) => {
    const follower = { ...unheardOf(2, false, logEndOffset, 0), brokerEpoch }
    return mayJoinIsr({ follower, highWatermark: 10, epochStartOffset: 12, registeredEpoch })
  }
  assert.ok(joins(12, 7))
  assert.not.ok(joins(11, 7), 'before the start of the epoch')
  assert.not.ok(joins(9, 7), 'below the high watermark')
  assert.not.ok(joins(12, 6), 'an earlier incarnation')
  assert.not.ok(joins(12, 7, -1), 'fenced')
  assert.not.ok(joins(12, -1, -1), 'not heard of yet')
})

test('who has been behind for exactly the allowed time leaves', () => {
  const follower = unheardOf(2, true, 0, 500)
  assert.not.ok(mustLeaveIsr(follower, 10_499, 10_000))
  assert.ok(mustLeaveIsr(follower, 10_500, 10_000))
})

test('an answer of the controller is final, outdated, or none', () => {
  assert.is(alterOutcome('NONE'), 'committed')
  assert.is(alterOutcome('INELIGIBLE_REPLICA'), 'refused')
  assert.is(alterOutcome('FENCED_LEADER_EPOCH'), 'superseded')
  assert.is(alterOutcome('INVALID_UPDATE_VERSION'), 'superseded')
  assert.is(alterOutcome('NOT_CONTROLLER'), 'retry')
  assert.is(alterOutcome('unanswered'), 'retry')
})

test.run()
