/** A controller for tests of replication: one actor, elections by Kafka's rules or by a script. */

import type { BrokerLifecycle } from '../../actors/broker/broker-lifecycle.ts'
import type { IsrMember, WantedPartition } from '../../actors/controller/alter-partition.ts'
import type {
  AllocateProducerIds,
  AlterPartitions,
  BrokerCrashed,
  CrashTaken,
  FailureTaken,
  FetchMetadata,
  Heartbeat,
  Heartbeaten,
  MetadataFetched,
  PartitionsAltered,
  ProducerIdsAllocated,
  Registered,
  Registration,
  ReplicaFailed,
} from '../../actors/controller/controller-messages.ts'
import type { MetadataRecord } from '../../actors/metadata/metadata-records.ts'
import type { NotController } from '../../actors/metadata/not-controller.ts'
import type { PartitionAssignment } from '../../actors/metadata/partition-state.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { Actor } from '../../runtime/actor.ts'
import type { ActorDown, Context } from '../../runtime/context.ts'
import { refTo } from '../../runtime/ref.ts'

export interface FakeControllerOptions {
  /** Brokers that must be there before the topic is made. */
  readonly brokers: number
  readonly topic: string
  /** Assigned replicas of each partition. */
  readonly assignment: readonly (readonly number[])[]
  readonly configs?: ReadonlyMap<string, string>
  readonly minIsr: number
  /** False: a broker of another incarnation may join (KIP-903 left out). */
  readonly checksBrokerEpoch?: boolean
  /** A visible death fences the broker at once; else only a script does. */
  readonly seesDeaths?: boolean
  readonly unclean?: boolean
}

interface Known {
  readonly incarnationId: string
  readonly brokerEpoch: number
  fenced: boolean
}

type State = { -readonly [K in keyof PartitionAssignment]: PartitionAssignment[K] }

export const fakeTopicId = 'fakeTopicIdAAAAAAAAAAA'

export class FakeController extends Actor {
  private readonly options: FakeControllerOptions
  private readonly log: MetadataRecord[] = []
  private readonly brokers = new Map<number, Known>()
  private readonly partitions: State[] = []
  private parked: FetchMetadata[] = []
  private producerIds = 0

  constructor(ctx: Context, options: FakeControllerOptions) {
    super(ctx)
    this.options = options
  }

  registerBroker({ replyTo, previousBrokerEpoch: _, ...registration }: Registration): void {
    const { brokerId, incarnationId } = registration
    const before = this.brokers.get(brokerId)
    if (before?.incarnationId === incarnationId) {
      return this.ctx.reply<Registered | NotController>(replyTo, {
        error: 'NONE',
        brokerEpoch: before.brokerEpoch,
      })
    }
    if (before !== undefined && !before.fenced) this.fence({ brokerId })
    const brokerEpoch = this.log.length
    this.brokers.set(brokerId, { incarnationId, brokerEpoch, fenced: false })
    const records: MetadataRecord[] = [
      { kind: 'registerBroker', ...registration },
      { kind: 'unfenceBroker', brokerId, brokerEpoch },
    ]
    if (this.brokers.size === this.options.brokers && this.partitions.length === 0) {
      records.push(...this.newTopic())
    }
    this.persist(records)
    for (const state of this.partitions) if (state.leader === -1) this.elect(state, -1)
    if (this.options.seesDeaths ?? true) {
      const lifecycle = refTo<BrokerLifecycle>(`broker-${brokerId}`, 'broker/lifecycle')
      this.ctx.watch(lifecycle, this.brokerDown, { brokerId, incarnationId })
    }
    this.ctx.reply<Registered | NotController>(replyTo, { error: 'NONE', brokerEpoch })
  }

  brokerDown({ tag }: ActorDown<{ brokerId: number; incarnationId: string }>): void {
    const known = this.brokers.get(tag.brokerId)
    if (known?.incarnationId === tag.incarnationId && !known.fenced) this.fence(tag)
  }

  /** It was taken for dead when it died, or is when a script says so. */
  brokerCrashed({ brokerId, incarnationId, replyTo }: BrokerCrashed): void {
    this.ctx.reply<CrashTaken | NotController>(replyTo, { brokerId, incarnationId })
  }

  brokerHeartbeat({ replyTo }: Heartbeat): void {
    const answer = { isFenced: false, shouldShutDown: false }
    this.ctx.reply<Heartbeaten | NotController>(replyTo, { error: 'NONE', ...answer })
  }

  fetchMetadata(fetch: FetchMetadata): void {
    if (fetch.fromOffset < this.log.length) return this.answer(fetch)
    this.parked.push(fetch)
    this.ctx.after(this, 500).waited(fetch)
  }

  waited(fetch: FetchMetadata): void {
    if (!this.parked.includes(fetch)) return
    this.parked = this.parked.filter((each) => each !== fetch)
    this.answer(fetch)
  }

  allocateProducerIds({ replyTo }: AllocateProducerIds): void {
    const firstProducerId = this.producerIds
    this.producerIds += 1000
    this.ctx.reply<ProducerIdsAllocated | NotController>(replyTo, {
      error: 'NONE',
      firstProducerId,
      count: 1000,
    })
  }

  alterPartitions({ brokerId, brokerEpoch, partitions, replyTo }: AlterPartitions): void {
    const altered = partitions.map((wanted) => {
      const { topicId, partition } = wanted
      const state = this.partitions[partition] as State
      const isr = wanted.newIsr.map((member) => member.brokerId)
      const error = this.alterFault({ brokerId, brokerEpoch }, wanted, state)
      this.ctx.trace('isrAnswered', { partition, isr, error })
      if (error === 'NONE') this.change(state, { isr })
      return { topicId, partition, error, state: error === 'NONE' ? { ...state } : null }
    })
    this.ctx.reply<PartitionsAltered | NotController>(replyTo, {
      error: 'NONE',
      partitions: altered,
    })
  }

  replicaFailed({ partition, leaderEpoch, brokerId, replyTo }: ReplicaFailed): void {
    this.ctx.reply<FailureTaken | NotController>(replyTo, { error: 'NONE' })
    const state = this.partitions[partition] as State
    if (state.leaderEpoch !== leaderEpoch || state.leader !== brokerId) return
    this.elect(state, brokerId)
  }

  /** The broker is dead, or taken for dead. */
  fence({ brokerId }: { brokerId: number }): void {
    const known = this.brokers.get(brokerId)
    if (known === undefined) return
    known.fenced = true
    this.ctx.trace('fenced', { brokerId })
    for (const state of this.partitions) {
      if (state.leader === brokerId) this.elect(state, brokerId, true)
      else if (state.isr.includes(brokerId) && state.isr.length > 1) {
        this.change(state, { isr: state.isr.filter((each) => each !== brokerId) })
      }
    }
  }

  /** A frozen or cut off broker is heard again: it may lead and be in sync. */
  unfence({ brokerId }: { brokerId: number }): void {
    const known = this.brokers.get(brokerId)
    if (known !== undefined) known.fenced = false
    for (const state of this.partitions) if (state.leader === -1) this.elect(state, -1)
  }

  /** A script says who leads, in sync or not, and with whom. */
  appoint({ partition, leader, isr }: { partition: number; leader: number; isr?: number[] }): void {
    const state = this.partitions[partition] as State
    const leaderEpoch = state.leaderEpoch + 1
    this.change(state, { leader, leaderEpoch, isr: isr ?? state.isr })
  }

  private alterFault(
    { brokerId, brokerEpoch }: IsrMember,
    { leaderEpoch, partitionEpoch, newIsr }: WantedPartition,
    state: State,
  ): ErrorName {
    if (this.brokers.get(brokerId)?.brokerEpoch !== brokerEpoch) return 'STALE_BROKER_EPOCH'
    if (leaderEpoch < state.leaderEpoch) return 'FENCED_LEADER_EPOCH'
    if (partitionEpoch < state.partitionEpoch) return 'INVALID_UPDATE_VERSION'
    if (state.leader !== brokerId) return 'INVALID_REQUEST'
    const eligible = newIsr.every((member) => {
      const known = this.brokers.get(member.brokerId)
      if (known === undefined || known.fenced) return false
      if (this.options.checksBrokerEpoch === false || member.brokerEpoch === -1) return true
      return member.brokerEpoch === known.brokerEpoch
    })
    return eligible ? 'NONE' : 'INELIGIBLE_REPLICA'
  }

  /**
   * `fallen` leads no more; when it is dead it leaves the in-sync set too, unless it is the last.
   */
  private elect(state: State, fallen: number, dead = false): void {
    const { replicas, isr, eligibleLeaderReplicas: elr } = state
    const live = (brokerId: number) =>
      this.brokers.get(brokerId)?.fenced === false && (!dead || brokerId !== fallen)
    const others = (brokerId: number) => brokerId !== fallen
    const inSync = replicas.filter((id) => isr.includes(id) && live(id))
    const leader =
      inSync.find(others) ??
      inSync[0] ??
      replicas.find((id) => elr.includes(id) && live(id)) ??
      (this.options.unclean === true ? replicas.find((id) => live(id)) : undefined) ??
      -1
    if (leader === -1 && state.leader === -1) return
    const staying = dead && isr.length > 1 ? isr.filter(others) : isr
    const newIsr = leader === -1 || staying.includes(leader) ? staying : [leader]
    this.ctx.trace('elected', { partition: state.partition, leader, isr: newIsr })
    this.change(state, { leader, leaderEpoch: state.leaderEpoch + 1, isr: newIsr })
  }

  private change(state: State, change: Partial<State>): void {
    const { minIsr } = this.options
    const before = state.isr
    Object.assign(state, change, { partitionEpoch: state.partitionEpoch + 1 })
    const dropped = before.filter((id) => !state.isr.includes(id))
    const elr = [...state.eligibleLeaderReplicas, ...dropped]
    const eligible = elr.filter((id) => !state.isr.includes(id))
    state.eligibleLeaderReplicas = state.isr.length >= minIsr ? [] : [...new Set(eligible)]
    this.persist([this.recordOf(state)])
  }

  private newTopic(): MetadataRecord[] {
    const { topic, assignment, configs = new Map() } = this.options
    const topicId = fakeTopicId
    const records: MetadataRecord[] = [{ kind: 'topic', topicId, name: topic }]
    for (const [key, value] of configs) records.push({ kind: 'config', topicId, key, value })
    for (const [partition, replicas] of assignment.entries()) {
      const state: State = {
        ...{ topicId, partition, replicas, addingReplicas: [], removingReplicas: [] },
        ...{ isr: replicas, eligibleLeaderReplicas: [], lastKnownElr: [] },
        ...{ leader: replicas[0] as number, leaderEpoch: 0, partitionEpoch: 0 },
        leaderRecoveryState: 'recovered',
      }
      this.partitions.push(state)
      records.push(this.recordOf(state))
    }
    return records
  }

  private recordOf(state: State): MetadataRecord {
    const { topicId, partition, replicas, isr, leader, leaderEpoch, partitionEpoch } = state
    const epochs = { leaderEpoch, partitionEpoch }
    return { kind: 'partition', topicId, partition, replicas, isr, leader, ...epochs }
  }

  private persist(records: readonly MetadataRecord[]): void {
    this.log.push(...records)
    for (const fetch of this.parked.splice(0)) this.answer(fetch)
  }

  private answer({ fromOffset, replyTo }: FetchMetadata): void {
    this.ctx.reply<MetadataFetched>(replyTo, {
      fromOffset,
      records: this.log.slice(fromOffset),
      chain: 0,
      lost: false,
      leaderId: 101,
      epoch: 1,
    })
  }
}
