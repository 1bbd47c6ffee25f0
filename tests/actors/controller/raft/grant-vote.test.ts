/** Whether a vote is given: a table of cases. */
import {
  grantVote,
  type VoteRequest,
  type VoterView,
} from '../../../../actors/controller/raft/grant-vote.ts'
import { assert, suite } from '../../../harness.ts'

const test = suite('grant vote')

const ask = (changed: Partial<VoteRequest> = {}): VoteRequest => ({
  candidateId: 2,
  epoch: 5,
  lastEpoch: 4,
  endOffset: 10,
  preVote: false,
  ...changed,
})

const voter = (changed: Partial<VoterView> = {}, state: Partial<VoterView['state']> = {}) => ({
  state: { epoch: 5, votedId: -1, leaderId: -1, ...state },
  lastEpoch: 4,
  endOffset: 10,
  hasLeader: false,
  ...changed,
})

const rows: [claim: string, granted: boolean, VoteRequest, VoterView][] = [
  ['a log as long as the own is enough', true, ask(), voter()],
  ['a shorter log of the same epoch is not', false, ask({ endOffset: 9 }), voter()],
  ['a longer log of an older epoch is not', false, ask({ lastEpoch: 3, endOffset: 99 }), voter()],
  ['a shorter log of a newer epoch is', true, ask({ lastEpoch: 5, endOffset: 1 }), voter()],
  ['a vote that is given is given again to the same', true, ask(), voter({}, { votedId: 2 })],
  ['and to nobody else', false, ask(), voter({}, { votedId: 3 })],
  ['an epoch that has a leader needs none', false, ask(), voter({}, { leaderId: 3 })],
  [
    'a pre-vote costs nothing, whoever has the vote',
    true,
    ask({ preVote: true }),
    voter({}, { votedId: 3 }),
  ],
  [
    'a pre-vote is refused while a leader is heard of',
    false,
    ask({ preVote: true }),
    voter({ hasLeader: true }),
  ],
  ['a pre-vote needs the log, too', false, ask({ preVote: true, endOffset: 9 }), voter()],
]

for (const [claim, granted, request, view] of rows) {
  test(claim, () => assert.is(grantVote(request, view), granted))
}

test.run()
