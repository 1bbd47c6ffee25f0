/** The replica actors of one broker: one for each partition that is assigned to it. */
import { must } from '../../runtime/assert.ts'
import type { ActorDown, Context } from '../../runtime/context.ts'
import type { Ref } from '../../runtime/ref.ts'
import type { TopicImage } from '../metadata/cluster-image.ts'
import type { PartitionState } from '../metadata/partition-state.ts'
import { PartitionReplica } from '../partition/partition-replica.ts'
import { removeStored, type StoredPartition } from '../partition/replica-storage.ts'
import type { BrokerLifecycle } from './broker-lifecycle.ts'
import { type BrokerView, fetchersPath, replicaName, replicasPath } from './broker-view.ts'
import { ReplicaFetcher } from './replica-fetcher.ts'

/** What the end of a replica is about. */
export interface ReplicaTag {
  readonly topicId: string
  readonly partition: number
}

interface Kept extends ReplicaTag {
  readonly ref: Ref<PartitionReplica>
  /** The epoch in which it led when it died: it does not serve in it again; -1 for none. */
  fallenEpoch: number
}

export class KeptReplicas {
  private readonly ctx: Context
  private readonly view: BrokerView
  private readonly ended: (down: ActorDown<ReplicaTag>) => void
  private readonly kept = new Map<string, Kept>()
  /** Brokers that this one copies from. */
  private readonly fetchers = new Set<number>()
  /** Partitions that have changed, and whose replicas do not follow yet. */
  private readonly unsettled = new Map<string, StoredPartition>()

  /** `ended` is the method of the lifecycle that hears of the end of a replica. */
  constructor(ctx: Context, view: BrokerView, ended: BrokerLifecycle['replicaEnded']) {
    this.ctx = ctx
    this.view = view
    this.ended = ended
  }

  /** The partition has come, changed or gone: this is heard when the replicas settle. */
  note(topic: TopicImage | undefined, partition: number): void {
    if (topic === undefined) return
    const { topicId, name } = topic
    this.unsettled.set(replicaName(topicId, partition), { topic: name, topicId, partition })
  }

  /**
   * Replicas begin, hear of changes, or end. Not before this broker knows its own registration:
   * what stands before it is overtaken (KIP-380), and what it stored may be a later namesake's.
   */
  settle(): void {
    const { view } = this
    if (view.brokerEpoch === -1 || view.image.endOffset <= view.brokerEpoch) return
    const changed = [...this.unsettled.values()]
    this.unsettled.clear()
    const mine = new Set(changed.filter((each) => this.isMine(each)))
    for (const each of changed) if (!mine.has(each)) this.end(each)
    for (const each of mine) this.follow(each)
  }

  private isMine(key: ReplicaTag): boolean {
    return this.stateOf(key)?.replicas.includes(this.view.boot.brokerId) === true
  }

  private follow({ topicId, partition }: ReplicaTag): void {
    const name = replicaName(topicId, partition)
    if (!this.kept.has(name)) this.begin(name, { topicId, partition })
    this.tell(name)
  }

  /** A replica has died and lives again. Returns the epoch in which it led, -1 for none. */
  died(tag: ReplicaTag): number {
    const name = replicaName(tag.topicId, tag.partition)
    const kept = this.kept.get(name)
    const state = this.stateOf(tag)
    if (kept === undefined || state === undefined) return -1
    this.ctx.watch(kept.ref, this.ended, tag)
    const led = state.leader === this.view.boot.brokerId
    kept.fallenEpoch = led ? state.leaderEpoch : kept.fallenEpoch
    this.tell(name)
    return led ? state.leaderEpoch : -1
  }

  /** A replica that leads cannot: it does not in this epoch. */
  resigned(tag: ReplicaTag): void {
    const kept = this.kept.get(replicaName(tag.topicId, tag.partition))
    const state = this.stateOf(tag)
    if (kept === undefined || state?.leader !== this.view.boot.brokerId) return
    kept.fallenEpoch = state.leaderEpoch
  }

  /** Still in the epoch in which it led when it died. */
  isFallen(tag: ReplicaTag): boolean {
    const kept = this.kept.get(replicaName(tag.topicId, tag.partition))
    return kept !== undefined && this.stateOf(tag)?.leaderEpoch === kept.fallenEpoch
  }

  private begin(name: string, tag: ReplicaTag): void {
    const { view } = this
    const { topicId, partition } = tag
    // The topic may be removed before a later life of the replica starts.
    const topic = must(view.image.topics.get(topicId), `topic ${topicId} is in the view`)
    const create = (ctx: Context) => new PartitionReplica(ctx, view, topic, partition)
    const options = { role: 'partition-replica', restart: 'transient' } as const
    const ref = this.ctx.spawn(replicasPath, name, create, options)
    this.kept.set(name, { ...tag, ref, fallenEpoch: -1 })
    this.ctx.watch(ref, this.ended, tag)
  }

  private tell(name: string): void {
    const kept = this.kept.get(name)
    const state = kept === undefined ? undefined : this.stateOf(kept)
    if (kept === undefined || state === undefined || state.leaderEpoch === kept.fallenEpoch) return
    const { topicId, ref } = kept
    const leads = state.leader === this.view.boot.brokerId
    const role = { state: { topicId, ...state } }
    if (leads) return this.ctx.to(ref).becomeLeader(role)
    if (state.leader !== -1) this.needFetcher(state.leader)
    this.ctx.to(ref).becomeFollower(role)
  }

  /** One copies all that this broker follows another for. */
  private needFetcher(leader: number): void {
    if (this.fetchers.has(leader)) return
    this.fetchers.add(leader)
    const { view } = this
    const create = (ctx: Context) => new ReplicaFetcher(ctx, view, leader)
    this.ctx.spawn(fetchersPath, `from-${leader}`, create, { role: 'replica-fetcher' })
  }

  private end(stored: StoredPartition): void {
    const name = replicaName(stored.topicId, stored.partition)
    const kept = this.kept.get(name)
    this.kept.delete(name)
    if (kept !== undefined) this.ctx.stop(kept.ref)
    removeStored(this.ctx, this.view, stored)
  }

  private stateOf({ topicId, partition }: ReplicaTag): PartitionState | undefined {
    return this.view.image.topics.get(topicId)?.partitions[partition]
  }
}
