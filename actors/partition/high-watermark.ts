/**
 * The high watermark: how far a partition is safe. Source: Kafka Partition.maybeIncrementLeaderHW.
 */
import type { FollowerProgress } from './follower-progress.ts'

/** Whose log ends count, and which of them the controller has confirmed. */
export interface InSync {
  readonly committed: readonly number[]
  /** Proposed to the controller and not answered; null for none. */
  readonly pending: readonly number[] | null
}

/**
 * Everybody who may be in the set that the controller has, or is about to have: a shrink that is
 * not committed does not count, an expansion does.
 */
export function maximalIsr({ committed, pending }: InSync): readonly number[] {
  if (pending === null) return committed
  return [...committed, ...pending.filter((brokerId) => !committed.includes(brokerId))]
}

/** Below this many in-sync replicas nothing is safe. */
export function effectiveMinIsr(minInsyncReplicas: number, replicationFactor: number): number {
  return Math.min(minInsyncReplicas, replicationFactor)
}

/** While the set is too small, what is written may exist once only (KIP-966). */
export function highWatermarkMayAdvance(committedIsr: number, minIsr: number): boolean {
  return committedIsr >= minIsr
}

export interface HighWatermarkInput {
  readonly current: number
  readonly leaderEndOffset: number
  /** All that must hold a record before it is safe, without the leader. */
  readonly counted: readonly FollowerProgress[]
}

/** The lowest log end of all that count; it never moves back. */
export function highWatermarkOf(input: HighWatermarkInput): number {
  let lowest = input.leaderEndOffset
  for (const { logEndOffset } of input.counted) lowest = Math.min(lowest, logEndOffset)
  return Math.max(input.current, lowest)
}

/** What a follower that holds `logEndOffset` takes over from its leader. */
export function followerHighWatermark(leaderHighWatermark: number, logEndOffset: number): number {
  return Math.min(leaderHighWatermark, logEndOffset)
}

/** A cut log takes the high watermark back with it. */
export function highWatermarkAfterTruncation(current: number, logEndOffset: number): number {
  return Math.min(current, logEndOffset)
}
