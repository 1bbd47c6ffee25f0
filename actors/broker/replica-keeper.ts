/** Keeps one replica actor for each copy that belongs on this broker, and tells each its role. */
import { must } from '../../runtime/assert.ts'
import type { ActorDown, Context } from '../../runtime/context.ts'
import type { Ref } from '../../runtime/ref.ts'
import { assignmentOf } from '../metadata/assignment-of.ts'
import type { ReplicaFailed } from '../metadata/partition-changes.ts'
import type { PartitionAssignment } from '../metadata/partition-state.ts'
import { PartitionReplica } from '../partition/partition-replica.ts'
import { type BrokerView, fetchersPath, replicaName, replicasPath } from './broker-view.ts'
import type { PartitionKey } from './replica-fetch.ts'
import { ReplicaFetcher } from './replica-fetcher.ts'

type ReplicaEnded = (down: ActorDown<PartitionKey>) => void

/**
 * Part of the broker lifecycle: a new life of that one begins with none of these replicas. A
 * replica that dies as a leader gets no role again until the controller has given it a new leader
 * epoch; one that dies as a follower follows on.
 */
export class ReplicaKeeper {
  private readonly ctx: Context
  private readonly view: BrokerView
  private readonly ended: ReplicaEnded
  private readonly replicas = new Map<string, Ref<PartitionReplica>>()
  private readonly fetchers = new Set<number>()
  /** Leaders that died, and that the controller has not replaced yet. */
  private readonly failures = new Map<string, ReplicaFailed>()

  /**
   * `ended` is a method of the actor that this belongs to: it hands what it gets to `replicaEnded`.
   */
  constructor(ctx: Context, view: BrokerView, ended: ReplicaEnded) {
    this.ctx = ctx
    this.view = view
    this.ended = ended
  }

  /** What the controller has to be told, until it has answered with a new leader epoch. */
  get failed(): readonly ReplicaFailed[] {
    return [...this.failures.values()]
  }

  /** A partition has changed in the view. */
  settle({ topicId, partition }: PartitionKey): void {
    const state = this.stateOf({ topicId, partition })
    if (state === null || !state.replicas.includes(this.view.boot.brokerId)) {
      return this.remove({ topicId, partition })
    }
    const name = replicaName(topicId, partition)
    if (!this.replicas.has(name)) this.spawnReplica({ topicId, partition })
    const failure = this.failures.get(name)
    if (failure !== undefined && failure.leaderEpoch >= state.leaderEpoch) return
    this.failures.delete(name)
    this.tellRole(state)
  }

  remove({ topicId, partition }: PartitionKey): void {
    const name = replicaName(topicId, partition)
    const replica = this.replicas.get(name)
    this.replicas.delete(name)
    this.failures.delete(name)
    if (replica !== undefined) this.ctx.stop(replica)
    // Also those of an earlier life, in which this broker had not heard that the topic is gone.
    const { disk } = this.ctx
    for (const file of disk.list(`${name}/`)) disk.remove(file, () => {})
  }

  /** True when a leader has died: the controller must be told. */
  replicaEnded({ reason, tag }: ActorDown<PartitionKey>): boolean {
    const name = replicaName(tag.topicId, tag.partition)
    const replica = this.replicas.get(name)
    if (reason === 'stopped' || replica === undefined) return false
    this.watch(replica, tag)
    const state = this.stateOf(tag)
    if (state === null) return false
    const { brokerEpoch, boot } = this.view
    if (state.leader !== boot.brokerId) {
      this.tellRole(state)
      return false
    }
    const { leaderEpoch } = state
    this.failures.set(name, { brokerId: boot.brokerId, brokerEpoch, ...tag, leaderEpoch })
    return true
  }

  private stateOf({ topicId, partition }: PartitionKey): PartitionAssignment | null {
    const image = this.view.image.topics.get(topicId)?.partitions[partition]
    return image === undefined ? null : assignmentOf(topicId, image)
  }

  private spawnReplica(key: PartitionKey): void {
    const { view } = this
    const { topicId, partition } = key
    const name = replicaName(topicId, partition)
    const topic = must(view.image.topics.get(topicId), `topic ${topicId} is in the view`)
    const create = (ctx: Context) => new PartitionReplica(ctx, view, topic, partition)
    const options = { role: 'partition-replica', restart: 'transient' } as const
    const replica = this.ctx.spawn(replicasPath, name, create, options)
    this.replicas.set(name, replica)
    this.watch(replica, key)
  }

  private watch(replica: Ref<PartitionReplica>, { topicId, partition }: PartitionKey): void {
    this.ctx.watch(replica, this.ended, { topicId, partition })
  }

  private tellRole(state: PartitionAssignment): void {
    const replica = this.view.replica(state.topicId, state.partition)
    if (state.leader === this.view.boot.brokerId) {
      return this.ctx.to(replica).becomeLeader({ state })
    }
    if (state.leader !== -1) this.needFetcher(state.leader)
    this.ctx.to(replica).becomeFollower({ state })
  }

  private needFetcher(leader: number): void {
    if (this.fetchers.has(leader)) return
    this.fetchers.add(leader)
    const { view } = this
    const create = (ctx: Context) => new ReplicaFetcher(ctx, view, leader)
    this.ctx.spawn(fetchersPath, `from-${leader}`, create, { role: 'replica-fetcher' })
  }
}
