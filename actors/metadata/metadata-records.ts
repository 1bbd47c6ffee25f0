/** The records of `__cluster_metadata`: what the controller decides, and every broker replays. */
import type { LeaderRecoveryState, PartitionState } from './partition-state.ts'

/** The first record of each epoch: what came before is committed with it. */
export interface LeaderChange {
  readonly kind: 'leaderChange'
  readonly leaderId: number
}

/** The level of a feature of the cluster, as `eligible.leader.replicas.version`. */
export interface FeatureLevel {
  readonly kind: 'featureLevel'
  readonly name: string
  readonly level: number
}

/**
 * A broker of one incarnation has joined, fenced; its broker epoch is the offset of this record.
 */
export interface RegisterBroker {
  readonly kind: 'registerBroker'
  readonly brokerId: number
  readonly incarnationId: string
  readonly host: string
  readonly port: number
  readonly rack: string | null
}

/** Nobody is sent to a fenced broker, and it is in no ISR. */
export interface FenceBroker {
  readonly kind: 'fenceBroker'
  readonly brokerId: number
  readonly brokerEpoch: number
}

export interface UnfenceBroker {
  readonly kind: 'unfenceBroker'
  readonly brokerId: number
  readonly brokerEpoch: number
}

/** A broker shuts down in order: it leads no more, and leaves the ISRs first. */
export interface BrokerRegistrationChange {
  readonly kind: 'brokerRegistrationChange'
  readonly brokerId: number
  readonly brokerEpoch: number
  readonly inControlledShutdown: boolean
}

export interface TopicRecord {
  readonly kind: 'topic'
  readonly topicId: string
  readonly name: string
}

export interface PartitionRecord {
  readonly kind: 'partition'
  readonly topicId: string
  readonly partition: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  /** Broker id; -1 when nobody leads. */
  readonly leader: number
  readonly leaderEpoch: number
  readonly partitionEpoch: number
}

/** What is left out stays. A `leader`, the same one too, begins a new leader epoch. */
export interface PartitionChange
  extends Partial<Omit<PartitionState, 'partition' | 'leaderEpoch' | 'partitionEpoch'>> {
  readonly kind: 'partitionChange'
  readonly topicId: string
  readonly partition: number
  readonly leaderRecoveryState?: LeaderRecoveryState
}

export interface ConfigRecord {
  readonly kind: 'config'
  readonly topicId: string
  readonly key: string
  /** Null: the topic has this setting no longer of its own. */
  readonly value: string | null
}

export interface RemoveTopic {
  readonly kind: 'removeTopic'
  readonly topicId: string
}

/** Producer ids below `nextProducerId` are given away. */
export interface ProducerIds {
  readonly kind: 'producerIds'
  readonly brokerId: number
  readonly brokerEpoch: number
  readonly nextProducerId: number
}

export type MetadataRecord =
  | LeaderChange
  | FeatureLevel
  | RegisterBroker
  | FenceBroker
  | UnfenceBroker
  | BrokerRegistrationChange
  | TopicRecord
  | PartitionRecord
  | PartitionChange
  | ConfigRecord
  | RemoveTopic
  | ProducerIds
