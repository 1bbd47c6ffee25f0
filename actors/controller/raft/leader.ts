/**
 * The voter that leads an epoch: knows how far each voter holds the log, and so what is committed.
 */
import { majorityOf } from './votes.ts'

interface VoterProgress {
  /** What that voter holds durably. */
  endOffset: number
  lastFetchMs: number
}

export class Leader {
  readonly kind = 'leader'
  readonly leaderId: number
  /** Offset of the first record of its own epoch. */
  readonly epochStartOffset: number
  /** When it looks whether a majority still follows it. */
  deadlineMs: number
  private readonly voters: readonly number[]
  private readonly checkQuorumMs: number
  private readonly progress = new Map<number, VoterProgress>()

  constructor(
    voters: readonly number[],
    localId: number,
    epochStartOffset: number,
    checkQuorumMs: number,
    nowMs: number,
  ) {
    this.voters = voters
    this.leaderId = localId
    this.epochStartOffset = epochStartOffset
    this.checkQuorumMs = checkQuorumMs
    this.deadlineMs = nowMs + checkQuorumMs
    for (const id of voters) this.progress.set(id, { endOffset: 0, lastFetchMs: nowMs })
  }

  voterHolds(voterId: number, endOffset: number, nowMs: number): void {
    const progress = this.progress.get(voterId)
    if (progress === undefined) return
    progress.endOffset = endOffset
    progress.lastFetchMs = nowMs
  }

  /**
   * What a majority holds, once that reaches into the own epoch: a record of an older epoch is
   * committed only by one of this. `committed` is what was known before.
   */
  highWatermark(committed: number): number {
    const ends = [...this.progress.values()].map(({ endOffset }) => endOffset).sort((a, b) => b - a)
    const held = ends[majorityOf(this.voters) - 1] ?? 0
    return held > this.epochStartOffset ? Math.max(committed, held) : committed
  }

  /** True when a majority has fetched lately; then it looks again later. */
  hasQuorum(nowMs: number): boolean {
    let following = 1
    for (const [id, { lastFetchMs }] of this.progress) {
      if (id !== this.leaderId && nowMs - lastFetchMs < this.checkQuorumMs) following++
    }
    this.lookAgain(nowMs)
    return following >= majorityOf(this.voters)
  }

  lookAgain(nowMs: number): void {
    this.deadlineMs = nowMs + this.checkQuorumMs / 2
  }

  /** The other voters, those that hold most first: the order in which they should stand. */
  successors(): number[] {
    const others = [...this.progress].filter(([id]) => id !== this.leaderId)
    others.sort(([a, one], [b, two]) => two.endOffset - one.endOffset || a - b)
    return others.map(([id]) => id)
  }
}
