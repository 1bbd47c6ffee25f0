/**
 * A consumer of assigned partitions: fetches ahead, and hands out records in the order of their
 * log.
 */
import type { ResponseBody } from '../../protocol/api-versions.ts'
import { type ErrorName, isRetriable, nameOf } from '../../protocol/errors.ts'
import type { KafkaRecord } from '../../protocol/record.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import type { Codecs } from '../../runtime/ports/codecs.ts'
import type { Ref, ReplyTo } from '../../runtime/ref.ts'
import type { CallEnded } from './client-connection.ts'
import { type ClusterClient, failureOf, type LeadersFound, mayRetry } from './cluster-client.ts'
import { recordsFrom } from './fetched-records.ts'

export interface ConsumerOptions {
  /** `fetch.max.wait.ms` */
  readonly maxWaitMs: number
  readonly minBytes: number
  readonly maxBytes: number
  readonly partitionMaxBytes: number
  /** 0 read_uncommitted, 1 read_committed */
  readonly isolationLevel: 0 | 1
  readonly requestTimeoutMs: number
  readonly codecs: Codecs
}

export interface Assign {
  readonly partitions: readonly { topic: string; partition: number; offset: number }[]
}

export interface Poll {
  readonly maxRecords: number
  /** After which an empty answer is given. */
  readonly timeoutMs: number
  readonly replyTo: ReplyTo<Polled>
}
export interface Polled {
  readonly error: ErrorName
  readonly message: string | null
  readonly records: readonly ConsumedRecord[]
  /** Of every assigned partition: what was handed out, and how far it could go. */
  readonly positions: readonly {
    topic: string
    partition: number
    position: number
    highWatermark: number
  }[]
}
export interface ConsumedRecord extends KafkaRecord {
  readonly topic: string
  readonly partition: number
}

interface Assigned {
  readonly topic: string
  readonly partition: number
  /** Offset to fetch next. */
  fetchOffset: number
  /** Offset to hand out next. */
  position: number
  /** As the last fetch told; -1 before. */
  highWatermark: number
  leader: number
}

const retryBackoffMs = 100
/** The last version of Fetch that names topics by name. */
const lastNamedFetch = 12
/** Records that are fetched ahead; no more is asked for while as many wait. */
const bufferedRecordsMax = 20_000

export class Consumer extends Actor {
  private readonly cluster: Ref<ClusterClient>
  private readonly options: ConsumerOptions
  private assigned: Assigned[] = []
  /** Grows with each assignment; what was asked for under an earlier one is dropped. */
  private generation = 0
  private buffered: ConsumedRecord[] = []
  private readonly fetching = new Set<number>()
  private poller: { poll: Poll; id: number } | null = null
  private polls = 0
  private searching = false
  private fault: { error: Exclude<ErrorName, 'NONE'>; message: string } | null = null

  constructor(ctx: Context, cluster: Ref<ClusterClient>, options: ConsumerOptions) {
    super(ctx)
    this.cluster = cluster
    this.options = options
  }

  // 1. An assignment takes the place of the one before.
  assign({ partitions }: Assign): void {
    this.generation++
    this.buffered = []
    this.fault = null
    this.fetching.clear()
    this.searching = false
    this.assigned = partitions.map(({ topic, partition, offset }) => ({
      topic,
      partition,
      fetchOffset: offset,
      position: offset,
      highWatermark: -1,
      leader: -1,
    }))
    this.findLeaders({ generation: this.generation })
  }

  findLeaders({ generation }: { generation: number }): void {
    if (generation !== this.generation || this.assigned.length === 0) return
    this.searching = true
    const topics = [...new Set(this.assigned.map(({ topic }) => topic))]
    this.ctx
      .ask(this.cluster, this.options.requestTimeoutMs)
      .findLeaders({ topics, refresh: true, allowAutoTopicCreation: false })
      .answers(this.leadersFound, generation)
  }

  leadersFound({ answer, tag }: Answered<LeadersFound, number>): void {
    if (tag !== this.generation) return
    this.searching = false
    const failure = failureOf(answer)
    if (failure !== null && !mayRetry(failure.error)) {
      return this.fail(failure.error, failure.message)
    }
    const topics = failure === null ? (answer as LeadersFound).topics : []
    for (const one of this.assigned) {
      const topic = topics.find(({ name }) => name === one.topic)
      one.leader = topic?.leaders[one.partition] ?? -1
      if (topic !== undefined && topic.error !== 'NONE' && !isRetriable(topic.error)) {
        return this.fail(topic.error, `topic ${one.topic}: ${topic.error}`)
      }
      if (topic?.error === 'NONE' && one.partition >= topic.leaders.length) {
        return this.fail(
          'UNKNOWN_TOPIC_OR_PARTITION',
          `${one.topic} has no partition ${one.partition}`,
        )
      }
    }
    if (this.assigned.some(({ leader }) => leader === -1)) this.searchAgain()
    this.fetch()
  }

  // 2. Records are handed out from the buffer; whoever finds it empty waits.
  poll(poll: Poll): void {
    this.servePoller()
    const id = ++this.polls
    this.poller = { poll, id }
    this.ctx.after(this, poll.timeoutMs).pollWaited({ id })
    if (this.buffered.length > 0 || this.fault !== null) this.servePoller()
    this.fetch()
  }

  pollWaited({ id }: { id: number }): void {
    if (this.poller?.id === id) this.servePoller()
  }

  // 3. One fetch a broker is under way; its answer moves the offsets of its partitions only.
  fetched({ answer, tag }: Answered<CallEnded, { generation: number; leader: number }>): void {
    if (tag.generation !== this.generation) return
    this.fetching.delete(tag.leader)
    const failure = failureOf(answer)
    if (failure !== null) return this.refused(failure.error, failure.message)
    const { body } = answer as { body: ResponseBody<1> }
    const error = nameOf(body.errorCode)
    if (error !== 'NONE') return this.refused(error, `fetch: ${error}`)
    for (const { topic, partitions } of body.responses) {
      for (const partition of partitions) this.take(topic, partition)
    }
    if (this.buffered.length > 0 || this.fault !== null) this.servePoller()
    this.fetch()
  }

  private take(
    topic: string,
    from: ResponseBody<1>['responses'][number]['partitions'][number],
  ): void {
    const one = this.assigned.find(
      (each) => each.topic === topic && each.partition === from.partitionIndex,
    )
    if (one === undefined) return
    const error = nameOf(from.errorCode)
    if (error !== 'NONE' && isRetriable(error)) {
      one.leader = -1
      return this.searchAgain()
    }
    if (error !== 'NONE') return this.fail(error, `${topic}-${one.partition}: ${error}`)
    const read = recordsFrom(from.records, one.fetchOffset, this.options.codecs)
    one.highWatermark = from.highWatermark
    one.fetchOffset = read.nextOffset
    for (const record of read.records) {
      this.buffered.push({ ...record, topic, partition: one.partition })
    }
    if (this.buffered.length === 0) one.position = one.fetchOffset
    const { fault } = read
    if (fault !== null) this.fail(fault.error, `${topic}-${one.partition}: ${fault.message}`)
  }

  private fetch(): void {
    if (this.buffered.length >= bufferedRecordsMax || this.fault !== null) return
    const leaders = new Set(this.assigned.map(({ leader }) => leader))
    for (const leader of leaders) {
      if (leader === -1 || this.fetching.has(leader)) continue
      this.fetching.add(leader)
      this.fetchFrom(leader)
    }
  }

  private fetchFrom(leader: number): void {
    const { maxWaitMs, minBytes, maxBytes, isolationLevel, requestTimeoutMs } = this.options
    const mine = this.assigned.filter((one) => one.leader === leader)
    const topics = [...new Set(mine.map(({ topic }) => topic))].map((topic) => ({
      topic,
      partitions: mine
        .filter((one) => one.topic === topic)
        .map(({ partition, fetchOffset }) => ({
          partition,
          fetchOffset,
          partitionMaxBytes: this.options.partitionMaxBytes,
        })),
    }))
    this.ctx
      .ask(this.cluster, maxWaitMs + requestTimeoutMs)
      .call({
        brokerId: leader,
        apiKey: 1,
        body: { maxWaitMs, minBytes, maxBytes, isolationLevel, topics, forgottenTopicsData: [] },
        maxVersion: lastNamedFetch,
        answered: true,
      })
      .answers(this.fetched, { generation: this.generation, leader })
  }

  private searchAgain(): void {
    if (this.searching) return
    this.searching = true
    this.ctx.after(this, retryBackoffMs).findLeaders({ generation: this.generation })
  }

  private refused(error: Exclude<ErrorName, 'NONE'>, message: string): void {
    if (mayRetry(error)) this.searchAgain()
    else this.fail(error, message)
  }

  private fail(error: Exclude<ErrorName, 'NONE'>, message: string): void {
    this.fault = { error, message }
    this.servePoller()
  }

  private servePoller(): void {
    if (this.poller === null) return
    const { maxRecords, replyTo } = this.poller.poll
    this.poller = null
    const records = this.buffered.splice(0, maxRecords)
    for (const { topic, partition, offset } of records) {
      const one = this.assigned.find((each) => each.topic === topic && each.partition === partition)
      if (one !== undefined) one.position = offset + 1
    }
    if (this.buffered.length === 0) for (const one of this.assigned) one.position = one.fetchOffset
    const positions = this.assigned.map(({ topic, partition, position, highWatermark }) => ({
      topic,
      partition,
      position,
      highWatermark,
    }))
    // What was fetched before a fault is handed out before it.
    const fault = records.length > 0 ? null : this.fault
    const { error = 'NONE', message = null } = fault ?? {}
    this.ctx.reply(replyTo, { error, message, records, positions })
  }
}
