/**
 * What a broker knows of the cluster: written by its lifecycle actor, read by its request
 * workflows.
 */
import type { BrokerBoot } from '../../cluster-config/boot.ts'
import { LogBoard } from '../../log/log-board.ts'
import { MemoryDisk } from '../../runtime/memory-disk.ts'
import type { Codecs } from '../../runtime/ports/codecs.ts'
import { type Ref, refTo } from '../../runtime/ref.ts'
import type { Controller } from '../controller/controller.ts'
import { ClusterImage, type ReadonlyClusterImage } from '../metadata/cluster-image.ts'
import type { PartitionReplica } from '../partition/partition-replica.ts'
import { type PartitionRules, partitionRules } from '../partition/rules.ts'
import type { BrokerLifecycle } from './broker-lifecycle.ts'
import type { FetchService } from './fetch-service.ts'
import type { ProducerIdBlocks } from './producer-id-blocks.ts'
import type { ReplicaFetcher } from './replica-fetcher.ts'

/** Names of the systems and paths that actors find each other by. */
export const controllersSystem = 'controllers'
/** The system of one controller: all share a thread, or each has one of its own. */
export const controllerSystem = (controllerId: number, apart: boolean): string =>
  apart ? `${controllersSystem}-${controllerId}` : controllersSystem
export const brokerSystem = (brokerId: number): string => `broker-${brokerId}`

export const controllerPath = (controllerId: number): string =>
  `controllers/controller-${controllerId}`
export const replicasPath = 'broker/replicas'
export const fetchersPath = 'broker/fetchers'

export const replicaName = (topicId: string, partition: number): string => `${topicId}-${partition}`

/**
 * The part of the view that request workflows may use: nothing in it changes while they run a
 * step.
 */
export interface BrokerView {
  readonly boot: BrokerBoot
  readonly codecs: Codecs
  readonly image: ReadonlyClusterImage
  /** -1 until this incarnation is registered. */
  readonly brokerEpoch: number
  /**
   * It was not fenced any more when it last saw its own registration: requests that came earlier
   * would be answered from nothing.
   */
  readonly serving: boolean
  /** Whom this broker takes for the active controller. */
  readonly controllerId: number
  readonly controller: Ref<Controller>
  readonly lifecycle: Ref<BrokerLifecycle>
  readonly producerIds: Ref<ProducerIdBlocks>
  /** The rules that partition replicas decide by. */
  readonly rules: PartitionRules
  /** The supervisor of connections. */
  readonly connectionsPath: string
  /** Where its logs are; each replica writes its own row, and reads no other. */
  readonly logs: LogBoard
  /** For topics that are kept in memory only: it outlives the replicas, not the broker. */
  readonly memory: { readonly disk: MemoryDisk; readonly logs: LogBoard }
  /** The replica on this broker, whether it leads or not. */
  replica(topicId: string, partition: number): Ref<PartitionReplica>
  /** What copies to this broker from another. */
  replicaFetcher(leader: number): Ref<ReplicaFetcher>
  /** What gives the records of another broker to its followers. */
  fetchService(leader: number): Ref<FetchService>
}

/** The same, for the one actor that writes it. */
export class OwnedBrokerView implements BrokerView {
  readonly boot: BrokerBoot
  readonly codecs: Codecs
  readonly image = new ClusterImage()
  readonly lifecycle: Ref<BrokerLifecycle>
  readonly producerIds: Ref<ProducerIdBlocks>
  readonly rules: PartitionRules
  readonly connectionsPath = 'broker/connections'
  readonly logs = new LogBoard()
  readonly memory = { disk: new MemoryDisk(), logs: new LogBoard() }
  brokerEpoch = -1
  serving = false
  controllerId: number
  /** Of the last lifecycle on this system; empty before the first. */
  incarnationId = ''
  private readonly system: string

  constructor(boot: BrokerBoot, codecs: Codecs, rules: PartitionRules = partitionRules) {
    this.boot = boot
    this.rules = rules
    this.codecs = codecs
    this.system = brokerSystem(boot.brokerId)
    this.controllerId = boot.controllerIds[0] ?? -1
    this.lifecycle = refTo(this.system, 'broker/lifecycle')
    this.producerIds = refTo(this.system, 'broker/producer-ids')
  }

  get controller(): Ref<Controller> {
    const { controllerId } = this
    const system = controllerSystem(controllerId, this.boot.controllersApart)
    return refTo(system, controllerPath(controllerId))
  }

  replica(topicId: string, partition: number): Ref<PartitionReplica> {
    return refTo(this.system, `${replicasPath}/${replicaName(topicId, partition)}`)
  }

  replicaFetcher(leader: number): Ref<ReplicaFetcher> {
    return refTo(this.system, `${fetchersPath}/from-${leader}`)
  }

  fetchService(leader: number): Ref<FetchService> {
    return refTo(brokerSystem(leader), 'broker/fetch-service')
  }
}
