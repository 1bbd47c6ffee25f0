/**
 * The follower's side of replication: copies from one other broker all that this one follows there.
 */
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import { isUnanswered } from '../../runtime/ref.ts'
import type { FetchPosition } from '../partition/fetch-rules.ts'
import type { FetchApplied } from '../partition/messages.ts'
import type { BrokerView } from './broker-view.ts'
import {
  type FetchedPartition,
  type FollowedPosition,
  keyOf,
  type PartitionKey,
  type ReplicaFetched,
} from './replica-fetch.ts'

/** Beyond the time that a fetch is parked: then its answer is lost, and it is asked again. */
const answerGraceMs = 500
/** Before a partition that gave nothing is asked for again. */
const partitionBackoffMs = 50
/** A replica of this broker answers in the same tick or two, unless it is gone. */
const applyTimeoutMs = 10_000

export class ReplicaFetcher extends Actor {
  private readonly view: BrokerView
  private readonly leader: number
  private readonly followed = new Map<string, FollowedPosition>()
  /** What the leader does not know yet. */
  private readonly changed = new Set<string>()
  private readonly removed = new Map<string, PartitionKey>()
  /** Of `changed`: told ahead of the next fetch, which tells it again. */
  private readonly announced = new Set<string>()
  private session = ''
  private sessions = 0
  private full = true
  /** Number of the fetch that is under way or was last. */
  private fetches = 0
  private fetching = false
  private announcing = false
  private backingOff = false
  /** Replicas that are taking in what the last fetch brought. */
  private applying = 0

  constructor(ctx: Context, view: BrokerView, leader: number) {
    super(ctx)
    this.view = view
    this.leader = leader
  }

  protected override describe(): Record<string, unknown> {
    return { leader: this.leader, partitions: this.followed.size, fetches: this.fetches }
  }

  // 1. Replicas come and go; each says where it stands.
  follow(followed: FollowedPosition): void {
    const key = keyOf(followed)
    this.followed.set(key, followed)
    this.removed.delete(key)
    this.announced.delete(key)
    this.changed.add(key)
    this.backingOff = false
    this.pump()
  }

  unfollow(partition: PartitionKey): void {
    const key = keyOf(partition)
    this.followed.delete(key)
    this.changed.delete(key)
    this.removed.set(key, partition)
  }

  // 2. One fetch at a time, for all of them; the leader answers as soon as it has anything.
  fetched({ answer, tag }: Answered<ReplicaFetched, number>): void {
    if (tag !== this.fetches) return
    this.fetching = false
    this.announced.clear()
    if (isUnanswered(answer) || answer.error !== 'NONE') {
      this.full = true
      if (!isUnanswered(answer) || answer.unanswered !== 'down') return this.pump()
      this.backingOff = true
      const { 'replica.fetch.backoff.ms': backoffMs } = this.view.boot.settings
      this.ctx.after(this, backoffMs).fetchAgain({ fetch: tag })
      return
    }
    for (const partition of answer.partitions) this.hand(partition)
    this.pump()
  }

  fetchAgain({ fetch }: { fetch: number }): void {
    if (fetch !== this.fetches) return
    this.backingOff = false
    this.pump()
  }

  // 3. Each replica takes its part in, and says where to go on.
  applied({ answer, tag: key }: Answered<FetchApplied, string>): void {
    this.applying--
    const followed = this.followed.get(key)
    if (followed !== undefined) this.goOn(key, followed, isUnanswered(answer) ? null : answer)
    this.pump()
  }

  /** A partition that gave nothing is asked for again, unless it has moved on by itself. */
  retry({ key, position }: { key: string; position: FetchPosition }): void {
    const now = this.followed.get(key)?.position
    if (now?.leaderEpoch !== position.leaderEpoch || now.fetchOffset !== position.fetchOffset)
      return
    this.changed.add(key)
    this.pump()
  }

  /** New positions need not wait until the parked fetch comes back. */
  announce(): void {
    this.announcing = false
    if (!this.fetching) return
    const keys = [...this.changed].filter((key) => !this.announced.has(key))
    for (const key of keys) this.announced.add(key)
    if (keys.length === 0 || this.full) return
    const changed = keys.flatMap((key) => this.followed.get(key) ?? [])
    const removed = [...this.removed.values()]
    this.ctx
      .to(this.view.fetchService(this.leader))
      .positionsChanged({ ...this.follower, session: this.session, changed, removed })
  }

  private get follower() {
    return { followerId: this.view.boot.brokerId, brokerEpoch: this.view.brokerEpoch }
  }

  private pump(): void {
    if (this.fetching) {
      if (this.changed.size > 0 && !this.announcing) {
        this.announcing = true
        this.ctx.to(this.ctx.self<ReplicaFetcher>()).announce()
      }
      return
    }
    if (this.applying > 0 || this.backingOff || this.followed.size === 0) return
    this.fetch()
  }

  private fetch(): void {
    const { settings } = this.view.boot
    const waitMs = settings['replica.fetch.wait.max.ms']
    if (this.full) this.session = `${this.ctx.incarnation}.${++this.sessions}`
    const keys = this.full ? this.followed.keys() : this.changed
    const changed = [...keys].flatMap((key) => this.followed.get(key) ?? [])
    const removed = this.full ? [] : [...this.removed.values()]
    this.changed.clear()
    this.removed.clear()
    this.fetching = true
    this.ctx
      .ask(this.view.fetchService(this.leader), waitMs + answerGraceMs)
      .replicaFetch({
        ...this.follower,
        session: this.session,
        full: this.full,
        changed,
        removed,
        waitMs,
        maxBytes: settings['replica.fetch.response.max.bytes'],
      })
      .answers(this.fetched, ++this.fetches)
    this.full = false
  }

  private hand({ topicId, partition, fetched }: FetchedPartition): void {
    const key = keyOf({ topicId, partition })
    if (!this.followed.has(key)) return
    this.applying++
    this.ctx
      .ask(this.view.replica(topicId, partition), applyTimeoutMs)
      .applyFetched({ fetched })
      .answers(this.applied, key)
  }

  private goOn(key: string, followed: FollowedPosition, answer: FetchApplied | null): void {
    const position = answer?.position ?? null
    if (position === null) {
      // It leads now, or has died; when it follows again it says so.
      this.unfollow(followed)
      return
    }
    this.followed.set(key, { ...followed, position })
    if (answer?.backOff === true) {
      this.ctx.after(this, partitionBackoffMs).retry({ key, position })
      return
    }
    this.changed.add(key)
  }
}
