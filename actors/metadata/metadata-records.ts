/** The records of `__cluster_metadata`: what the controller decides, and every broker replays. */

/** A broker of one incarnation has joined; its broker epoch is the offset of this record. */
export interface RegisterBroker {
  readonly kind: 'registerBroker'
  readonly brokerId: number
  readonly incarnationId: string
  readonly host: string
  readonly port: number
  readonly rack: string | null
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

export interface ConfigRecord {
  readonly kind: 'config'
  readonly topicId: string
  readonly key: string
  readonly value: string
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
  | RegisterBroker
  | TopicRecord
  | PartitionRecord
  | ConfigRecord
  | RemoveTopic
  | ProducerIds
