/**
 * The life of a broker: registers, follows the metadata log, and keeps one replica actor a
 * partition.
 */
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { ActorDown, Context } from '../../runtime/context.ts'
import { isUnanswered, type ReplyTo } from '../../runtime/ref.ts'
import type { MetadataFetched, Registered } from '../controller/controller.ts'
import type { MetadataRecord } from '../metadata/metadata-records.ts'
import { newTopicId } from '../metadata/topic-id.ts'
import { type OwnedBrokerView, replicaName } from './broker-view.ts'
import type { PartitionKey } from './replica-fetch.ts'
import { ReplicaKeeper } from './replica-keeper.ts'

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
/** Until the controller has given a dead leader's partition a new leader epoch. */
const reportAgainMs = 500

export class BrokerLifecycle extends Actor {
  private readonly view: OwnedBrokerView
  private readonly incarnationId: string
  private readonly keeper: ReplicaKeeper
  /** Partitions that have changed, and whose replicas have not been told. */
  private readonly unsettled = new Map<string, PartitionKey>()
  private reporting = false
  private waiting: AwaitMetadata[] = []
  private readonly early: AwaitServing[] = []
  /** The port that the listener got; nothing is registered before it has one. */
  private port = -1
  private fetches = 0

  constructor(ctx: Context, view: OwnedBrokerView) {
    super(ctx)
    this.view = view
    this.incarnationId = newTopicId((bound) => ctx.random(bound))
    this.keeper = new ReplicaKeeper(ctx, view, this.replicaEnded)
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

  // 4. A replica has died: a leader needs a new epoch, so the controller is told until it has
  // heard.
  replicaEnded(down: ActorDown<PartitionKey>): void {
    if (!this.keeper.replicaEnded(down) || this.reporting) return
    this.reporting = true
    this.reportFailed()
  }

  reportFailed(): void {
    const { failed } = this.keeper
    this.reporting = failed.length > 0
    if (!this.reporting) return
    for (const replica of failed) this.ctx.to(this.view.partitionChanges).replicaFailed(replica)
    this.ctx.after(this, reportAgainMs).reportFailed()
  }

  /** Takes a record into the view, and notes the replicas that it concerns. */
  private replay(record: MetadataRecord): void {
    const { unsettled } = this
    const note = (topicId: string, partition: number) =>
      unsettled.set(replicaName(topicId, partition), { topicId, partition })
    if (record.kind === 'partition') note(record.topicId, record.partition)
    if (record.kind === 'removeTopic') {
      const removed = this.view.image.topics.get(record.topicId)
      for (const { partition } of removed?.partitions ?? []) note(record.topicId, partition)
    }
    this.view.image.replay(record)
  }

  /**
   * Not before the record of this incarnation's registration: what stands before it was meant for
   * an earlier life (KIP-380).
   */
  private settleReplicas(): void {
    if (this.view.image.endOffset <= this.view.brokerEpoch) return
    for (const key of this.unsettled.values()) this.keeper.settle(key)
    this.unsettled.clear()
  }
}
