/** The controller: decides metadata records, appends them to its log, and replays them. */
import type { BrokerSettings } from '../../cluster-config/broker-settings.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Context } from '../../runtime/context.ts'
import type { ReplyTo } from '../../runtime/ref.ts'
import type { Timer } from '../../runtime/timer.ts'
import { ClusterImage } from '../metadata/cluster-image.ts'
import {
  decodeMetadataBatches,
  encodeMetadataBatch,
  wholeBatchesBytes,
} from '../metadata/metadata-codec.ts'
import type { MetadataRecord, RegisterBroker } from '../metadata/metadata-records.ts'
import type { ReplicaFailed } from '../metadata/partition-changes.ts'
import { newTopicId } from '../metadata/topic-id.ts'
import { AppliedWaits } from './applied-waits.ts'
import {
  type CreatedTopic,
  decideTopic,
  isTooMany,
  maxPartitionsPerRequest,
  type NewTopic,
  notCreated,
} from './create-topics.ts'
import { type DeletedTopic, type DoomedTopic, decideDeletion } from './delete-topics.ts'

export interface Registration extends Omit<RegisterBroker, 'kind'> {
  readonly replyTo: ReplyTo<Registered>
}
export interface Registered {
  readonly brokerEpoch: number
}

export interface FetchMetadata {
  readonly brokerId: number
  readonly fromOffset: number
  readonly replyTo: ReplyTo<MetadataFetched>
}
export interface MetadataFetched {
  readonly fromOffset: number
  /** The end of the controller's log; below `fromOffset` when the controller has lost its log. */
  readonly endOffset: number
  readonly records: readonly MetadataRecord[]
}

export interface CreateTopics {
  readonly topics: readonly NewTopic[]
  readonly validateOnly: boolean
  readonly replyTo: ReplyTo<TopicsCreated>
}
export interface TopicsCreated {
  /** The metadata offset that a broker must have reached to see the outcome. */
  readonly endOffset: number
  readonly topics: readonly CreatedTopic[]
}

export interface DeleteTopics {
  readonly topics: readonly DoomedTopic[]
  readonly replyTo: ReplyTo<TopicsDeleted>
}
export interface TopicsDeleted {
  readonly endOffset: number
  readonly topics: readonly DeletedTopic[]
}

export interface AllocateProducerIds {
  readonly brokerId: number
  readonly brokerEpoch: number
  readonly replyTo: ReplyTo<ProducerIdsAllocated>
}
export interface ProducerIdsAllocated {
  readonly firstProducerId: number
  readonly count: number
}

const metadataLog = '__cluster_metadata-0/00000000000000000000.log'
/** Source: Kafka's ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE. */
const producerIdBlockSize = 1000
/** How long a metadata fetch stays parked when there is nothing new. */
export const metadataFetchWaitMs = 500
const tooManyMessage = `A request may ask for at most ${maxPartitionsPerRequest} partitions.`
/** How long the answer to a change waits for brokers that do not follow. */
const applyWaitMs = 1_000
/** Records in one metadata answer. */
const maxRecordsPerFetch = 5_000

export class Controller extends Actor {
  private readonly image = new ClusterImage()
  private readonly log: MetadataRecord[] = []
  private readonly settings: BrokerSettings
  private readonly parked = new Map<number, { fetch: FetchMetadata; timer: Timer }>()
  private readonly waits = new AppliedWaits()

  constructor(ctx: Context, settings: BrokerSettings) {
    super(ctx)
    this.settings = settings
  }

  protected override started(): void {
    const { disk } = this.ctx
    const size = disk.sizeOf(metadataLog)
    if (size <= 0) return
    const bytes = joined(disk.read(metadataLog, 0, size))
    // What follows the last whole batch was never answered for, and must not begin the next one.
    const wholeBytes = wholeBatchesBytes(bytes)
    if (wholeBytes < size) disk.truncate(metadataLog, wholeBytes)
    for (const batch of decodeMetadataBatches(bytes)) this.replay(batch)
  }

  protected override describe(): Record<string, unknown> {
    return { active: true, metadataOffset: this.image.endOffset, epoch: 1 }
  }

  // 1. Brokers come: each incarnation registers once, and again in vain when its answer was lost.
  registerBroker({ replyTo, ...registration }: Registration): void {
    const known = this.image.brokers.get(registration.brokerId)
    if (known?.incarnationId !== registration.incarnationId) {
      this.persist([{ kind: 'registerBroker', ...registration }])
    }
    const { brokerEpoch = -1 } = this.image.brokers.get(registration.brokerId) ?? {}
    this.ctx.reply(replyTo, { brokerEpoch })
  }

  // 2. Brokers follow the metadata log as observers; a fetch at its end is parked.
  fetchMetadata(fetch: FetchMetadata): void {
    this.unpark(fetch.brokerId)
    this.waits.brokerApplied(fetch.brokerId, fetch.fromOffset)
    for (const { answer } of this.waits.takeReached(this.image.brokers.keys())) answer()
    if (fetch.fromOffset !== this.log.length) return this.answer(fetch)
    const timer = this.ctx.after(this, metadataFetchWaitMs).metadataFetchWaited({
      brokerId: fetch.brokerId,
    })
    this.parked.set(fetch.brokerId, { fetch, timer })
  }

  metadataFetchWaited({ brokerId }: { brokerId: number }): void {
    const fetch = this.unpark(brokerId)
    if (fetch !== undefined) this.answer(fetch)
  }

  // 3. Topics: each one is decided against what those before it in the request have changed.
  createTopics({ topics, validateOnly, replyTo }: CreateTopics): void {
    const means = {
      settings: this.settings,
      newTopicId: () => newTopicId((bound) => this.ctx.random(bound)),
      random: (bound: number) => this.ctx.random(bound),
    }
    const tooMany = isTooMany(topics, this.settings)
    const outcomes = topics.map((topic): CreatedTopic => {
      if (tooMany) return notCreated(topic.name, 'POLICY_VIOLATION', tooManyMessage)
      const { records, outcome } = decideTopic(this.image, topic, means)
      if (!validateOnly && records.length > 0) this.persist(records)
      return outcome
    })
    this.replyWhenApplied(replyTo, { endOffset: this.image.endOffset, topics: outcomes })
  }

  deleteTopics({ topics, replyTo }: DeleteTopics): void {
    const outcomes: DeletedTopic[] = []
    for (const topic of topics) {
      const { records, outcome } = decideDeletion(this.image, topic)
      if (records.length > 0) this.persist(records)
      outcomes.push(outcome)
    }
    this.replyWhenApplied(replyTo, { endOffset: this.image.endOffset, topics: outcomes })
  }

  /** A broker that does not follow holds an answer up for this long at the most. */
  applyWaited({ id }: { id: number }): void {
    for (const { answer } of this.waits.takeOne(id)) answer()
  }

  // 4. Producer ids go out in blocks; a block is never given twice, a lost answer wastes one.
  allocateProducerIds({ brokerId, brokerEpoch, replyTo }: AllocateProducerIds): void {
    const firstProducerId = this.image.nextProducerId
    const nextProducerId = firstProducerId + producerIdBlockSize
    this.persist([{ kind: 'producerIds', brokerId, brokerEpoch, nextProducerId }])
    this.ctx.reply(replyTo, { firstProducerId, count: producerIdBlockSize })
  }

  // 5. A leader has died on a live broker: with one copy, it leads again in a new epoch.
  replicaFailed({ topicId, partition, leaderEpoch }: ReplicaFailed): void {
    const known = this.image.topics.get(topicId)?.partitions[partition]
    if (known === undefined || known.leaderEpoch !== leaderEpoch) return
    const epochs = { leaderEpoch: leaderEpoch + 1, partitionEpoch: known.partitionEpoch + 1 }
    this.persist([{ kind: 'partition', topicId, ...known, ...epochs }])
  }

  private replyWhenApplied<R extends { endOffset: number }>(replyTo: ReplyTo<R>, answer: R): void {
    const id = this.waits.add(answer.endOffset, () => this.ctx.reply(replyTo, answer))
    this.ctx.after(this, applyWaitMs).applyWaited({ id })
    for (const reached of this.waits.takeReached(this.image.brokers.keys())) reached.answer()
  }

  /** Appends what was decided, replays it, and hands it to the observers that wait. */
  private persist(records: readonly MetadataRecord[]): void {
    this.ctx.disk.append(metadataLog, encodeMetadataBatch(records))
    this.replay(records)
    for (const brokerId of [...this.parked.keys()]) this.metadataFetchWaited({ brokerId })
  }

  /** The only writer of the image: for new records, and for those read at start. */
  private replay(records: readonly MetadataRecord[]): void {
    for (const record of records) {
      this.image.replay(record)
      this.log.push(record)
    }
  }

  private answer({ fromOffset, replyTo }: FetchMetadata): void {
    const records = this.log.slice(fromOffset, fromOffset + maxRecordsPerFetch)
    this.ctx.reply(replyTo, { fromOffset, endOffset: this.log.length, records })
  }

  private unpark(brokerId: number): FetchMetadata | undefined {
    const parked = this.parked.get(brokerId)
    if (parked === undefined) return undefined
    this.parked.delete(brokerId)
    this.ctx.cancel(parked.timer)
    return parked.fetch
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
