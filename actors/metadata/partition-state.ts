/** The state of a partition in the cluster, and how its replicas are told of it. */

/** `recovering`: led by a replica outside the ISR, so records may be lost (KIP-704). */
export type LeaderRecoveryState = 'recovered' | 'recovering'

export interface PartitionState {
  readonly partition: number
  /** In the order of assignment: the first is the preferred leader. */
  readonly replicas: readonly number[]
  /** Of a reassignment under way: those of `replicas` that come, and those that go. */
  readonly addingReplicas: readonly number[]
  readonly removingReplicas: readonly number[]
  readonly isr: readonly number[]
  /** Not in the ISR, but sure to hold all that is committed (KIP-966). */
  readonly eligibleLeaderReplicas: readonly number[]
  /** Who led last, when nobody is sure to hold everything. */
  readonly lastKnownElr: readonly number[]
  /** Broker id; -1 when nobody leads. */
  readonly leader: number
  /** One more at each election, also of nobody, and of the same replica. */
  readonly leaderEpoch: number
  /** One more at each change of any of this. */
  readonly partitionEpoch: number
  readonly leaderRecoveryState: LeaderRecoveryState
}

/**
 * What the lifecycle of a broker tells a replica actor, by `becomeLeader` or `becomeFollower`: at
 * its start, and after each change of the partition. Of two the one with the higher partition
 * epoch counts.
 */
export interface PartitionAssignment extends PartitionState {
  readonly topicId: string
}
