/**
 * What a broker knows of the cluster: written by its lifecycle actor, read by its request
 * workflows.
 */
import type { BrokerBoot } from '../../cluster-config/boot.ts'
import type { Codecs } from '../../runtime/ports/codecs.ts'
import { type Ref, refTo } from '../../runtime/ref.ts'
import type { Controller } from '../controller/controller.ts'
import { ClusterImage, type ReadonlyClusterImage } from '../metadata/cluster-image.ts'
import type { PartitionChanges } from '../metadata/partition-changes.ts'
import type { PartitionReplica } from '../partition/partition-replica.ts'
import { type PartitionRules, partitionRules } from '../partition/rules.ts'
import type { BrokerLifecycle } from './broker-lifecycle.ts'
import type { FetchService } from './fetch-service.ts'
import type { ProducerIdBlocks } from './producer-id-blocks.ts'
import type { ReplicaFetcher } from './replica-fetcher.ts'

/** Names of the systems and paths that actors find each other by. */
export const controllersSystem = 'controllers'
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
   * It has seen its own registration: requests that came earlier would be answered from nothing.
   */
  readonly serving: boolean
  readonly controller: Ref<Controller>
  /** Who decides about in-sync sets and leaders. */
  readonly partitionChanges: Ref<PartitionChanges>
  readonly lifecycle: Ref<BrokerLifecycle>
  readonly producerIds: Ref<ProducerIdBlocks>
  /** The rules that partition replicas decide by. */
  readonly rules: PartitionRules
  /** The supervisor of connections. */
  readonly connectionsPath: string
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
  readonly controller: Ref<Controller>
  readonly partitionChanges: Ref<PartitionChanges>
  readonly lifecycle: Ref<BrokerLifecycle>
  readonly producerIds: Ref<ProducerIdBlocks>
  readonly rules: PartitionRules
  readonly connectionsPath = 'broker/connections'
  brokerEpoch = -1
  private readonly system: string

  constructor(boot: BrokerBoot, codecs: Codecs, rules: PartitionRules = partitionRules) {
    this.boot = boot
    this.rules = rules
    this.codecs = codecs
    this.system = brokerSystem(boot.brokerId)
    const [controllerId = 101] = boot.controllerIds
    this.controller = refTo(controllersSystem, controllerPath(controllerId))
    this.partitionChanges = refTo(this.controller.system, this.controller.path)
    this.lifecycle = refTo(this.system, 'broker/lifecycle')
    this.producerIds = refTo(this.system, 'broker/producer-ids')
  }

  get serving(): boolean {
    return this.brokerEpoch !== -1 && this.image.endOffset > this.brokerEpoch
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
