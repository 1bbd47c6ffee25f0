/** What somebody may say about the cluster they want; whatever is left out has a default. */
import type { PresetName } from './presets.ts'

/** A setting as people write it: text, number, or a word that YAML reads as true or false. */
export type Given = string | number | boolean | null

export interface TopicInput {
  readonly name: string
  readonly partitions?: number
  readonly replicationFactor?: number
  /** Topic settings by Kafka's names. */
  readonly config?: { readonly [name: string]: Given }
}

export interface ClusterInput {
  readonly brokers?: number
  readonly firstId?: number
  /** The address that brokers listen on. */
  readonly host?: string
  /** The host name that clients are told to use. */
  readonly advertisedHost?: string
  /** The port of the first broker, the others follow it; 0 for free ports. */
  readonly port?: number
  /** The data directory; null keeps everything in memory. */
  readonly data?: string | null
  readonly preset?: PresetName
  /** The same as `num.partitions`. */
  readonly partitions?: number
  /** The same as `auto.create.topics.enable`. */
  readonly autoTopics?: boolean
  readonly topics?: readonly TopicInput[]
  /** Broker settings by Kafka's names. */
  readonly broker?: { readonly [name: string]: Given }
  readonly clusterId?: string
  readonly isolation?: 'thread'
}
