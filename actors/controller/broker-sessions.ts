/** The sessions of brokers with this active controller: in memory only, anew after a failover. */
import type { Moment } from './rules.ts'

export interface Session {
  readonly brokerEpoch: number
  last: Moment
  /** What the broker has applied of the metadata log. */
  metadataOffset: number
  /** The offset that all others must have applied before it may stop; null: it does not stop. */
  shutdownOffset: number | null
}

/** More crashes within this time, and a broker stays fenced until there are fewer. */
const crashesMax = 5
const crashWindowMs = 10_000

export class BrokerSessions {
  private readonly sessions = new Map<number, Session>()
  private readonly dead = new Map<number, string>()
  private readonly crashes = new Map<number, number[]>()

  get(brokerId: number): Session | undefined {
    return this.sessions.get(brokerId)
  }

  begin(brokerId: number, brokerEpoch: number, now: Moment): Session {
    const session = { brokerEpoch, last: now, metadataOffset: 0, shutdownOffset: null }
    this.sessions.set(brokerId, session)
    return session
  }

  /** The broker has applied the metadata log up to there. */
  applied(brokerId: number, metadataOffset: number): void {
    const session = this.sessions.get(brokerId)
    if (session === undefined) return
    session.metadataOffset = Math.max(session.metadataOffset, metadataOffset)
  }

  end(brokerId: number): void {
    this.sessions.delete(brokerId)
  }

  /** An incarnation is dead: what still comes of it was sent before. */
  crashed(brokerId: number, incarnationId: string, nowMs: number): void {
    if (this.isDead(brokerId, incarnationId)) return
    this.dead.set(brokerId, incarnationId)
    this.crashes.set(brokerId, [...this.recentCrashes(brokerId, nowMs), nowMs])
  }

  isDead(brokerId: number, incarnationId: string): boolean {
    return this.dead.get(brokerId) === incarnationId
  }

  /** It crashes again and again: nobody is sent to it for a while. */
  isCrashLooping(brokerId: number, nowMs: number): boolean {
    return this.recentCrashes(brokerId, nowMs).length > crashesMax
  }

  /** The least that `brokers` have applied; those without a session have not said. */
  lowestOffset(brokers: Iterable<number>): number {
    let lowest = Number.MAX_SAFE_INTEGER
    for (const id of brokers) lowest = Math.min(lowest, this.sessions.get(id)?.metadataOffset ?? 0)
    return lowest
  }

  private recentCrashes(brokerId: number, nowMs: number): number[] {
    return (this.crashes.get(brokerId) ?? []).filter((atMs) => nowMs - atMs < crashWindowMs)
  }
}
