/** What one follower wants of this broker, and what has arrived for it. */
import type { ReplyTo } from '../../runtime/ref.ts'
import type { Timer } from '../../runtime/timer.ts'
import type { PartitionFetched } from '../partition/messages.ts'
import {
  type FetchChanges,
  type FetchedPartition,
  type FollowedPosition,
  keyOf,
  type PartitionKey,
  type ReplicaFetched,
} from './replica-fetch.ts'

interface Followed extends PartitionKey {
  /** Tells the answer to this position from those to earlier ones. */
  readonly number: number
}

/** A fetch that waits until something has arrived. */
export interface ParkedFetch {
  readonly replyTo: ReplyTo<ReplicaFetched>
  readonly maxBytes: number
  readonly timer: Timer
}

export class FetchSession {
  readonly id: string
  readonly followerId: number
  parked: ParkedFetch | null = null
  /** An answer is about to leave. */
  answering = false
  private readonly followed = new Map<string, Followed>()
  private readonly arrived = new Map<string, FetchedPartition>()
  private numbers = 0

  constructor({ session, followerId }: FetchChanges) {
    this.id = session
    this.followerId = followerId
  }

  get hasNews(): boolean {
    return this.arrived.size > 0
  }

  /** Takes a position; returns the number that its answer must have. */
  moved({ topicId, partition }: FollowedPosition): number {
    const key = keyOf({ topicId, partition })
    const number = ++this.numbers
    this.followed.set(key, { topicId, partition, number })
    this.arrived.delete(key)
    return number
  }

  removed(partition: PartitionKey): void {
    this.followed.delete(keyOf(partition))
    this.arrived.delete(keyOf(partition))
  }

  /** A replica has answered; false when the position has changed since it was asked. */
  took(key: PartitionKey, number: number, fetched: PartitionFetched): boolean {
    const name = keyOf(key)
    if (this.followed.get(name)?.number !== number) return false
    const { topicId, partition } = key
    this.arrived.set(name, { topicId, partition, fetched })
    return true
  }

  /** Removes what fits into an answer, in the order of arrival: one partition, however large. */
  take(maxBytes: number): FetchedPartition[] {
    const taken: FetchedPartition[] = []
    let total = 0
    for (const [name, partition] of this.arrived) {
      const sizeBytes = partition.fetched.records?.length ?? 0
      if (total > 0 && total + sizeBytes > maxBytes) break
      total += sizeBytes
      this.arrived.delete(name)
      taken.push(partition)
    }
    return taken
  }
}
