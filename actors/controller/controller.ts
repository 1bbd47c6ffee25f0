/**
 * A controller. The active one decides metadata records, appends them and replays them at append;
 * it answers when they are committed. When it loses its office it dies, and reads the log anew.
 */
import type { BrokerSettings } from '../../cluster-config/broker-settings.ts'
import type { Context } from '../../runtime/context.ts'
import type { ReplyTo } from '../../runtime/ref.ts'
import type { Timer } from '../../runtime/timer.ts'
import { type BrokerImage, ClusterImage } from '../metadata/cluster-image.ts'
import type { MetadataRecord } from '../metadata/metadata-records.ts'
import type { NotController } from '../metadata/not-controller.ts'
import { newTopicId } from '../metadata/topic-id.ts'
import { decideAlterPartition } from './alter-partition.ts'
import { decideTopicConfig } from './alter-topic-config.ts'
import { AppliedWaits } from './applied-waits.ts'
import { fenceBroker } from './broker-changes.ts'
import { decideHeartbeat } from './broker-heartbeat.ts'
import { BrokerSessions } from './broker-sessions.ts'
import type * as m from './controller-messages.ts'
import type { ControllerView } from './controller-view.ts'
import { decideMorePartitions } from './create-partitions.ts'
import {
  type CreatedTopic,
  decideTopic,
  isTooMany,
  maxPartitionsPerRequest,
  notCreated,
} from './create-topics.ts'
import { decideDeletion } from './delete-topics.ts'
import {
  balanceLeaders,
  decideAllElections,
  decideElection,
  electLeaderless,
} from './elect-leaders.ts'
import { type CommittedLog, Observers } from './observers.ts'
import { PendingAnswers } from './pending-answers.ts'
import { QuorumVoter, type VoterOptions } from './raft/quorum-voter.ts'
import { decideReassignment, reassignmentsUnderWay } from './reassign-partitions.ts'
import { decideRegistration } from './register-broker.ts'
import { decideReplicaFailed } from './replica-failed.ts'
import type { ControllerRules, Moment } from './rules.ts'

export interface ControllerOptions extends VoterOptions {
  readonly settings: BrokerSettings
  readonly rules: ControllerRules
  /** Levels of features that a new cluster begins with. */
  readonly features: readonly (readonly [name: string, level: number])[]
  /** Tells a broker that this controller is the active one now. */
  tellBroker(ctx: Context, brokerId: number, elected: { controllerId: number; epoch: number }): void
}

/** Source: Kafka's ProducerIdsBlock.PRODUCER_ID_BLOCK_SIZE. */
const producerIdBlockSize = 1000
/** How long an answer waits for a broker that does not follow. */
const applyWaitMs = 1_000
const tooManyMessage = `A request may ask for at most ${maxPartitionsPerRequest} partitions.`

export class Controller extends QuorumVoter {
  private readonly image = new ClusterImage()
  private readonly own: ControllerOptions
  private readonly view: ControllerView
  private readonly sessions = new BrokerSessions()
  private readonly sessionTimers = new Map<number, Timer>()
  private readonly pending = new PendingAnswers()
  private readonly waits = new AppliedWaits()
  private readonly observers: Observers

  constructor(ctx: Context, options: ControllerOptions) {
    super(ctx, options)
    const { image } = this
    const { settings, rules } = options
    this.own = options
    this.view = { image, settings, rules }
    this.observers = new Observers(ctx, this, () => this.committedLog)
  }

  // 1. Elected: read the whole log, also what is not committed yet; it will be with this epoch.
  protected override becameLeader(): void {
    const { controllerId, features, tellBroker } = this.own
    for (const record of this.log.recordsFrom(0, this.log.endOffset, Number.MAX_SAFE_INTEGER)) {
      this.image.replay(record)
    }
    const first: MetadataRecord[] = [{ kind: 'leaderChange', leaderId: controllerId }]
    if (this.image.features.size === 0) {
      for (const [name, level] of features) first.push({ kind: 'featureLevel', name, level })
    }
    this.persist(first)
    for (const { brokerId, brokerEpoch, fenced } of this.image.brokers.values()) {
      if (!fenced) this.touch(brokerId, brokerEpoch)
      tellBroker(this.ctx, brokerId, { controllerId, epoch: this.epoch })
    }
    this.balanceLater()
  }

  protected override committed(): void {
    for (const answer of this.pending.takeCommitted(this.highWatermark)) answer()
    this.observers.serve()
  }

  // 2. Brokers come, show that they live, and go.
  registerBroker({ replyTo, ...request }: m.Registration): void {
    if (!this.isActive(replyTo)) return
    const { brokerId, incarnationId } = request
    if (this.sessions.isDead(brokerId, incarnationId)) {
      return this.answer(replyTo, { error: 'STALE_BROKER_EPOCH', brokerEpoch: -1 })
    }
    const session = this.sessions.get(brokerId)
    const timeoutMs = this.own.settings['broker.session.timeout.ms']
    const hasSession =
      session !== undefined && !this.own.rules.isSessionOver(session.last, this.now(), timeoutMs)
    const { error, records, brokerEpoch } = decideRegistration(this.view, request, hasSession)
    this.persist(records)
    if (error === 'NONE') this.touch(brokerId, brokerEpoch)
    this.answer(replyTo, { error, brokerEpoch })
  }

  brokerHeartbeat({ replyTo, ...heartbeat }: m.Heartbeat): void {
    if (!this.isActive(replyTo)) return
    const { brokerId, brokerEpoch, metadataOffset } = heartbeat
    const known = this.image.brokers.get(brokerId)
    const isDead = known !== undefined && this.sessions.isDead(brokerId, known.incarnationId)
    if (known?.brokerEpoch !== brokerEpoch || isDead) {
      const error = 'STALE_BROKER_EPOCH'
      return this.answer(replyTo, { error, isFenced: true, shouldShutDown: false })
    }
    // A heartbeat that comes too late is too late, also when it overtakes the timer.
    this.checkSession({ brokerId, brokerEpoch })
    this.touch(brokerId, brokerEpoch, metadataOffset)
    const broker = this.image.brokers.get(brokerId) as BrokerImage
    const nowMs = this.ctx.monotonicMs()
    const decision = decideHeartbeat(this.view, broker, heartbeat, this.sessions, nowMs)
    this.persist(decision.records)
    const { shouldShutDown } = decision
    const isFenced = this.image.brokers.get(brokerId)?.fenced ?? true
    this.answer(replyTo, { error: 'NONE', isFenced, shouldShutDown })
  }

  /** Fences the broker if nothing was heard of it for too long. */
  checkSession({ brokerId, brokerEpoch }: { brokerId: number; brokerEpoch: number }): void {
    const session = this.sessions.get(brokerId)
    const broker = this.image.brokers.get(brokerId)
    if (session?.brokerEpoch !== brokerEpoch || broker?.brokerEpoch !== brokerEpoch) return
    const timeoutMs = this.own.settings['broker.session.timeout.ms']
    if (!this.own.rules.isSessionOver(session.last, this.now(), timeoutMs)) return
    this.fence(broker, 'no heartbeat')
  }

  /** Told by the cluster supervisor, to every controller, until one has traced `crashTaken`. */
  brokerDied(report: m.CrashTaken): void {
    if (!this.isLeader) return
    this.takeCrash(report)
    this.hold(() => this.ctx.trace('crashTaken', { ...report }))
  }

  brokerCrashed({ replyTo, ...report }: m.BrokerCrashed): void {
    if (!this.isActive(replyTo)) return
    this.takeCrash(report)
    this.answer(replyTo, report)
  }

  private takeCrash({ brokerId, incarnationId }: m.CrashTaken): void {
    const broker = this.image.brokers.get(brokerId)
    if (broker !== undefined && this.own.rules.isReported(broker, incarnationId)) {
      this.sessions.crashed(brokerId, broker.incarnationId, this.ctx.monotonicMs())
      this.fence(broker, 'crashed')
    }
  }

  replicaFailed({ replyTo, ...failed }: m.ReplicaFailed): void {
    if (!this.isActive(replyTo)) return
    const isStale = this.image.brokers.get(failed.brokerId)?.brokerEpoch !== failed.brokerEpoch
    if (!isStale) this.persist(decideReplicaFailed(this.view, failed))
    this.answer(replyTo, { error: isStale ? 'STALE_BROKER_EPOCH' : 'NONE' })
  }

  // 3. Leaders change their ISR.
  alterPartitions({ brokerId, brokerEpoch, partitions, replyTo }: m.AlterPartitions): void {
    if (!this.isActive(replyTo)) return
    if (this.image.brokers.get(brokerId)?.brokerEpoch !== brokerEpoch) {
      return this.answer(replyTo, { error: 'STALE_BROKER_EPOCH', partitions: [] })
    }
    const altered = partitions.map((wanted) => {
      const { topicId, partition } = wanted
      const { records, error } = decideAlterPartition(this.view, brokerId, wanted)
      this.persist(records)
      const after = this.image.topics.get(topicId)?.partitions[partition]
      return { topicId, partition, error, state: error === 'NONE' ? (after ?? null) : null }
    })
    this.answer(replyTo, { error: 'NONE', partitions: altered })
  }

  // 4. Topics: each one is decided against what those before it in the request have changed.
  createTopics({ topics, validateOnly, replyTo }: m.CreateTopics): void {
    if (!this.isActive(replyTo)) return
    const { settings } = this.own
    const random = (bound: number) => this.ctx.random(bound)
    const means = { settings, newTopicId: () => newTopicId(random), random }
    const tooMany = isTooMany(topics, settings)
    const outcomes = topics.map((topic): CreatedTopic => {
      if (tooMany) return notCreated(topic.name, 'POLICY_VIOLATION', tooManyMessage)
      const { records, outcome } = decideTopic(this.image, topic, means)
      if (!validateOnly) this.persist(records)
      return outcome
    })
    this.answerWhenApplied(replyTo, { endOffset: this.image.endOffset, topics: outcomes })
  }

  deleteTopics({ topics, replyTo }: m.DeleteTopics): void {
    if (!this.isActive(replyTo)) return
    const outcomes = topics.map((topic) => this.decided(decideDeletion(this.image, topic)))
    this.answerWhenApplied(replyTo, { endOffset: this.image.endOffset, topics: outcomes })
  }

  createPartitions({ topics, validateOnly, replyTo }: m.CreatePartitions): void {
    if (!this.isActive(replyTo)) return
    const outcomes = topics.map((topic) => {
      const random = (bound: number) => this.ctx.random(bound)
      const { records, outcome } = decideMorePartitions(this.view, topic, random)
      if (!validateOnly) this.persist(records)
      return outcome
    })
    this.answerWhenApplied(replyTo, { endOffset: this.image.endOffset, topics: outcomes })
  }

  alterTopicConfigs({ topics, replyTo }: m.AlterTopicConfigs): void {
    if (!this.isActive(replyTo)) return
    const outcomes = topics.map((topic) => {
      const outcome = this.decided(decideTopicConfig(this.image, topic))
      const topicId = this.image.topicNamed(topic.topic)?.topicId
      if (topicId !== undefined) this.persist(electLeaderless(this.view, topicId))
      return outcome
    })
    this.answerWhenApplied(replyTo, { endOffset: this.image.endOffset, topics: outcomes })
  }

  // 5. Elections and moves that somebody asks for.
  electLeaders({ election, partitions, replyTo }: m.ElectLeaders): void {
    if (!this.isActive(replyTo)) return
    if (partitions === null) {
      const { records, outcomes } = decideAllElections(this.view, election)
      this.persist(records)
      const { endOffset } = this.image
      return this.answerWhenApplied(replyTo, { endOffset, partitions: outcomes })
    }
    const outcomes = partitions.map(({ topic, partition }) =>
      this.decided(decideElection(this.view, election, topic, partition)),
    )
    this.answerWhenApplied(replyTo, { endOffset: this.image.endOffset, partitions: outcomes })
  }

  reassignPartitions(request: m.ReassignPartitions): void {
    const { partitions, allowReplicationFactorChange, replyTo } = request
    if (!this.isActive(replyTo)) return
    const outcomes = partitions.map((one) =>
      this.decided(decideReassignment(this.view, one, allowReplicationFactorChange)),
    )
    this.answerWhenApplied(replyTo, { endOffset: this.image.endOffset, partitions: outcomes })
  }

  listReassignments({ wanted, replyTo }: m.ListReassignments): void {
    if (!this.isActive(replyTo)) return
    this.answer(replyTo, { partitions: reassignmentsUnderWay(this.view, wanted) })
  }

  balance(_: null): void {
    if (!this.isLeader) return
    this.persist(balanceLeaders(this.view))
    this.balanceLater()
  }

  // 6. Producer ids go out in blocks; a block is never given twice, a lost answer wastes one.
  allocateProducerIds({ brokerId, brokerEpoch, replyTo }: m.AllocateProducerIds): void {
    if (!this.isActive(replyTo)) return
    if (this.image.brokers.get(brokerId)?.brokerEpoch !== brokerEpoch) {
      const error = 'STALE_BROKER_EPOCH'
      return this.answer(replyTo, { error, firstProducerId: -1, count: 0 })
    }
    const firstProducerId = this.image.nextProducerId
    const nextProducerId = firstProducerId + producerIdBlockSize
    this.persist([{ kind: 'producerIds', brokerId, brokerEpoch, nextProducerId }])
    this.answer(replyTo, { error: 'NONE', firstProducerId, count: producerIdBlockSize })
  }

  // 7. Brokers follow what is committed, at any controller; a fetch at the end is parked.
  fetchMetadata(fetch: m.FetchMetadata): void {
    this.observers.fetch(fetch)
    if (!this.isLeader) return
    this.waits.brokerApplied(fetch.brokerId, fetch.fromOffset)
    this.sessions.applied(fetch.brokerId, fetch.fromOffset)
    this.answerApplied()
  }

  observerWaited({ brokerId }: { brokerId: number }): void {
    this.observers.waited(brokerId)
  }

  /** A broker that does not follow holds an answer up for this long at the most. */
  applyWaited({ id }: { id: number }): void {
    for (const { answer } of this.waits.takeOne(id)) answer()
  }

  /** Appends what was decided as one batch, and replays it: the only writer of the image. */
  private persist(records: readonly MetadataRecord[]): void {
    if (records.length === 0) return
    this.append(records)
    for (const record of records) this.image.replay(record)
  }

  private get committedLog(): CommittedLog {
    const { highWatermark, knowsAll, leaderId, epoch, log } = this
    return {
      highWatermark,
      knowsAll,
      leaderId,
      epoch,
      chainAt: (offset) => log.chainAt(offset),
      recordsFrom: (...range) => log.recordsFrom(...range),
    }
  }

  private decided<T>({ records, outcome }: { records: readonly MetadataRecord[]; outcome: T }): T {
    this.persist(records)
    return outcome
  }

  private isActive<R>(replyTo: ReplyTo<R | NotController>): boolean {
    if (this.isLeader) return true
    const { leaderId, epoch } = this
    this.ctx.reply<R | NotController>(replyTo, { notController: true, leaderId, epoch })
    return false
  }

  /** All that was read for an answer must be committed before it leaves. */
  private hold(answer: () => void): void {
    this.pending.hold(this.image.endOffset, answer)
    for (const due of this.pending.takeCommitted(this.highWatermark)) due()
  }

  private answer<R>(replyTo: ReplyTo<R | NotController>, answer: R): void {
    this.hold(() => this.ctx.reply<R | NotController>(replyTo, answer))
  }

  private answerWhenApplied<R extends { endOffset: number }>(
    replyTo: ReplyTo<R | NotController>,
    answer: R,
  ): void {
    this.hold(() => {
      const reply = () => this.ctx.reply<R | NotController>(replyTo, answer)
      const id = this.waits.add(answer.endOffset, reply)
      this.ctx.after<Controller>(this, applyWaitMs).applyWaited({ id })
      this.answerApplied()
    })
  }

  private answerApplied(): void {
    const alive = [...this.image.brokers.values()].filter(({ fenced }) => !fenced)
    const ids = alive.map(({ brokerId }) => brokerId)
    for (const { answer } of this.waits.takeReached(ids)) answer()
  }

  private fence(broker: BrokerImage, because: string): void {
    const { brokerId } = broker
    this.ctx.cancel(this.sessionTimers.get(brokerId) ?? null)
    this.sessionTimers.delete(brokerId)
    this.sessions.end(brokerId)
    if (broker.fenced) return
    this.ctx.trace('brokerFenced', { brokerId, brokerEpoch: broker.brokerEpoch, because })
    this.persist(fenceBroker(this.view, broker))
  }

  /** Something was heard of a broker: its session ends this much later. */
  private touch(brokerId: number, brokerEpoch: number, metadataOffset = 0): void {
    const known = this.sessions.get(brokerId)
    const now = this.now()
    const session =
      known?.brokerEpoch === brokerEpoch ? known : this.sessions.begin(brokerId, brokerEpoch, now)
    session.last = now
    this.sessions.applied(brokerId, metadataOffset)
    this.ctx.cancel(this.sessionTimers.get(brokerId) ?? null)
    const timeoutMs = this.own.settings['broker.session.timeout.ms']
    const timer = this.ctx
      .after<Controller>(this, timeoutMs)
      .checkSession({ brokerId, brokerEpoch })
    this.sessionTimers.set(brokerId, timer)
  }

  private balanceLater(): void {
    const { settings } = this.own
    if (!settings['auto.leader.rebalance.enable']) return
    const intervalMs = settings['leader.imbalance.check.interval.seconds'] * 1_000
    this.ctx.after<Controller>(this, intervalMs).balance(null)
  }

  private now(): Moment {
    return { monotonicMs: this.ctx.monotonicMs(), wallClockMs: this.ctx.wallClockMs() }
  }
}
