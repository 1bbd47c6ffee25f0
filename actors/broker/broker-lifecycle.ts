/**
 * The life of a broker: registers, follows the metadata log, and keeps one replica actor a
 * partition.
 */
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { ActorDown, Context } from '../../runtime/context.ts'
import { isUnanswered, type ReplyTo, type Unanswered } from '../../runtime/ref.ts'
import type { Timer } from '../../runtime/timer.ts'
import type {
  CrashTaken,
  FailureTaken,
  Heartbeaten,
  MetadataFetched,
  Registered,
} from '../controller/controller-messages.ts'
import type { MetadataRecord } from '../metadata/metadata-records.ts'
import { isNotController, type NotController } from '../metadata/not-controller.ts'
import { newTopicId } from '../metadata/topic-id.ts'
import { previousEpoch, readLastSession, startSession } from './broker-session-file.ts'
import type { OwnedBrokerView } from './broker-view.ts'
import { KeptReplicas, type ReplicaTag } from './kept-replicas.ts'

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

export interface AwaitShutDown {
  readonly replyTo: ReplyTo<ShutDown>
}
export interface ShutDown {
  readonly brokerEpoch: number
}

const registrationTimeoutMs = 1_000
const retryBackoffMs = 20
/** Longer than a controller parks a fetch, and short enough to leave one that is frozen soon. */
const fetchTimeoutMs = 1_000
const heartbeatTimeoutMs = 1_000
/** While a broker stops, it asks more often whether it may. */
const shutdownHeartbeatMs = 50
const duplicateBackoffMs = 250

export class BrokerLifecycle extends Actor {
  private readonly view: OwnedBrokerView
  private readonly incarnationId: string
  private readonly replicas: KeptReplicas
  private waiting: AwaitMetadata[] = []
  private readonly early: AwaitServing[] = []
  private readonly stoppers: ReplyTo<ShutDown>[] = []
  /** The port that the listener got; nothing is registered before it has one. */
  private port = -1
  /** What an earlier life has left on disk is known. */
  private logsAreReady = false
  private fetches = 0
  private heartbeats = 0
  private heartbeatTimer: Timer | null = null
  /** The hash of the metadata log up to the end of the image. */
  private chain = 0
  private controllerEpoch = -1
  private fenced = true
  private leaving = false
  /** It may stop, and shows no more that it lives. */
  private letGo = false

  constructor(ctx: Context, view: OwnedBrokerView) {
    super(ctx)
    this.view = view
    this.incarnationId = newTopicId((bound) => ctx.random(bound))
    this.replicas = new KeptReplicas(ctx, view, this.replicaEnded)
  }

  protected override started(): void {
    this.view.image.reset()
    this.view.brokerEpoch = -1
    this.view.serving = false
  }

  protected override describe(): Record<string, unknown> {
    const { brokerEpoch, image, boot, controllerId } = this.view
    const { incarnationId, fenced, port } = this
    const { advertisedHost: host } = boot
    const metadataOffset = image.endOffset
    return { brokerEpoch, incarnationId, fenced, controllerId, metadataOffset, host, port }
  }

  // 1. The listener has its port and the logs are checked: register this incarnation, until the
  // controller has answered.
  listenerReady({ port }: { port: number }): void {
    this.port = port
    if (this.logsAreReady) this.begin()
  }

  logsReady(_: Record<string, never>): void {
    if (this.logsAreReady) return
    this.logsAreReady = true
    if (this.port >= 0) this.begin()
  }

  private begin(): void {
    // Nobody else has this disk: the broker that used it last is dead, seen or not.
    const onDisk = readLastSession(this.ctx.disk)?.incarnationId ?? ''
    const incarnationId = this.view.incarnationId || onDisk
    // A listener that was restarted is still this broker's, on the same port.
    if (incarnationId === this.incarnationId) return
    this.view.incarnationId = this.incarnationId
    this.ctx.trace('incarnation', { incarnationId: this.incarnationId })
    // This system lives on, but its last broker does not: nobody else has seen it die.
    if (incarnationId === '') this.register()
    else this.reportPredecessor({ incarnationId })
  }

  reportPredecessor({ incarnationId }: { incarnationId: string }): void {
    this.ctx
      .ask(this.view.controller, registrationTimeoutMs)
      .brokerCrashed({ brokerId: this.view.boot.brokerId, incarnationId })
      .answers(this.predecessorReported, { incarnationId, asked: this.view.controllerId })
  }

  predecessorReported({
    answer,
    tag: { incarnationId, asked },
  }: Answered<CrashTaken | NotController, { incarnationId: string; asked: number }>): void {
    if (!isUnanswered(answer) && !isNotController(answer)) return this.register()
    this.moveOn(asked, answer)
    this.ctx.after(this, retryBackoffMs).reportPredecessor({ incarnationId })
  }

  register(): void {
    const { disk } = this.ctx
    const { brokerId, advertisedHost, rack, bootId } = this.view.boot
    const { wasCleanStop, lastBrokerEpoch } = this.view.logs
    const cleanEpoch = wasCleanStop ? lastBrokerEpoch : null
    const previousBrokerEpoch = previousEpoch(readLastSession(disk), bootId, cleanEpoch)
    const { incarnationId, port } = this
    const registration = { brokerId, incarnationId, host: advertisedHost, port, rack }
    this.ctx
      .ask(this.view.controller, registrationTimeoutMs)
      .registerBroker({ ...registration, previousBrokerEpoch })
      .answers(this.registered, this.view.controllerId)
  }

  registered({ answer, tag }: Answered<Registered | NotController, number>): void {
    if (isUnanswered(answer) || isNotController(answer)) {
      this.moveOn(tag, answer)
      this.ctx.after(this, retryBackoffMs).register()
      return
    }
    const { error, brokerEpoch } = answer
    if (error !== 'NONE') {
      this.ctx.log('warn', `registration refused: ${error}`)
      this.ctx.after(this, duplicateBackoffMs).register()
      return
    }
    this.view.brokerEpoch = brokerEpoch
    const { incarnationId, view } = this
    startSession(this.ctx.disk, { brokerEpoch, incarnationId, bootId: view.boot.bootId })
    this.ctx.trace('registered', { brokerEpoch })
    this.fetch()
    this.heartbeat(null)
  }

  // 2. Follow the metadata log in offset order; a fetch at its end waits at the controller.
  fetch(): void {
    const { brokerId } = this.view.boot
    const { endOffset: fromOffset } = this.view.image
    this.ctx
      .ask(this.view.controller, fetchTimeoutMs)
      .fetchMetadata({ brokerId, fromOffset, chain: this.chain })
      .answers(this.fetched, { fetch: ++this.fetches, asked: this.view.controllerId })
  }

  fetched({ answer, tag }: Answered<MetadataFetched, { fetch: number; asked: number }>): void {
    if (tag.fetch !== this.fetches) return
    if (isUnanswered(answer)) {
      this.moveOn(tag.asked, answer)
      this.ctx.after(this, retryBackoffMs).fetch()
      return
    }
    // Without its log the cluster knows nothing of this broker: a new life registers again.
    if (answer.lost) throw new Error('the metadata log is lost')
    for (const record of answer.records) this.replay(record)
    this.replicas.settle()
    this.chain = answer.chain
    this.tellWaiting()
    this.tellEarly()
    const { leaderId, epoch } = answer
    if (leaderId !== -1) this.follow({ controllerId: leaderId, epoch })
    this.fetch()
  }

  // 3. Show the active controller that this broker lives; it says whether it is fenced.
  heartbeat(_: null): void {
    this.ctx.cancel(this.heartbeatTimer)
    this.heartbeatTimer = null
    const { boot, brokerEpoch, image, controllerId, controller } = this.view
    if (brokerEpoch === -1 || this.letGo) return
    this.ctx
      .ask(controller, heartbeatTimeoutMs)
      .brokerHeartbeat({
        brokerId: boot.brokerId,
        brokerEpoch,
        metadataOffset: image.endOffset,
        wantFence: false,
        wantShutDown: this.leaving,
      })
      .answers(this.heartbeaten, { heartbeat: ++this.heartbeats, asked: controllerId })
  }

  heartbeaten({
    answer,
    tag,
  }: Answered<Heartbeaten | NotController, { heartbeat: number; asked: number }>): void {
    if (tag.heartbeat !== this.heartbeats) return
    if (isUnanswered(answer) || isNotController(answer)) {
      this.moveOn(tag.asked, answer)
      return this.heartbeatIn(retryBackoffMs)
    }
    if (answer.error !== 'NONE') throw new Error(`the controller says ${answer.error}`)
    if (answer.shouldShutDown) return this.shutDownGranted()
    const intervalMs = this.view.boot.settings['broker.heartbeat.interval.ms']
    this.heartbeatIn(this.leaving ? shutdownHeartbeatMs : intervalMs)
  }

  /** The way to stop in order: others take over first, then the answer says that it may. */
  shutDown({ replyTo }: AwaitShutDown): void {
    this.leaving = true
    this.stoppers.push(replyTo)
    this.heartbeat(null)
  }

  // 4. The active controller may move; whoever notices tells.
  controllerElected(elected: { controllerId: number; epoch: number }): void {
    if (!this.follow(elected) || this.view.brokerEpoch === -1) return
    this.fetch()
    this.heartbeat(null)
  }

  notController(told: { asked: number; leaderId: number; epoch: number }): void {
    this.moveOn(told.asked, told)
  }

  // 5. A replica has died and lives again: one that led leads again only in a new epoch.
  replicaEnded({ reason, tag }: ActorDown<ReplicaTag>): void {
    if (reason !== 'crashed') return
    if (this.replicas.died(tag) !== -1) this.reportReplica(tag)
  }

  /** A replica that leads has found that its log is damaged. */
  replicaDamaged(tag: ReplicaTag): void {
    this.replicas.resigned(tag)
    this.reportReplica(tag)
  }

  reportReplica(tag: ReplicaTag): void {
    const { boot, brokerEpoch, image } = this.view
    const state = image.topics.get(tag.topicId)?.partitions[tag.partition]
    if (state === undefined || !this.replicas.isFallen(tag)) return
    const { leaderEpoch } = state
    const failed = { brokerId: boot.brokerId, brokerEpoch, ...tag, leaderEpoch }
    this.ctx
      .ask(this.view.controller, registrationTimeoutMs)
      .replicaFailed(failed)
      .answers(this.replicaReported, { tag, asked: this.view.controllerId })
  }

  /** It is reported until the new epoch is here. */
  replicaReported({
    answer,
    tag: { tag, asked },
  }: Answered<FailureTaken | NotController, { tag: ReplicaTag; asked: number }>): void {
    if (isUnanswered(answer) || isNotController(answer)) this.moveOn(asked, answer)
    this.ctx.after(this, retryBackoffMs).reportReplica(tag)
  }

  // 6. Requests that changed something wait here until this broker knows it.
  awaitMetadata(wanted: AwaitMetadata): void {
    this.waiting.push(wanted)
    this.tellWaiting()
  }

  // 7. Clients wait here until the broker knows the cluster, and the cluster counts on it.
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
    const { image, boot } = this.view
    if (record.kind === 'removeTopic') {
      const topic = image.topics.get(record.topicId)
      for (const { partition } of topic?.partitions ?? []) this.replicas.note(topic, partition)
    }
    image.replay(record)
    switch (record.kind) {
      case 'partition':
      case 'partitionChange':
        return this.replicas.note(image.topics.get(record.topicId), record.partition)
      case 'registerBroker':
      case 'fenceBroker':
      case 'unfenceBroker':
        if (record.brokerId === boot.brokerId) this.ownStateChanged()
        return
    }
  }

  private ownStateChanged(): void {
    const { image, boot, brokerEpoch } = this.view
    const own = image.brokers.get(boot.brokerId)
    if (own?.brokerEpoch !== brokerEpoch) return
    this.fenced = own.fenced
    if (!own.fenced) this.view.serving = true
    // The controller unfences whoever shows that it knows the cluster.
    else this.heartbeat(null)
  }

  private heartbeatIn(delayMs: number): void {
    this.ctx.cancel(this.heartbeatTimer)
    this.heartbeatTimer = this.ctx.after(this, delayMs).heartbeat(null)
  }

  private shutDownGranted(): void {
    this.letGo = true
    const { brokerEpoch } = this.view
    this.ctx.trace('shutDownGranted', { brokerEpoch })
    for (const replyTo of this.stoppers.splice(0)) this.ctx.reply(replyTo, { brokerEpoch })
  }

  /** Takes up a controller of a newer epoch. Returns whether it is another than before. */
  private follow({ controllerId, epoch }: { controllerId: number; epoch: number }): boolean {
    if (epoch <= this.controllerEpoch) return false
    this.controllerEpoch = epoch
    const moved = controllerId !== this.view.controllerId
    this.view.controllerId = controllerId
    return moved
  }

  /** The controller that was `asked` is not the one: on to the one it names, or to the next. */
  private moveOn(asked: number, answer: Unanswered | { leaderId: number; epoch: number }): void {
    const { view } = this
    if (view.controllerId !== asked) return
    const known = isUnanswered(answer) ? { leaderId: -1, epoch: -1 } : answer
    if (known.leaderId !== -1 && known.leaderId !== asked && known.epoch >= this.controllerEpoch) {
      this.controllerEpoch = known.epoch
      view.controllerId = known.leaderId
      return
    }
    const { controllerIds } = view.boot
    const next = (controllerIds.indexOf(asked) + 1) % controllerIds.length
    view.controllerId = controllerIds[next] ?? asked
  }
}
