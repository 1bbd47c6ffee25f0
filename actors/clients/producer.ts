/**
 * A producer: gathers records into batches and sends them until they are acknowledged; one batch a
 * partition at a time or, with idempotence, up to five under sequence numbers.
 */
import type { ResponseBody } from '../../protocol/api-versions.ts'
import { buildBatch, type NewBatch } from '../../protocol/build-batch.ts'
import { type ErrorName, nameOf } from '../../protocol/errors.ts'
import type { NewRecord } from '../../protocol/record.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import { must } from '../../runtime/assert.ts'
import type { Context } from '../../runtime/context.ts'
import type { Crc32c } from '../../runtime/ports/codecs.ts'
import type { Ref, ReplyTo } from '../../runtime/ref.ts'
import { type Batch, BatchLane, type Delivery, laneName, type Sent, settle } from './batch-lane.ts'
import type { CallEnded } from './client-connection.ts'
import {
  type ClusterClient,
  failureOf,
  type KnownTopic,
  type LeadersFound,
  mayRetry,
} from './cluster-client.ts'
import { partitionForKey } from './partitioner.ts'
import {
  isUnexpected,
  LaneSequences,
  type ProducerIdentity,
  producerEpochMax,
} from './sequences.ts'

export interface ProducerOptions {
  readonly acks: 0 | 1 | -1
  readonly compression: NonNullable<NewBatch['compression']> | null
  /** `enable.idempotence`: a batch that is sent again is not written again; acks is then -1. */
  readonly idempotent?: boolean
  /** `batch.size`: bytes of records after which a batch is full. */
  readonly batchBytes: number
  /** `linger.ms`: how long a batch waits to become full. */
  readonly lingerMs: number
  /** `delivery.timeout.ms`: after which a record that is not acknowledged has failed. */
  readonly deliveryTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly crc32c: Crc32c
}

export interface Send {
  readonly topic: string
  /** null: by key, or in turn for records without one. */
  readonly partition: number | null
  readonly records: readonly NewRecord[]
  readonly replyTo: ReplyTo<Sent>
}

/** A search for a topic's leaders, and the sends that wait for it. */
interface Search {
  readonly topic: string
  waiting: { readonly send: Send; readonly sinceMs: number }[]
}

interface Fault {
  readonly error: ErrorName
  readonly message: string | null
}

const retryBackoffMs = 100
/** Records without a key that go to one partition before the next has its turn. */
const recordsPerTurn = 100
/** The last version of Produce that names topics by name. */
const lastNamedProduce = 12
const lastInitProducerId = 5
/** As many batches as a leader remembers of each producer. */
const windowMax = 5

export class Producer extends Actor {
  private readonly cluster: Ref<ClusterClient>
  private readonly options: ProducerOptions
  private readonly lanes = new Map<string, BatchLane>()
  private readonly topics = new Map<string, KnownTopic>()
  private readonly searches = new Map<string, Search>()
  private keyless = 0
  /** Of an idempotent producer; null before it is known. */
  private identity: ProducerIdentity | null = null
  private identifying = false

  constructor(ctx: Context, cluster: Ref<ClusterClient>, options: ProducerOptions) {
    super(ctx)
    this.cluster = cluster
    this.options = options
  }

  // 1. Records wait until the partitions of their topic are known, then each joins a batch.
  send(send: Send): void {
    if (send.records.length === 0) {
      return this.ctx.reply(send.replyTo, { error: 'NONE', message: null, acknowledged: 0 })
    }
    const topic = this.topics.get(send.topic)
    if (topic !== undefined) return this.place(send, topic)
    this.searchFor(send.topic).waiting.push({ send, sinceMs: this.ctx.monotonicMs() })
  }

  // 2. The leaders of a topic: asked for until they are known, or the time for delivery is over.
  findLeaders({ topic }: { topic: string }): void {
    this.ctx
      .ask(this.cluster, this.options.requestTimeoutMs)
      .findLeaders({ topics: [topic], refresh: true, allowAutoTopicCreation: true })
      .answers(this.leadersFound, { topic })
  }

  leadersFound({ answer, tag }: Answered<LeadersFound, { topic: string }>): void {
    const search = must(this.searches.get(tag.topic), 'a search is under way')
    const found = searched(answer, tag.topic)
    if ('error' in found) return this.notFound(search, found)
    this.searches.delete(tag.topic)
    this.topics.set(tag.topic, found.topic)
    for (const { send } of search.waiting) this.place(send, found.topic)
    for (const lane of this.lanesOf(tag.topic)) this.pump(lane)
  }

  /** Ends what has no hope or no time left; the search goes on for what else waits for it. */
  private notFound(search: Search, fault: Fault): void {
    const lateMs = mayRetry(fault.error)
      ? this.ctx.monotonicMs() - this.options.deliveryTimeoutMs
      : Number.POSITIVE_INFINITY
    const { topic, waiting } = search
    search.waiting = waiting.filter(({ sinceMs }) => sinceMs > lateMs)
    for (const { send, sinceMs } of waiting) {
      if (sinceMs <= lateMs) this.ctx.reply(send.replyTo, { ...fault, acknowledged: 0 })
    }
    let left = search.waiting.length
    for (const lane of this.lanesOf(topic)) {
      this.giveUp(lane, lateMs, fault)
      left += lane.batches.length
    }
    if (left > 0) this.ctx.after(this, retryBackoffMs).findLeaders({ topic })
    else this.searches.delete(topic)
  }

  // 3. A batch leaves when it is full or has lingered, and its turn in the partition has come.
  lingered({ lane: name }: { lane: string }): void {
    const lane = this.laneNamed(name)
    lane.lingering = false
    this.pump(lane)
  }

  // 4. Its outcome: acknowledged, failed, or sent again, perhaps to somebody else who leads now.
  produced({ answer, tag }: Answered<CallEnded, { lane: string; batch: number }>): void {
    const lane = this.laneNamed(tag.lane)
    const batch = lane.returned(tag.batch)
    const fault = produceFault(answer)
    const { error } = fault
    if (isAcknowledged(error, lane)) {
      lane.sequences?.acknowledged(batch)
      this.end(lane, batch, { error: 'NONE', message: null })
    } else {
      const late = this.ctx.monotonicMs() - batch.sinceMs >= this.options.deliveryTimeoutMs
      if (!this.goesOn(lane, batch, error) || late) {
        if (lane.sequences !== null) lane.sequences.hasGap = true
        this.end(lane, batch, fault)
      } else {
        this.ctx.trace('retried', { topic: lane.topic, partition: lane.partition, error })
        this.topics.delete(lane.topic)
        this.searchFor(lane.topic, retryBackoffMs)
      }
    }
    this.pump(lane)
  }

  // 5. An idempotent producer has an id before it sends anything.
  identify(): void {
    this.ctx
      .ask(this.cluster, this.options.requestTimeoutMs)
      .call({
        brokerId: null,
        apiKey: 22,
        body: { transactionalId: null, transactionTimeoutMs: 60_000 },
        maxVersion: lastInitProducerId,
        answered: true,
      })
      .answers(this.identified, null)
  }

  identified({ answer }: Answered<CallEnded>): void {
    const fault = failureOf(answer) ?? identityFault(answer as { body: ResponseBody<22> })
    if (fault.error === 'NONE') {
      const { producerId, producerEpoch } = (answer as { body: ResponseBody<22> }).body
      this.identity = { producerId, producerEpoch }
      this.identifying = false
      this.ctx.trace('identified', { producerId, producerEpoch })
      for (const lane of this.lanes.values()) this.pump(lane)
      return
    }
    const lateMs = mayRetry(fault.error)
      ? this.ctx.monotonicMs() - this.options.deliveryTimeoutMs
      : Number.POSITIVE_INFINITY
    for (const lane of this.lanes.values()) this.giveUp(lane, lateMs, fault)
    this.identifying = [...this.lanes.values()].some(({ batches }) => batches.length > 0)
    if (this.identifying) this.ctx.after(this, retryBackoffMs).identify()
  }

  private giveUp(lane: BatchLane, lateMs: number, fault: Fault): void {
    for (const batch of lane.takeWaiting(lateMs)) {
      if (lane.sequences !== null && batch.baseSequence !== -1) lane.sequences.hasGap = true
      this.tell(settle(batch, false), fault)
    }
  }

  private end(lane: BatchLane, batch: Batch, fault: Fault): void {
    lane.remove(batch)
    this.tell(settle(batch, fault.error === 'NONE'), fault)
  }

  /** True when the batch is sent once more, under its number or another. */
  private goesOn({ sequences }: BatchLane, batch: Batch, error: ErrorName): boolean {
    if (sequences === null || !isUnexpected(error)) return mayRetry(error)
    return sequences.refused(batch, error) !== 'fail'
  }

  private searchFor(topic: string, delayMs = 0): Search {
    const known = this.searches.get(topic)
    if (known !== undefined) return known
    const search: Search = { topic, waiting: [] }
    this.searches.set(topic, search)
    if (delayMs === 0) this.findLeaders({ topic })
    else this.ctx.after(this, delayMs).findLeaders({ topic })
    return search
  }

  private place({ partition, records, replyTo }: Send, topic: KnownTopic): void {
    if (partition !== null && !(partition in topic.leaders)) {
      const message = `${topic.name} has ${topic.leaders.length} partitions`
      const error = 'UNKNOWN_TOPIC_OR_PARTITION'
      return this.ctx.reply(replyTo, { error, message, acknowledged: 0 })
    }
    const delivery: Delivery = { open: records.length, acknowledged: 0, replyTo }
    const touched = new Set<BatchLane>()
    const nowMs = this.ctx.monotonicMs()
    for (const record of records) {
      const to = partition ?? this.partitionOf(record, topic.leaders.length)
      const lane = this.laneOf(topic.name, to)
      lane.join(record, delivery, this.options.batchBytes, nowMs)
      touched.add(lane)
    }
    for (const lane of touched) this.pump(lane)
  }

  private partitionOf({ key }: NewRecord, partitions: number): number {
    if (key !== null) return partitionForKey(key, partitions)
    return Math.floor(this.keyless++ / recordsPerTurn) % partitions
  }

  private pump(lane: BatchLane): void {
    const topic = this.topics.get(lane.topic)
    const { idempotent = false, lingerMs, batchBytes } = this.options
    while (topic !== undefined) {
      const batch = lane.nextToSend(idempotent ? windowMax : 1)
      if (batch === null) return
      const waitMs = lane.lingerMs(batch, lingerMs, batchBytes, this.ctx.monotonicMs())
      if (waitMs > 0) {
        if (lane.lingering) return
        lane.lingering = true
        return void this.ctx.after(this, waitMs).lingered({ lane: lane.name })
      }
      if (idempotent && !this.number(lane, batch)) return
      this.produce(lane, topic, batch)
    }
  }

  /** Gives a batch its sequence numbers; false when that must wait. */
  private number(lane: BatchLane, batch: Batch): boolean {
    if (batch.baseSequence !== -1) return true
    const { sequences } = lane
    if (sequences?.hasGap === true) {
      if (!lane.isSettled) return false
      if (sequences.settled() && sequences.identity === this.identity) {
        this.beginEpochAfter(sequences.identity)
      }
    }
    if (this.identity === null) {
      if (!this.identifying) this.identify()
      this.identifying = true
      return false
    }
    if (sequences === null) lane.sequences = new LaneSequences(this.identity)
    else if (sequences.identity !== this.identity) {
      // The numbers of one epoch end before those of the next begin, in each partition by itself.
      if (!lane.isSettled) return this.numberIn(sequences, batch)
      sequences.begin(this.identity)
    }
    return this.numberIn(lane.sequences as LaneSequences, batch)
  }

  private numberIn(sequences: LaneSequences, batch: Batch): boolean {
    sequences.number(batch)
    return true
  }

  private beginEpochAfter({ producerId, producerEpoch }: ProducerIdentity): void {
    const last = producerEpoch === producerEpochMax
    this.identity = last ? null : { producerId, producerEpoch: producerEpoch + 1 }
    this.ctx.trace('epochBegun', { producerId, producerEpoch: producerEpoch + 1 })
  }

  private produce(lane: BatchLane, topic: KnownTopic, batch: Batch): void {
    const { compression, crc32c, requestTimeoutMs } = this.options
    const acks = this.options.idempotent === true ? -1 : this.options.acks
    lane.beginSending(batch)
    const { partition, name } = lane
    const { records, baseSequence } = batch
    const numbers = lane.sequences === null ? {} : { ...lane.sequences.identity, baseSequence }
    const packed = compression === null ? {} : { compression }
    const bytes = buildBatch({ records, ...packed, ...numbers }, crc32c)
    const partitionData = [{ index: partition, records: bytes }]
    const topicData = [{ name: topic.name, partitionData }]
    this.ctx
      .ask(this.cluster, requestTimeoutMs)
      .call({
        brokerId: topic.leaders[partition] ?? -1,
        apiKey: 0,
        body: { acks, timeoutMs: requestTimeoutMs, topicData },
        maxVersion: lastNamedProduce,
        answered: acks !== 0,
      })
      .answers(this.produced, { lane: name, batch: batch.number })
  }

  private tell(ended: readonly Delivery[], { error, message }: Fault): void {
    for (const { acknowledged, replyTo } of ended) {
      this.ctx.reply(replyTo, { error, message, acknowledged })
    }
  }

  private laneOf(topic: string, partition: number): BatchLane {
    const known = this.lanes.get(laneName(topic, partition))
    if (known !== undefined) return known
    const lane = new BatchLane(topic, partition)
    this.lanes.set(lane.name, lane)
    return lane
  }

  private lanesOf(topic: string): BatchLane[] {
    return [...this.lanes.values()].filter((lane) => lane.topic === topic)
  }

  private laneNamed(name: string): BatchLane {
    return must(this.lanes.get(name), `lane ${name} exists`)
  }
}

/** The topic with its leaders, or why they are not known. */
function searched(answer: unknown, name: string): { topic: KnownTopic } | Fault {
  const failure = failureOf(answer)
  if (failure !== null) return failure
  const topic = (answer as LeadersFound).topics.find((one) => one.name === name)
  if (topic === undefined) return { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: null }
  return topic.error === 'NONE' ? { topic } : { error: topic.error, message: null }
}

/** A batch that was written before is as good as written. */
function isAcknowledged(error: ErrorName, { sequences }: BatchLane): boolean {
  return error === 'NONE' || (sequences !== null && error === 'DUPLICATE_SEQUENCE_NUMBER')
}

function identityFault({ body }: { body: ResponseBody<22> }): Fault {
  return { error: nameOf(body.errorCode), message: null }
}

function produceFault(answer: unknown): Fault {
  const failure = failureOf(answer)
  if (failure !== null) return failure
  const { body } = answer as { body: ResponseBody<0> | null }
  if (body === null) return { error: 'NONE', message: null }
  const partition = body.responses[0]?.partitionResponses[0]
  if (partition === undefined) return { error: 'UNKNOWN_SERVER_ERROR', message: null }
  return { error: nameOf(partition.errorCode), message: partition.errorMessage }
}
