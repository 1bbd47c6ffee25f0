/**
 * The life of a broker: registers, follows the metadata log, and keeps one replica actor a
 * partition.
 */
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import { must } from '../../runtime/assert.ts'
import type { Context } from '../../runtime/context.ts'
import { isUnanswered, type Ref, type ReplyTo } from '../../runtime/ref.ts'
import type { MetadataFetched, Registered } from '../controller/controller.ts'
import type { TopicImage } from '../metadata/cluster-image.ts'
import type { MetadataRecord } from '../metadata/metadata-records.ts'
import { newTopicId } from '../metadata/topic-id.ts'
import { PartitionReplica } from '../partition/partition-replica.ts'
import { removeStored, type StoredPartition } from '../partition/replica-storage.ts'
import { type OwnedBrokerView, replicaName, replicasPath } from './broker-view.ts'

export interface AwaitMetadata {
  /** The metadata offset to wait for. */
  readonly endOffset: number
  readonly replyTo: ReplyTo<MetadataReached>
}
export interface MetadataReached {
  readonly endOffset: number
}

export interface AwaitServing {
  readonly replyTo: ReplyTo<Serving>
}
export interface Serving {
  readonly brokerEpoch: number
}

const registrationTimeoutMs = 2_000
const retryBackoffMs = 100
/** Longer than the controller parks a fetch. */
const fetchTimeoutMs = 2_000

export class BrokerLifecycle extends Actor {
  private readonly view: OwnedBrokerView
  private readonly incarnationId: string
  private readonly replicas = new Map<string, Ref<PartitionReplica>>()
  /** Partitions that have changed, and whose replicas do not follow yet. */
  private readonly unsettled = new Map<string, StoredPartition>()
  private waiting: AwaitMetadata[] = []
  private readonly early: AwaitServing[] = []
  /** The port that the listener got; nothing is registered before it has one. */
  private port = -1
  /** What an earlier life has left on disk is known. */
  private logsAreReady = false
  private fetches = 0

  constructor(ctx: Context, view: OwnedBrokerView) {
    super(ctx)
    this.view = view
    this.incarnationId = newTopicId((bound) => ctx.random(bound))
  }

  protected override started(): void {
    this.view.image.reset()
    this.view.brokerEpoch = -1
  }

  protected override describe(): Record<string, unknown> {
    const { brokerEpoch, image, boot } = this.view
    const { advertisedHost: host } = boot
    return { brokerEpoch, metadataOffset: image.endOffset, host, port: this.port }
  }

  // 1. The listener has its port and the logs are checked: register this incarnation, until the
  // controller has answered.
  listenerReady({ port }: { port: number }): void {
    this.port = port
    if (this.logsAreReady) this.register()
  }

  logsReady(_: Record<string, never>): void {
    if (this.logsAreReady) return
    this.logsAreReady = true
    if (this.port >= 0) this.register()
  }

  register(): void {
    const { brokerId, advertisedHost, rack } = this.view.boot
    this.ctx
      .ask(this.view.controller, registrationTimeoutMs)
      .registerBroker({
        brokerId,
        incarnationId: this.incarnationId,
        host: advertisedHost,
        port: this.port,
        rack,
      })
      .answers(this.registered, null)
  }

  registered({ answer }: Answered<Registered>): void {
    if (isUnanswered(answer)) {
      this.ctx.after(this, retryBackoffMs).register()
      return
    }
    this.view.brokerEpoch = answer.brokerEpoch
    this.ctx.trace('registered', { brokerEpoch: answer.brokerEpoch })
    this.fetch()
  }

  // 2. Follow the metadata log in offset order; a fetch at its end waits at the controller.
  fetch(): void {
    this.ctx
      .ask(this.view.controller, fetchTimeoutMs)
      .fetchMetadata({ brokerId: this.view.boot.brokerId, fromOffset: this.view.image.endOffset })
      .answers(this.fetched, ++this.fetches)
  }

  fetched({ answer, tag }: Answered<MetadataFetched, number>): void {
    if (tag !== this.fetches) return
    if (isUnanswered(answer)) {
      this.ctx.after(this, retryBackoffMs).fetch()
      return
    }
    // Without its log the controller knows nothing of this broker: a new life registers again.
    if (answer.endOffset < this.view.image.endOffset) throw new Error('the metadata log is lost')
    for (const record of answer.records) this.replay(record)
    this.settleReplicas()
    this.tellWaiting()
    this.tellEarly()
    this.fetch()
  }

  // 3. Requests that changed something wait here until this broker knows it.
  awaitMetadata(wanted: AwaitMetadata): void {
    this.waiting.push(wanted)
    this.tellWaiting()
  }

  // 4. Clients wait here until the broker has seen its own registration, and so all before it.
  awaitServing(wanted: AwaitServing): void {
    this.early.push(wanted)
    this.tellEarly()
  }

  private tellEarly(): void {
    const { brokerEpoch } = this.view
    if (!this.view.serving) return
    for (const { replyTo } of this.early.splice(0)) this.ctx.reply(replyTo, { brokerEpoch })
  }

  private tellWaiting(): void {
    const { endOffset } = this.view.image
    const due = this.waiting.filter((wanted) => wanted.endOffset <= endOffset)
    if (due.length === 0) return
    this.waiting = this.waiting.filter((wanted) => wanted.endOffset > endOffset)
    for (const { replyTo } of due) this.ctx.reply(replyTo, { endOffset })
  }

  /** Takes a record into the view, and notes the partitions that it concerns. */
  private replay(record: MetadataRecord): void {
    const { image } = this.view
    if (record.kind === 'removeTopic') {
      const topic = image.topics.get(record.topicId)
      for (const { partition } of topic?.partitions ?? []) this.note(topic, partition)
    }
    image.replay(record)
    if (record.kind === 'partition') this.note(image.topics.get(record.topicId), record.partition)
  }

  private note(topic: TopicImage | undefined, partition: number): void {
    if (topic === undefined) return
    const { topicId, name } = topic
    this.unsettled.set(replicaName(topicId, partition), { topic: name, topicId, partition })
  }

  /**
   * Starts and ends replicas. Not before this broker knows its own registration: what stands before
   * it has been overtaken, and would remove what a later topic of the same name has stored.
   */
  private settleReplicas(): void {
    if (!this.view.serving) return
    const changed = [...this.unsettled.values()]
    this.unsettled.clear()
    const here = new Set(changed.filter((each) => this.belongsHere(each)))
    for (const each of changed) if (!here.has(each)) this.endReplica(each)
    for (const each of here) this.keepReplica(each)
  }

  private belongsHere({ topicId, partition }: StoredPartition): boolean {
    const image = this.view.image.topics.get(topicId)?.partitions[partition]
    return image?.replicas.includes(this.view.boot.brokerId) === true
  }

  private keepReplica({ topicId, partition }: StoredPartition): void {
    const name = replicaName(topicId, partition)
    if (this.replicas.has(name)) return
    const { view } = this
    // The topic may be removed before a later life of the replica starts.
    const topic = must(view.image.topics.get(topicId), `topic ${topicId} is in the view`)
    const create = (ctx: Context) => new PartitionReplica(ctx, view, topic, partition)
    const options = { role: 'partition-replica', restart: 'transient' } as const
    this.replicas.set(name, this.ctx.spawn(replicasPath, name, create, options))
  }

  private endReplica(stored: StoredPartition): void {
    const name = replicaName(stored.topicId, stored.partition)
    const replica = this.replicas.get(name)
    this.replicas.delete(name)
    if (replica !== undefined) this.ctx.stop(replica)
    removeStored(this.ctx, this.view, stored)
  }
}
