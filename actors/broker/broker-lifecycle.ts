/**
 * The life of a broker: registers, follows the metadata log, and keeps one replica actor a
 * partition.
 */
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import { isUnanswered, type Ref, type ReplyTo } from '../../runtime/ref.ts'
import type { MetadataFetched, Registered } from '../controller/controller.ts'
import type { MetadataRecord, PartitionRecord } from '../metadata/metadata-records.ts'
import { newTopicId } from '../metadata/topic-id.ts'
import { PartitionReplica } from '../partition/partition-replica.ts'
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
  private waiting: AwaitMetadata[] = []
  private readonly early: AwaitServing[] = []
  /** The port that the listener got; nothing is registered before it has one. */
  private port = -1
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

  // 1. The listener has its port: register this incarnation, until the controller has answered.
  listenerReady({ port }: { port: number }): void {
    this.port = port
    this.register()
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

  /** Takes a record into the view, and starts or ends the replicas that it moves here or away. */
  private replay(record: MetadataRecord): void {
    const removed =
      record.kind === 'removeTopic' ? this.view.image.topics.get(record.topicId) : null
    this.view.image.replay(record)
    if (record.kind === 'partition') this.keepReplica(record)
    if (!removed) return
    for (const { partition } of removed.partitions) this.endReplica(removed.topicId, partition)
  }

  private keepReplica({ topicId, partition, replicas }: PartitionRecord): void {
    const name = replicaName(topicId, partition)
    const { view } = this
    const topic = view.image.topics.get(topicId)
    const mine = replicas.includes(view.boot.brokerId)
    if (topic === undefined || !mine || this.replicas.has(name)) return
    // The topic may be removed by a later record of the same answer, before the replica starts.
    const create = (ctx: Context) => new PartitionReplica(ctx, view, topic, partition)
    const options = { role: 'partition-replica', restart: 'transient' } as const
    this.replicas.set(name, this.ctx.spawn(replicasPath, name, create, options))
  }

  private endReplica(topicId: string, partition: number): void {
    const name = replicaName(topicId, partition)
    const replica = this.replicas.get(name)
    if (replica === undefined) return
    this.replicas.delete(name)
    this.ctx.stop(replica)
    const { disk } = this.ctx
    for (const file of disk.list(`${name}/`)) disk.remove(file, () => {})
  }
}
