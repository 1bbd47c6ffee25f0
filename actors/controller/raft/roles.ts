/** What all roles of a voter have in common. */
import type { Candidate, Prospective } from './candidate.ts'
import type { Follower } from './follower.ts'
import type { Leader } from './leader.ts'
import type { Resigned, Unattached } from './unattached.ts'

export type Role = Unattached | Follower | Prospective | Candidate | Leader | Resigned

/** From the settings `controller.quorum.*`. */
export interface QuorumTimeouts {
  readonly electionMs: number
  readonly backoffMaxMs: number
  readonly fetchMs: number
}
