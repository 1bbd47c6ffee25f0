/**
 * What brokers ask of the active controller about partitions: other in-sync sets, other leaders.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import type { ReplyTo } from '../../runtime/ref.ts'
import type { PartitionAssignment } from './partition-state.ts'

/** The leader of a partition proposes another in-sync set. Source: Kafka AlterPartition (56). */
export interface AlterPartition {
  /** The leader that asks. */
  readonly brokerId: number
  readonly brokerEpoch: number
  readonly topicId: string
  readonly partition: number
  readonly leaderEpoch: number
  /** What the leader knows; the change is made on exactly this. */
  readonly partitionEpoch: number
  readonly newIsr: readonly IsrMember[]
  readonly replyTo: ReplyTo<PartitionAltered>
}

export interface IsrMember {
  readonly brokerId: number
  /** The incarnation that has fetched (KIP-903); -1 when it has not yet. */
  readonly brokerEpoch: number
}

export interface PartitionAltered {
  readonly error: ErrorName
  /** The partition after the change; null unless `error` is NONE. */
  readonly state: PartitionAssignment | null
}

/** A leading replica has died on a live broker: it never serves again in this leader epoch. */
export interface ReplicaFailed {
  readonly brokerId: number
  readonly brokerEpoch: number
  readonly topicId: string
  readonly partition: number
  readonly leaderEpoch: number
}

/** The part of the active controller that answers these. */
export interface PartitionChanges {
  alterPartition(message: AlterPartition): void
  replicaFailed(message: ReplicaFailed): void
}
