/** The rules of Raft for one voter: what it is told, and what it wants done. */
import { Quorum, type QuorumAction } from '../../../../actors/controller/raft/quorum.ts'
import { firstState, type QuorumState } from '../../../../actors/controller/raft/quorum-state.ts'
import { assert, suite } from '../../../harness.ts'

const test = suite('quorum')
const timeouts = { electionMs: 200, backoffMaxMs: 100, fetchMs: 1_000 }

function voter(localId: number, state: QuorumState = firstState, voters = [1, 2, 3]) {
  const log = { endOffset: 0, lastEpoch: 0, endOf: () => ({ epoch: 0, endOffset: 0 }) }
  const quorum = new Quorum({ localId, voters, state, log, timeouts, random: () => 0 }, 0)
  return { quorum, log, actions: () => quorum.takeActions() }
}

const kinds = (actions: QuorumAction[]) => actions.map(({ kind }) => kind)
const asked = (actions: QuorumAction[]) => {
  const found = actions.find((action) => action.kind === 'ask-votes')
  if (found?.kind !== 'ask-votes') throw new Error('nobody is asked')
  return found.request
}
const yes = (epoch: number) => ({ epoch, leaderId: -1, granted: true })
const no = (epoch: number, leaderId = -1) => ({ epoch, leaderId, granted: false })

/** Voter 1, elected for epoch 1 by voter 2. */
function elected() {
  const one = voter(1)
  one.quorum.timeUp(0)
  one.quorum.voteGiven(2, asked(one.actions()), yes(0), 1)
  one.quorum.voteGiven(2, asked(one.actions()), yes(1), 2)
  return one
}

test('at the first start of all the first voter stands at once, the others a little later', () => {
  assert.equal(
    [1, 2, 3].map((id) => voter(id).quorum.role.deadlineMs),
    [0, 40, 80],
  )
})

test('first it asks without effect, then it votes for itself in a new epoch, then it leads', () => {
  const { quorum, actions } = voter(1)
  quorum.timeUp(0)
  const first = actions()
  assert.equal(kinds(first), ['ask-votes'])
  assert.equal([asked(first).preVote, asked(first).epoch], [true, 0])
  quorum.voteGiven(3, asked(first), yes(0), 1)
  const second = actions()
  assert.equal(kinds(second), ['remember', 'ask-votes'])
  assert.equal(quorum.state, { epoch: 1, votedId: 1, leaderId: -1 })
  quorum.voteGiven(3, asked(second), yes(1), 2)
  assert.equal(kinds(actions()), ['remember', 'lead', 'announce'])
  assert.is(quorum.role.kind, 'leader')
})

test('a vote for a ballot that is over counts for nothing', () => {
  const { quorum, actions } = voter(1)
  quorum.timeUp(0)
  const first = asked(actions())
  quorum.voteGiven(2, first, yes(0), 1)
  actions()
  quorum.voteGiven(3, first, yes(0), 2)
  assert.is(quorum.role.kind, 'candidate')
})

test('a voter gives one vote in an epoch', () => {
  const { quorum } = voter(3)
  const request = { epoch: 1, lastEpoch: 0, endOffset: 0, preVote: false }
  assert.ok(quorum.voteAsked({ ...request, candidateId: 1 }, 0).granted)
  assert.not.ok(quorum.voteAsked({ ...request, candidateId: 2 }, 0).granted)
  assert.ok(quorum.voteAsked({ ...request, candidateId: 1 }, 0).granted)
  assert.ok(quorum.voteAsked({ ...request, epoch: 2, candidateId: 2 }, 0).granted)
})

test('who refuses says which epoch it is, and a candidate that is behind follows', () => {
  const { quorum, actions } = voter(1)
  quorum.timeUp(0)
  quorum.voteGiven(2, asked(actions()), no(7, 3), 1)
  assert.equal(kinds(actions()), ['remember', 'follow'])
  assert.equal([quorum.state.epoch, quorum.leaderId], [7, 3])
})

test('a ballot that is lost is tried again after a pause', () => {
  const { quorum, actions } = voter(1)
  quorum.timeUp(0)
  const request = asked(actions())
  quorum.voteGiven(2, request, no(0), 1)
  quorum.voteGiven(3, request, no(0), 1)
  assert.equal([quorum.role.kind, quorum.role.deadlineMs], ['unattached', 2])
})

test('a vote that got no answer is asked for again, while the ballot is open', () => {
  const { quorum, actions } = voter(1)
  quorum.timeUp(0)
  const request = asked(actions())
  quorum.voteMissing(2, request)
  assert.equal(asked(actions()), request)
  quorum.voteGiven(3, request, yes(0), 1)
  actions()
  quorum.voteMissing(2, request)
  assert.equal(actions(), [])
})

test('a follower that hears its leader keeps it; a silent one is given up', () => {
  const { quorum, actions } = voter(2)
  quorum.learn(1, 1, 0)
  quorum.heardFromLeader(500)
  const preVote = { candidateId: 3, epoch: 1, lastEpoch: 0, endOffset: 0, preVote: true }
  assert.not.ok(quorum.voteAsked(preVote, 1_000).granted)
  actions()
  quorum.timeUp(1_000)
  assert.equal(actions(), [])
  quorum.timeUp(1_500)
  assert.ok(asked(actions()).preVote)
})

test('a timer that fires late says that this voter stood still: it listens once more', () => {
  const { quorum, actions } = voter(2)
  quorum.learn(1, 1, 0)
  quorum.heardFromLeader(0)
  actions()
  quorum.timeUp(5_000)
  assert.equal(actions(), [])
  assert.is(quorum.role.deadlineMs, 6_000)
})

test('whoever sees the leader die stands at once, one after the other', () => {
  for (const [id, atMs] of [
    [2, 100],
    [3, 140],
  ] as const) {
    const { quorum } = voter(id)
    quorum.learn(1, 1, 0)
    quorum.heardFromLeader(50)
    quorum.leaderDied(1, 100)
    assert.is(quorum.role.deadlineMs, atMs)
  }
})

test('a leader that resigns names who should stand first', () => {
  const { quorum } = voter(3)
  quorum.learn(1, 1, 0)
  quorum.leaderResigned({ epoch: 1, leaderId: 1, successors: [3, 2] }, 100)
  assert.is(quorum.role.deadlineMs, 100)
})

test('a leader whom no majority follows gives up its office', () => {
  const { quorum, actions } = elected()
  actions()
  quorum.timeUp(1_502)
  assert.equal(kinds(actions()), ['dethroned'])
})

test('a leader that hears of a newer epoch is dethroned', () => {
  const { quorum, actions } = elected()
  actions()
  quorum.voteAsked({ candidateId: 3, epoch: 2, lastEpoch: 9, endOffset: 9, preVote: false }, 10)
  assert.is(kinds(actions())[0], 'dethroned')
})

test('a leader grants no pre-vote', () => {
  const { quorum } = elected()
  const preVote = { candidateId: 3, epoch: 1, lastEpoch: 9, endOffset: 9, preVote: true }
  assert.not.ok(quorum.voteAsked(preVote, 10).granted)
})

test('whoever led when it died has resigned: it leads that epoch no more, and says so', () => {
  const { quorum, actions } = voter(1, { epoch: 4, votedId: 1, leaderId: 1 })
  assert.is(quorum.role.kind, 'resigned')
  assert.equal(actions(), [{ kind: 'resign', epoch: 4, successors: [2, 3] }])
  const request = { candidateId: 2, epoch: 4, lastEpoch: 9, endOffset: 9, preVote: false }
  assert.not.ok(quorum.voteAsked(request, 0).granted)
  assert.ok(quorum.voteAsked({ ...request, epoch: 5 }, 0).granted)
})

test('whoever followed when it died follows on', () => {
  const { quorum, actions } = voter(1, { epoch: 4, votedId: 2, leaderId: 2 })
  assert.equal(actions(), [{ kind: 'follow', leaderId: 2, epoch: 4 }])
  assert.is(quorum.leaderId, 2)
})

test('alone it elects itself', () => {
  const { quorum, actions } = voter(1, firstState, [1])
  quorum.timeUp(0)
  assert.equal(kinds(actions()), ['remember', 'remember', 'lead', 'announce'])
})

test.run()
