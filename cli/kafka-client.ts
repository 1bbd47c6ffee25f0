/** What the verbs need of a Kafka client, for any Kafka-compatible cluster. */

export interface TopicView {
  readonly name: string
  readonly topicId: string
  readonly internal: boolean
  readonly partitions: readonly PartitionView[]
}

export interface PartitionView {
  readonly partition: number
  /** -1 while there is none. */
  readonly leader: number
  readonly leaderEpoch: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
}

export interface TopicDraft {
  readonly name: string
  /** Null: the cluster's default. */
  readonly partitions: number | null
  readonly replicationFactor: number | null
  readonly config: { readonly [name: string]: string }
}

export interface ConfigLine {
  readonly name: string
  readonly value: string | null
  /** Nobody set it, neither for the topic nor for the brokers. */
  readonly isDefault: boolean
}

export type Acks = -1 | 0 | 1
export const codecNames = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
export type CodecName = (typeof codecNames)[number]

export interface Header {
  readonly key: string
  readonly value: Uint8Array | null
}

export interface OutgoingRecord {
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly Header[]
  /** Milliseconds since the epoch. */
  readonly timestamp: number
}

export interface ProduceOptions {
  readonly acks: Acks
  readonly codec: CodecName
  readonly batchBytes: number
  /** After which a record that is not acknowledged has failed. */
  readonly deliveryTimeoutMs: number
  readonly requestTimeoutMs: number
}

export interface IncomingRecord {
  readonly offset: number
  /** Milliseconds since the epoch; -1 is none. */
  readonly timestamp: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly Header[]
}

export interface ReadOptions {
  readonly isolation: 'read_uncommitted' | 'read_committed'
  readonly minBytes: number
  readonly maxBytes: number
  readonly partitionMaxBytes: number
  readonly maxWaitMs: number
}

/** The offset to go on at, by partition. */
export type Positions = ReadonlyMap<number, number>

export interface ReadBatch {
  readonly partition: number
  /** In order of their offsets; markers and aborted records are left out. */
  readonly records: readonly IncomingRecord[]
  /** Everything below it has been read. */
  readonly nextOffset: number
}

/** A place in each partition: its first or last offset, or the first one not older than a time. */
export type Place = 'earliest' | 'latest' | { readonly timestampMs: number }

/** What goes wrong for good is a UserError; what a Kafka client retries is retried. */
export interface KafkaClient {
  /** Null: all topics. A topic that does not exist is left out, and not created. */
  topics(names: readonly string[] | null): Promise<readonly TopicView[]>
  createTopic(draft: TopicDraft): Promise<TopicView>
  deleteTopic(name: string): Promise<void>
  topicConfig(name: string): Promise<readonly ConfigLine[]>
  /** Settles when the records are acknowledged. A null partition: by key, or in turn without. */
  produce(
    topic: string,
    partition: number | null,
    records: readonly OutgoingRecord[],
  ): Promise<void>
  /** By partition; -1 where no record is as young as the time. */
  offsets(topic: string, partitions: readonly number[], place: Place): Promise<Positions>
  /** Reads on until the signal; waits at the end of the log. */
  read(topic: string, from: Positions, signal: AbortSignal): AsyncIterable<ReadBatch>
  close(): Promise<void>
}

/** What a client is made for; without it, it cannot. */
export interface ClientPlan {
  readonly produce?: ProduceOptions
  readonly read?: ReadOptions
}
