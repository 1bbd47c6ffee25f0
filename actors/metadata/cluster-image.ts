/**
 * The cluster as the metadata log tells it; `replay` is the only writer, on controller and broker
 * alike.
 */
import { readTopicConfig, type TopicConfig } from '../../cluster-config/topic-config.ts'
import { collides } from '../../cluster-config/topic-name.ts'
import { assert } from '../../runtime/assert.ts'
import type { MetadataRecord, PartitionRecord, RegisterBroker } from './metadata-records.ts'

export interface BrokerImage extends Omit<RegisterBroker, 'kind'> {
  readonly brokerEpoch: number
}

export type PartitionImage = Omit<PartitionRecord, 'kind' | 'topicId'>

export interface TopicImage {
  readonly topicId: string
  readonly name: string
  /** By partition number, without gaps. */
  readonly partitions: PartitionImage[]
  /** Settings that were given for this topic, in Kafka's text form. */
  readonly configs: Map<string, string>
}

/** What readers may do with an image. */
export interface ReadonlyClusterImage {
  /** Offset after the last record that was replayed. */
  readonly endOffset: number
  readonly nextProducerId: number
  readonly brokers: ReadonlyMap<number, BrokerImage>
  readonly topics: ReadonlyMap<string, TopicImage>
  topicNamed(name: string): TopicImage | undefined
  /** A topic of another name that differs from `name` in dots and underscores only. */
  topicColliding(name: string): TopicImage | undefined
}

export class ClusterImage implements ReadonlyClusterImage {
  endOffset = 0
  nextProducerId = 0
  readonly brokers = new Map<number, BrokerImage>()
  /** By topic id. */
  readonly topics = new Map<string, TopicImage>()
  private readonly idByName = new Map<string, string>()
  /** By the form of the name that colliding names share. */
  private readonly idByForm = new Map<string, string>()

  topicNamed(name: string): TopicImage | undefined {
    const topicId = this.idByName.get(name)
    return topicId === undefined ? undefined : this.topics.get(topicId)
  }

  topicColliding(name: string): TopicImage | undefined {
    const topicId = this.idByForm.get(formOf(name))
    const topic = topicId === undefined ? undefined : this.topics.get(topicId)
    return topic !== undefined && collides(name, topic.name) ? topic : undefined
  }

  /** Forgets everything, as before the first record. */
  reset(): void {
    this.endOffset = 0
    this.nextProducerId = 0
    this.brokers.clear()
    this.topics.clear()
    this.idByName.clear()
    this.idByForm.clear()
  }

  /** Takes in the record at offset `endOffset`. */
  replay(record: MetadataRecord): void {
    const offset = this.endOffset++
    switch (record.kind) {
      case 'registerBroker':
        return this.replayBroker(record, offset)
      case 'topic': {
        const { topicId, name } = record
        this.topics.set(topicId, { topicId, name, partitions: [], configs: new Map() })
        this.idByName.set(name, topicId)
        this.idByForm.set(formOf(name), topicId)
        return
      }
      case 'partition':
        return this.replayPartition(record)
      case 'config':
        this.topics.get(record.topicId)?.configs.set(record.key, record.value)
        return
      case 'removeTopic':
        return this.replayRemoval(record.topicId)
      case 'producerIds':
        this.nextProducerId = record.nextProducerId
        return
    }
  }

  private replayBroker(record: RegisterBroker, brokerEpoch: number): void {
    const { brokerId, incarnationId, host, port, rack } = record
    this.brokers.set(brokerId, { brokerId, incarnationId, host, port, rack, brokerEpoch })
  }

  private replayPartition({ topicId, kind: _, ...partition }: PartitionRecord): void {
    const topic = this.topics.get(topicId)
    if (topic !== undefined) topic.partitions[partition.partition] = partition
  }

  private replayRemoval(topicId: string): void {
    const topic = this.topics.get(topicId)
    if (topic === undefined) return
    this.topics.delete(topicId)
    // A topic made again under the same name is another topic, and keeps the name.
    if (this.idByName.get(topic.name) === topicId) this.idByName.delete(topic.name)
    if (this.idByForm.get(formOf(topic.name)) === topicId) this.idByForm.delete(formOf(topic.name))
  }
}

const formOf = (name: string): string => name.replaceAll('.', '_')

/**
 * The settings that a topic was given; the controller has checked them before it wrote them down.
 */
export function configOf({ configs }: TopicImage): TopicConfig {
  const read = readTopicConfig(configs)
  assert('config' in read, 'the settings of a topic were checked at creation')
  return read.config
}
