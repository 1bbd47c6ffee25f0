/**
 * Creating topics: checks each one and decides its records. Source: Kafka's
 * ReplicationControlManager.
 */
import type { BrokerSettings } from '../../cluster-config/broker-settings.ts'
import { readTopicConfig } from '../../cluster-config/topic-config.ts'
import { topicNameFault } from '../../cluster-config/topic-name.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import type { ReadonlyClusterImage } from '../metadata/cluster-image.ts'
import type { ConfigRecord, MetadataRecord, PartitionRecord } from '../metadata/metadata-records.ts'
import { placeReplicas } from './place-replicas.ts'

export interface NewTopic {
  readonly name: string
  /** -1: the broker's default. */
  readonly numPartitions: number
  /** -1: the broker's default. */
  readonly replicationFactor: number
  readonly assignments: readonly { partitionIndex: number; brokerIds: readonly number[] }[]
  readonly configs: readonly { name: string; value: string | null }[]
}

export interface CreatedTopic {
  readonly name: string
  readonly error: ErrorName
  readonly errorMessage: string | null
  readonly topicId: string
  readonly numPartitions: number
  readonly replicationFactor: number
}

export interface CreationDecision {
  readonly records: readonly MetadataRecord[]
  readonly outcome: CreatedTopic
}

/** What the decision needs beside the image and the request. */
export interface CreationMeans {
  readonly settings: BrokerSettings
  /** A fresh topic id. */
  newTopicId(): string
  /** An integer in [0, bound). */
  random(bound: number): number
}

const zeroId = 'AAAAAAAAAAAAAAAAAAAAAA'
/**
 * Bounds the work and the memory that one request can ask for. Source: Kafka's
 * MAX_PARTITIONS_PER_BATCH.
 */
export const maxPartitionsPerRequest = 10_000

/** True when the topics of one request ask for more partitions than one may. */
export function isTooMany(topics: readonly NewTopic[], settings: BrokerSettings): boolean {
  let total = 0
  for (const { assignments, numPartitions } of topics) {
    if (assignments.length > 0) total += assignments.length
    else total += numPartitions === -1 ? settings['num.partitions'] : Math.max(0, numPartitions)
  }
  return total > maxPartitionsPerRequest
}

export function decideTopic(
  image: ReadonlyClusterImage,
  topic: NewTopic,
  means: CreationMeans,
): CreationDecision {
  const refusal = nameRefusal(image, topic.name) ?? configRefusal(topic)
  if (refusal !== null) return refused(topic, refusal.error, refusal.message)
  const placed =
    topic.assignments.length > 0 ? assigned(image, topic) : placedFreely(image, topic, means)
  if ('error' in placed) return refused(topic, placed.error, placed.message)
  const topicId = means.newTopicId()
  const partitions = placed.replicas.map((replicas, partition) =>
    partitionRecord(topicId, partition, replicas),
  )
  const given = new Map(topic.configs.map(({ name, value }) => [name, value]))
  const configs: ConfigRecord[] = []
  for (const [key, value] of given) {
    if (value !== null) configs.push({ kind: 'config', topicId, key, value })
  }
  return {
    // The settings come first: a partition begins its life with them.
    records: [{ kind: 'topic', topicId, name: topic.name }, ...configs, ...partitions],
    outcome: {
      name: topic.name,
      error: 'NONE',
      errorMessage: null,
      topicId,
      numPartitions: partitions.length,
      replicationFactor: placed.replicas[0]?.length ?? 0,
    },
  }
}

interface Refusal {
  readonly error: ErrorName
  readonly message: string
}

type Placement = { readonly replicas: readonly (readonly number[])[] } | Refusal

function nameRefusal(image: ReadonlyClusterImage, name: string): Refusal | null {
  const fault = topicNameFault(name)
  if (fault !== null) return { error: 'INVALID_TOPIC_EXCEPTION', message: fault }
  if (image.topicNamed(name) !== undefined) {
    return { error: 'TOPIC_ALREADY_EXISTS', message: `Topic '${name}' already exists.` }
  }
  const other = image.topicColliding(name)
  if (other === undefined) return null
  const message = `Topic '${name}' collides with existing topic: ${other.name}`
  return { error: 'INVALID_TOPIC_EXCEPTION', message }
}

function configRefusal({ configs }: NewTopic): Refusal | null {
  const read = readTopicConfig(configs.map(({ name, value }) => [name, value]))
  return 'fault' in read ? { error: 'INVALID_CONFIG', message: read.fault } : null
}

function placedFreely(
  image: ReadonlyClusterImage,
  topic: NewTopic,
  means: CreationMeans,
): Placement {
  const { numPartitions, replicationFactor } = topic
  const count = numPartitions === -1 ? means.settings['num.partitions'] : numPartitions
  const factor =
    replicationFactor === -1 ? means.settings['default.replication.factor'] : replicationFactor
  if (count <= 0) {
    const message = 'Number of partitions must be larger than 0, or -1 to use the default.'
    return { error: 'INVALID_PARTITIONS', message }
  }
  const fault = factorFault(factor, image.brokers.size)
  if (fault !== null) return { error: 'INVALID_REPLICATION_FACTOR', message: fault }
  const brokers = [...image.brokers.keys()].sort((a, b) => a - b)
  return { replicas: placeReplicas(brokers, count, factor, means.random(brokers.length)) }
}

function factorFault(factor: number, brokers: number): string | null {
  if (factor <= 0) return 'Replication factor must be larger than 0, or -1 to use the default.'
  if (factor > brokers) {
    return `Replication factor ${factor} needs as many brokers; ${brokers} are registered.`
  }
  if (factor > 1) return 'This version keeps one copy of a partition: replication factor 1 only.'
  return null
}

function assigned(image: ReadonlyClusterImage, topic: NewTopic): Placement {
  if (topic.numPartitions !== -1 || topic.replicationFactor !== -1) {
    const message = 'With an assignment given, partitions and replication factor must both be -1.'
    return { error: 'INVALID_REQUEST', message }
  }
  const replicas = new Map<number, readonly number[]>()
  for (const { partitionIndex, brokerIds } of topic.assignments) {
    const fault = assignmentFault(image, brokerIds)
    if (fault !== null) return { error: 'INVALID_REPLICA_ASSIGNMENT', message: fault }
    if (brokerIds.length > 1) {
      const message = factorFault(brokerIds.length, image.brokers.size) ?? ''
      return { error: 'INVALID_REPLICATION_FACTOR', message }
    }
    if (replicas.has(partitionIndex)) {
      const message = `Partition ${partitionIndex} is assigned twice.`
      return { error: 'INVALID_REPLICA_ASSIGNMENT', message }
    }
    replicas.set(partitionIndex, brokerIds)
  }
  const inOrder: (readonly number[])[] = []
  for (let partition = 0; partition < replicas.size; partition++) {
    const brokerIds = replicas.get(partition)
    if (brokerIds === undefined) {
      const message = 'Partitions should be a consecutive 0-based integer sequence.'
      return { error: 'INVALID_REPLICA_ASSIGNMENT', message }
    }
    inOrder.push(brokerIds)
  }
  return { replicas: inOrder }
}

function assignmentFault(image: ReadonlyClusterImage, brokerIds: readonly number[]): string | null {
  if (brokerIds.length === 0) return 'The replica list is empty.'
  if (new Set(brokerIds).size !== brokerIds.length)
    return 'A broker stands twice in a replica list.'
  const unknown = brokerIds.find((id) => !image.brokers.has(id))
  return unknown === undefined ? null : `Broker ${unknown} is not registered.`
}

function partitionRecord(
  topicId: string,
  partition: number,
  replicas: readonly number[],
): PartitionRecord {
  const [leader = -1] = replicas
  const epochs = { leaderEpoch: 0, partitionEpoch: 0 }
  return { kind: 'partition', topicId, partition, replicas, isr: replicas, leader, ...epochs }
}

/** The outcome of a topic that is not made. */
export function notCreated(name: string, error: ErrorName, errorMessage: string): CreatedTopic {
  const nothing = { topicId: zeroId, numPartitions: -1, replicationFactor: -1 }
  return { name, error, errorMessage, ...nothing }
}

function refused(topic: NewTopic, error: ErrorName, errorMessage: string): CreationDecision {
  return { records: [], outcome: notCreated(topic.name, error, errorMessage) }
}
