/** Whether a voter gives its vote. Source: Raft section 5.4, KIP-595 and KIP-996 (pre-vote). */
import type { QuorumState } from './quorum-state.ts'

export interface VoteRequest {
  readonly candidateId: number
  /** The epoch to be elected for; of a pre-vote the epoch that the asker is in. */
  readonly epoch: number
  /** Epoch of the last record that the candidate holds, and the offset after it. */
  readonly lastEpoch: number
  readonly endOffset: number
  readonly preVote: boolean
}

export interface VoterView {
  readonly state: QuorumState
  readonly lastEpoch: number
  readonly endOffset: number
  /** It leads, or has lately heard from its leader: then there is nothing to elect. */
  readonly hasLeader: boolean
}

/** Of a request whose epoch is that of the voter. */
export function grantVote(request: VoteRequest, voter: VoterView): boolean {
  if (!isUpToDate(request, voter)) return false
  if (request.preVote) return !voter.hasLeader
  const { votedId, leaderId } = voter.state
  if (leaderId !== -1) return false
  return votedId === -1 || votedId === request.candidateId
}

/** Only who holds all that may be committed can lead. */
function isUpToDate(request: VoteRequest, voter: VoterView): boolean {
  if (request.lastEpoch !== voter.lastEpoch) return request.lastEpoch > voter.lastEpoch
  return request.endOffset >= voter.endOffset
}
