/** What the replica fetcher of one broker and the fetch service of another say to each other. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { ReplyTo } from '../../runtime/ref.ts'
import type { FetchPosition } from '../partition/fetch-rules.ts'
import type { PartitionFetched } from '../partition/messages.ts'

export interface PartitionKey {
  readonly topicId: string
  readonly partition: number
}

export interface FollowedPosition extends PartitionKey {
  readonly position: FetchPosition
}

/** Changes of what a follower wants from a leader: only what is new since the last message. */
export interface FetchChanges {
  readonly followerId: number
  /** The incarnation of the follower's broker. */
  readonly brokerEpoch: number
  /**
   * A session is what both sides know of the positions; after a failure the fetcher begins anew.
   */
  readonly session: string
  readonly changed: readonly FollowedPosition[]
  readonly removed: readonly PartitionKey[]
}

export interface ReplicaFetch extends FetchChanges {
  /** `changed` are all positions of a new session. */
  readonly full: boolean
  /** How long the fetch is parked when there is nothing new. */
  readonly waitMs: number
  /** Bytes in the whole answer; one partition that alone is larger comes nevertheless. */
  readonly maxBytes: number
  readonly replyTo: ReplyTo<ReplicaFetched>
}

export interface ReplicaFetched {
  /** FETCH_SESSION_ID_NOT_FOUND: the leader does not know the session. */
  readonly error: ErrorName
  readonly partitions: readonly FetchedPartition[]
}

export interface FetchedPartition extends PartitionKey {
  readonly fetched: PartitionFetched
}

export const keyOf = ({ topicId, partition }: PartitionKey): string => `${topicId}-${partition}`
