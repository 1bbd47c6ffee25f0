/**
 * One partition's copy on one broker: a leader that orders records, or a follower that copies them.
 */
import { topicSettingsOf } from '../../cluster-config/topic-config.ts'
import type { TopicSettings } from '../../cluster-config/topic-settings.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { ActorDown, Context } from '../../runtime/context.ts'
import type { ReplyTo } from '../../runtime/ref.ts'
import type { Timer } from '../../runtime/timer.ts'
import type { BrokerView } from '../broker/broker-view.ts'
import type { PartitionsAltered } from '../controller/controller-messages.ts'
import { configOf, type TopicImage } from '../metadata/cluster-image.ts'
import type { NotController } from '../metadata/not-controller.ts'
import type { PartitionAssignment } from '../metadata/partition-state.ts'
import { answerTo, hasNewsOfSafety, recordsFor } from './answer-follower.ts'
import { type Refusal, refusedWith } from './append-answers.ts'
import { appendBatch } from './append-batch.ts'
import { FollowerRole } from './follower-role.ts'
import type { Proposal, ProposalTag } from './isr.ts'
import { isrAnswerOf } from './isr-answer.ts'
import { LeaderRole, leaderMeansOf } from './leader-role.ts'
import type {
  Append,
  Appended,
  ApplyFetched,
  AwaitData,
  FindEpochEnd,
  FollowerFetch,
  ListOffset,
  PartitionFetched,
  ReadRecords,
  TakeRole,
} from './messages.ts'
import { findEpochEnd, listOffset, readRecords } from './read-replica.ts'
import { ReplicaData } from './replica-data.ts'
import { findingsOf, ReplicaStorage } from './replica-storage.ts'
import { answerSafe, endWaiting, failProducers } from './waiting.ts'

const alterTimeoutMs = 2_000
const alterBackoffMs = 50
/** Source: Kafka's ProducerStateManagerConfig, `producer.id.expiration.check.interval.ms`. */
const expiryIntervalMs = 600_000

export class PartitionReplica extends Actor {
  private readonly view: BrokerView
  private readonly topicId: string
  private readonly partition: number
  private readonly topic: string
  private readonly settings: TopicSettings
  private readonly data: ReplicaData
  /** null until the lifecycle has told. */
  private state: PartitionAssignment | null = null
  private role: LeaderRole | FollowerRole | null = null
  /** Fetches of followers that know of a leader epoch before this replica does, by broker. */
  private readonly earlyFetches = new Map<number, FollowerFetch>()
  private lagTimer: Timer | null = null
  private safetyTimer: Timer | null = null

  constructor(ctx: Context, view: BrokerView, topic: TopicImage, partition: number) {
    super(ctx)
    this.view = view
    this.topicId = topic.topicId
    this.partition = partition
    this.topic = topic.name
    this.settings = topicSettingsOf(configOf(topic), view.boot.settings)
    this.data = new ReplicaData((producers) => {
      return ReplicaStorage.open(ctx, view, this.name, this.settings, producers)
    }, view.rules)
    // The only copy there is: what is missing at its end is lost.
    if (topic.partitions[partition]?.replicas.length === 1) this.data.log.giveUpMissingEnd()
  }

  protected override started(): void {
    const name = `${this.topic}-${this.partition}`
    for (const [level, text] of findingsOf(this.data.log)) this.ctx.log(level, `${name}: ${text}`)
    this.ctx.after(this, expiryIntervalMs).expireProducers()
    this.cleanLater()
  }

  protected override stopping(): void {
    this.leaveRole()
    this.data.close()
  }

  protected override describe(): Record<string, unknown> {
    const { highWatermark, log } = this.data
    const { leader = -1, leaderEpoch = -1, replicas = [] } = this.state ?? {}
    const isr = this.leading?.isr.committed ?? this.state?.isr ?? []
    const { logStartOffset, logEndOffset } = log
    const role = this.role?.kind ?? 'none'
    const offsets = { highWatermark, logStartOffset, logEndOffset }
    return { ...this.name, role, leader, leaderEpoch, isr, replicas, ...offsets }
  }

  protected override invariants(): void {
    this.data.checkInvariants()
    if (this.role?.kind === 'leader') this.role.checkInvariants()
  }

  // 1. The metadata log says who leads. Nothing older than what is known here counts.
  becomeLeader({ state }: TakeRole): void {
    if (!this.view.rules.isNewer(state, this.state)) return
    const same = this.leading?.leaderEpoch === state.leaderEpoch
    this.state = state
    if (same) return this.isrChanged(this.leading?.isr.commit(state) ?? false)
    this.leaveRole()
    // What the disk has lost must not lead while another replica may have it.
    if (this.data.isDamaged && state.isr.length > 1) {
      return this.ctx.to(this.view.lifecycle).replicaDamaged(this.key)
    }
    const means = leaderMeansOf(this.view, this.settings)
    const role = new LeaderRole(state, this.data, means, this.ctx.monotonicMs())
    this.role = role
    const { leaderEpoch, epochStartOffset } = role
    this.ctx.trace('becameLeader', { ...this.name, leaderEpoch, epochStartOffset })
    this.advanceWhenWritten(role)
    const early = [...this.earlyFetches.values()]
    this.earlyFetches.clear()
    for (const fetch of early) this.followerFetch(fetch)
    this.checkIsr()
  }

  becomeFollower({ state }: TakeRole): void {
    if (!this.view.rules.isNewer(state, this.state)) return
    const { leader, leaderEpoch } = state
    const same = this.role?.kind === 'follower' && this.role.leaderEpoch === leaderEpoch
    this.state = state
    if (same) return
    this.leaveRole()
    this.data.log.giveUpMissingEnd()
    if (this.data.isDamaged) return
    const role = new FollowerRole(state, this.data, this.view.codecs.crc32c)
    this.role = role
    this.ctx.trace('becameFollower', { ...this.name, leader, leaderEpoch })
    for (const [followerId, fetch] of this.earlyFetches) {
      if (fetch.position.leaderEpoch > leaderEpoch) continue
      this.earlyFetches.delete(followerId)
      this.answerFetch(fetch, { error: 'NOT_LEADER_OR_FOLLOWER' })
    }
    this.follow(role)
  }

  // 2. Check the batch, append it; answer now (acks 0, 1) or once it is safe (acks -1).
  append({ timeoutMs, replyTo, ...produced }: Append): void {
    const { leading: role, data, view, settings } = this
    if (role === null) {
      return this.refuse(replyTo, { error: 'NOT_LEADER_OR_FOLLOWER', message: null })
    }
    const nowMs = this.ctx.monotonicMs()
    const means = { view, settings, nowMs, wallClockMs: this.ctx.wallClockMs() }
    const outcome = appendBatch(role, data, produced, means)
    if (outcome.kind === 'refused') return this.refuse(replyTo, outcome.refused)
    const { kind, answer, when } = outcome
    this.acknowledge(role, { answer, untilMs: nowMs + timeoutMs, replyTo }, when)
    if (kind === 'duplicate') {
      return this.ctx.trace('duplicate', { ...this.name, baseOffset: answer.baseOffset })
    }
    for (const fetch of role.takeParked()) this.answerFetch(fetch, recordsFor(data, fetch))
    this.advanceWhenWritten(role)
    this.armLagTimer(role)
  }

  // 3. A follower fetches; its position says what it holds. At the end of the log it is parked.
  followerFetch(fetch: FollowerFetch): void {
    const role = this.leading
    const { followerId, position } = fetch
    const knownEpoch = this.state?.leaderEpoch ?? -1
    if (role === null) {
      if (position.leaderEpoch > knownEpoch) return this.park(this.earlyFetches, fetch)
      return this.answerFetch(fetch, { error: 'NOT_LEADER_OR_FOLLOWER' })
    }
    const outcome = role.fetched(fetch, this.ctx.monotonicMs())
    if (outcome.kind === 'early') return this.park(this.earlyFetches, fetch)
    if (outcome.kind === 'refused') return this.answerFetch(fetch, { error: outcome.error })
    if (outcome.kind === 'diverging') {
      this.ctx.trace('diverging', { ...this.name, followerId, ...position })
      this.answerFetch(fetch, { diverging: outcome.end })
      return this.advance(role)
    }
    this.advance(role)
    this.proposeIsr(role, followerId)
    const { logEndOffset } = this.data.log
    if (position.fetchOffset < logEndOffset || hasNewsOfSafety(this.data, fetch)) {
      return this.answerFetch(fetch, recordsFor(this.data, fetch))
    }
    this.park(role.parkedFetches, fetch)
  }

  // 4. As a follower: what the leader answered, and where to go on.
  applyFetched({ fetched, replyTo }: ApplyFetched): void {
    const { role } = this
    if (role?.kind !== 'follower' || role.leader === -1) {
      return this.ctx.reply(replyTo, { position: null, backOff: false })
    }
    const applied = role.apply(fetched, this.ctx.wallClockMs())
    if (applied.kind === 'truncated') this.ctx.trace('truncated', { ...this.name, ...applied })
    if (applied.kind === 'refused') {
      this.ctx.trace('fetchRefused', { ...this.name, fault: applied.fault })
    }
    const backOff = applied.kind === 'refused'
    // What it asks for next says what it holds.
    this.data.written.whenWritten(() => {
      const position = this.role === role ? role.position : null
      this.ctx.reply(replyTo, { position, backOff: position !== null && backOff })
    })
  }

  /**
   * Followers whose fetches are parked learn what has become safe, as if they had fetched again.
   */
  tellSafety(): void {
    this.safetyTimer = null
    for (const fetch of this.leading?.takeNewsOfSafety() ?? []) this.answerFetch(fetch, {})
  }

  /** The fetcher has begun a new life, and knows nothing of this replica. */
  fetcherDown({ tag }: ActorDown<number>): void {
    if (this.role?.kind === 'follower' && this.role.leaderEpoch === tag) this.follow(this.role)
  }

  // 5. The in-sync set: who has been behind for too long leaves at that very millisecond.
  checkIsr(): void {
    this.lagTimer = null
    const role = this.leading
    if (role === null) return
    this.advance(role)
    this.proposeIsr(role)
    this.armLagTimer(role)
  }

  isrAltered({ answer, tag }: Answered<PartitionsAltered | NotController, ProposalTag>): void {
    const role = this.leading
    if (role?.leaderEpoch !== tag.leaderEpoch) return
    const againMs = this.ctx.monotonicMs() + alterBackoffMs
    const said = isrAnswerOf(answer)
    const { asked } = tag
    if ('elsewhere' in said) {
      this.ctx.to(this.view.lifecycle).notController({ asked, ...said.elsewhere })
    }
    const altered = role.altered(tag.number, 'elsewhere' in said ? 'unanswered' : said, againMs)
    if (altered !== 'retry') return this.isrChanged(altered)
    this.ctx.after(this, alterBackoffMs).askAgain(tag)
  }

  askAgain({ leaderEpoch, number }: ProposalTag): void {
    const role = this.leading
    const proposal = role?.isr.proposal ?? null
    if (role?.leaderEpoch !== leaderEpoch || proposal?.number !== number) return
    this.askForIsr(role, proposal)
  }

  // 6. Readers get whole batches that are safe; one at the end waits here, and gives up by itself.
  read({ replyTo, ...asked }: ReadRecords): void {
    this.ctx.reply(replyTo, readRecords(this.data, this.leading, asked))
  }

  awaitData({ beyondOffset, reader, waitMs, replyTo }: AwaitData): void {
    const { highWatermark } = this.data
    const role = this.leading
    if (role === null || highWatermark > beyondOffset) {
      return this.ctx.reply(replyTo, { highWatermark })
    }
    const nowMs = this.ctx.monotonicMs()
    role.readers.park(reader, { beyondOffset, untilMs: nowMs + waitMs, replyTo }, nowMs)
  }

  listOffset({ replyTo, ...asked }: ListOffset): void {
    this.ctx.reply(replyTo, listOffset(this.data, this.leading, asked))
  }

  findEpochEnd({ replyTo, ...asked }: FindEpochEnd): void {
    this.ctx.reply(replyTo, findEpochEnd(this.data, this.leading, asked))
  }

  expireProducers(): void {
    const expirationMs = this.view.boot.settings['producer.id.expiration.ms']
    this.data.producers.expire(this.ctx.wallClockMs(), expirationMs)
    this.ctx.after(this, expiryIntervalMs).expireProducers()
  }

  /** Segments that are too old, or too many, go. */
  cleanUp(): void {
    const { settings, data } = this
    if (settings['cleanup.policy'].includes('delete') && this.role !== null && !data.isDamaged) {
      const { 'retention.ms': retentionMs, 'retention.bytes': retentionBytes } = settings
      data.deleteOldSegments({ nowMs: this.ctx.wallClockMs(), retentionMs, retentionBytes })
    }
    this.cleanLater()
  }

  private cleanLater(): void {
    const everyMs = this.view.boot.settings['log.retention.check.interval.ms']
    this.ctx.after(this, everyMs).cleanUp()
  }

  private get name() {
    return { topic: this.topic, ...this.key }
  }

  private get key() {
    return { topicId: this.topicId, partition: this.partition }
  }

  private get leading(): LeaderRole | null {
    return this.role?.kind === 'leader' ? this.role : null
  }

  /** What waits on a leader that leads no more is failed, not left to its time-out. */
  private leaveRole(): void {
    const { role } = this
    this.role = null
    this.ctx.cancel(this.lagTimer)
    this.lagTimer = null
    if (role === null) return
    if (role.kind === 'follower') {
      if (role.leader !== -1) {
        this.ctx.to(this.view.replicaFetcher(role.leader)).unfollow(this.key)
      }
      return
    }
    endWaiting(this.ctx, role, this.data)
  }

  private follow({ leader, leaderEpoch, position }: FollowerRole): void {
    if (leader === -1) return
    const fetcher = this.view.replicaFetcher(leader)
    this.ctx.watch(fetcher, this.fetcherDown, leaderEpoch)
    this.ctx.to(fetcher).follow({ ...this.key, position })
  }

  private acknowledge(
    role: LeaderRole,
    { answer, untilMs, replyTo }: { answer: Appended; untilMs: number; replyTo: ReplyTo<Appended> },
    when: { readonly beyond: number } | 'now',
  ): void {
    if (when === 'now' || when.beyond < this.data.highWatermark) {
      return this.data.written.whenWritten(() => this.ctx.reply(replyTo, answer))
    }
    const held = { beyond: when.beyond, answer, untilMs, replyTo }
    role.purgatory.hold(held, this.ctx.monotonicMs())
  }

  private advanceWhenWritten(role: LeaderRole): void {
    this.data.written.whenWritten(() => {
      if (this.role === role) this.advance(role)
    })
  }

  /** Whoever waited for what is safe now gets it. */
  private advance(role: LeaderRole): void {
    if (!role.advance(this.ctx.monotonicMs())) return
    answerSafe(this.ctx, role, this.data)
    if (this.safetyTimer !== null || role.parkedFetches.size === 0) return
    const { 'replica.fetch.wait.max.ms': waitMs } = this.view.boot.settings
    this.safetyTimer = this.ctx.after(this, waitMs).tellSafety()
  }

  /** `heard` is the follower that has fetched just now. */
  private proposeIsr(role: LeaderRole, heard: number | null = null): void {
    const proposal = role.propose(this.ctx.monotonicMs(), heard)
    if (proposal === null) return
    this.ctx.trace('isrProposed', { ...this.name, isr: proposal.isr })
    this.askForIsr(role, proposal)
  }

  private askForIsr(role: LeaderRole, proposal: Proposal): void {
    const { controller, controllerId: asked } = this.view
    const change = role.changeFor(proposal, this.key, this.view)
    this.ctx
      .ask(controller, alterTimeoutMs)
      .alterPartitions(change)
      .answers(this.isrAltered, { asked, leaderEpoch: role.leaderEpoch, number: proposal.number })
  }

  private isrChanged(changed: boolean): void {
    const role = this.leading
    if (role === null) return
    if (!changed) return this.armLagTimer(role, alterBackoffMs)
    this.ctx.trace('isrChanged', { ...this.name, isr: role.isr.committed })
    this.advance(role)
    if (role.isUnderMinIsr) failProducers(this.ctx, role, 'NOT_ENOUGH_REPLICAS_AFTER_APPEND')
    this.proposeIsr(role)
    this.armLagTimer(role)
  }

  /** One timer for all followers; not while a change is under way, whose answer comes back here. */
  private armLagTimer(role: LeaderRole, leastMs = 0): void {
    if (this.lagTimer !== null || role.isr.proposal !== null) return
    const atMs = role.nextLagMs()
    if (atMs === Number.POSITIVE_INFINITY) return
    const delayMs = Math.max(leastMs, atMs - this.ctx.monotonicMs())
    this.lagTimer = this.ctx.after(this, delayMs).checkIsr()
  }

  /** One fetch of each follower waits; one that it replaces is answered with nothing. */
  private park(parked: Map<number, FollowerFetch>, fetch: FollowerFetch): void {
    const replaced = parked.get(fetch.followerId)
    if (replaced !== undefined) this.answerFetch(replaced, {})
    parked.set(fetch.followerId, fetch)
  }

  private answerFetch(fetch: FollowerFetch, part: Partial<PartitionFetched>): void {
    this.ctx.reply(fetch.replyTo, answerTo(this.data, fetch, part))
  }

  private refuse(replyTo: ReplyTo<Appended>, refused: Refusal): void {
    this.ctx.reply(replyTo, refusedWith(this.data.log, refused))
  }
}
