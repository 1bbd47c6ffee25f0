/** Voters that stand for election: first a question without effect, then the real one. */
import { Votes } from './votes.ts'

/**
 * Asks whether it would be elected (KIP-996): its epoch stays, so a voter that was only cut off
 * disturbs nobody when it comes back.
 */
export class Prospective {
  readonly kind = 'prospective'
  readonly leaderId = -1
  readonly deadlineMs: number
  readonly votes: Votes

  constructor(voters: readonly number[], localId: number, deadlineMs: number) {
    this.votes = new Votes(voters, localId)
    this.deadlineMs = deadlineMs
  }
}

/** Has voted for itself in a new epoch. */
export class Candidate {
  readonly kind = 'candidate'
  readonly leaderId = -1
  readonly deadlineMs: number
  readonly votes: Votes

  constructor(voters: readonly number[], localId: number, deadlineMs: number) {
    this.votes = new Votes(voters, localId)
    this.deadlineMs = deadlineMs
  }
}
