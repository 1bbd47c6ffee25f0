/** A voter with a leader: it fetches the log, and stands for election when that fails too long. */

export class Follower {
  readonly kind = 'follower'
  readonly leaderId: number
  /** When it gives its leader up. */
  deadlineMs: number
  /** It has heard from its leader since it follows it, and the leader was not seen to die. */
  hasLeader = false
  private readonly fetchTimeoutMs: number

  constructor(leaderId: number, fetchTimeoutMs: number, nowMs: number) {
    this.leaderId = leaderId
    this.fetchTimeoutMs = fetchTimeoutMs
    this.deadlineMs = nowMs + fetchTimeoutMs
  }

  heardFromLeader(nowMs: number): void {
    this.hasLeader = true
    this.deadlineMs = nowMs + this.fetchTimeoutMs
  }

  /** Its leader is dead: it stands for election at `atMs`. */
  leaderGone(atMs: number): void {
    this.hasLeader = false
    this.deadlineMs = Math.min(this.deadlineMs, atMs)
  }
}
