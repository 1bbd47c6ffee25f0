/** What a leader knows of one follower: how far it is, and since when it has been behind. */

export interface FollowerProgress {
  readonly brokerId: number
  /** The incarnation that fetched last; -1 before the first fetch of this leader epoch. */
  readonly brokerEpoch: number
  /** What its last fetch has confirmed; -1 before the first fetch of this leader epoch. */
  readonly logEndOffset: number
  /** Monotonic ms since when the log has been beyond it; null while it holds all of it. */
  readonly behindSinceMs: number | null
  readonly lastFetchMs: number
  /** Where the leader's log ended at the last fetch. */
  readonly leaderEndAtFetch: number
}

/**
 * As a new leader begins: nothing is assumed but that members of the set have been well until now.
 */
export function unheardOf(
  brokerId: number,
  inSync: boolean,
  logEndOffset: number,
  nowMs: number,
): FollowerProgress {
  const behindSinceMs = inSync ? nowMs : Number.NEGATIVE_INFINITY
  return {
    brokerId,
    brokerEpoch: -1,
    logEndOffset,
    behindSinceMs,
    lastFetchMs: nowMs,
    leaderEndAtFetch: Number.POSITIVE_INFINITY,
  }
}

/**
 * A fetch says how far the follower is. Who has what the leader had at the fetch before was caught
 * up at that time, also when the log has grown since. Source: Kafka Replica.updateFetchState.
 */
export function afterFetch(
  before: FollowerProgress,
  fetched: { fetchOffset: number; brokerEpoch: number },
  leaderEndOffset: number,
  nowMs: number,
): FollowerProgress {
  const { fetchOffset, brokerEpoch } = fetched
  return {
    brokerId: before.brokerId,
    brokerEpoch,
    logEndOffset: fetchOffset,
    behindSinceMs: behindSince(before, fetchOffset, leaderEndOffset),
    lastFetchMs: nowMs,
    leaderEndAtFetch: leaderEndOffset,
  }
}

function behindSince(before: FollowerProgress, fetchOffset: number, leaderEnd: number) {
  if (fetchOffset >= leaderEnd) return null
  const { behindSinceMs, lastFetchMs, leaderEndAtFetch } = before
  if (fetchOffset < leaderEndAtFetch) return behindSinceMs ?? lastFetchMs
  return Math.max(behindSinceMs ?? lastFetchMs, lastFetchMs)
}

/** The leader's log has grown: who held all of it is behind from now on, parked fetch or not. */
export function afterGrowth(before: FollowerProgress, nowMs: number): FollowerProgress {
  return before.behindSinceMs === null ? { ...before, behindSinceMs: nowMs } : before
}

/** True until a follower has been behind for `lagMaxMs`, exactly. */
export function isCaughtUp(follower: FollowerProgress, nowMs: number, lagMaxMs: number): boolean {
  return follower.behindSinceMs === null || nowMs - follower.behindSinceMs < lagMaxMs
}
