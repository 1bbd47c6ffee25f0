/**
 * One of the voters that keep the metadata log together: carries out what the rules of Raft say.
 * What it becomes by being elected is the business of its subclass.
 */
import { Actor } from '../../../runtime/actor.ts'
import type { Answered } from '../../../runtime/ask.ts'
import { assert } from '../../../runtime/assert.ts'
import type { Context } from '../../../runtime/context.ts'
import type { Crc32c } from '../../../runtime/ports/codecs.ts'
import { isUnanswered, type Ref, type ReplyTo } from '../../../runtime/ref.ts'
import type { Timer } from '../../../runtime/timer.ts'
import type { MetadataRecord } from '../../metadata/metadata-records.ts'
import type { VoteRequest } from './grant-vote.ts'
import { Quorum, type QuorumAction, type VoteAnswer } from './quorum.ts'
import { type EpochEnd, QuorumLog } from './quorum-log.ts'
import { QuorumStateFile } from './quorum-state.ts'
import type { QuorumTimeouts } from './roles.ts'

export interface AskVote extends VoteRequest {
  readonly replyTo: ReplyTo<VoteAnswer>
}

export interface LeaderNotice {
  readonly leaderId: number
  readonly epoch: number
}
export interface ResignNotice extends LeaderNotice {
  readonly successors: readonly number[]
}

export interface FetchQuorum {
  readonly voterId: number
  readonly epoch: number
  /** All before it the voter holds durably. */
  readonly fetchOffset: number
  readonly lastEpoch: number
  /** What the voter knows to be committed: it hears at once of more. */
  readonly highWatermark: number
  readonly replyTo: ReplyTo<QuorumFetched>
}
export interface QuorumFetched {
  readonly leads: boolean
  readonly epoch: number
  readonly leaderId: number
  readonly highWatermark: number
  /** Where the voter's log may still agree; null when it agrees as far as it goes. */
  readonly diverging: EpochEnd | null
  readonly batches: readonly Uint8Array[]
}

export interface VoterOptions {
  readonly controllerId: number
  readonly voters: readonly number[]
  readonly crc32c: Crc32c
  readonly timeouts: QuorumTimeouts
  refOf(controllerId: number): Ref<QuorumVoter>
}

const bytesPerFetch = 1024 * 1024
const retryBackoffMs = 20

export abstract class QuorumVoter extends Actor {
  protected readonly log: QuorumLog
  /** All before it is committed. */
  protected highWatermark = 0
  private readonly options: VoterOptions
  private readonly quorum: Quorum
  private readonly stateFile: QuorumStateFile
  private readonly parked = new Map<number, { fetch: FetchQuorum; timer: Timer }>()
  private unsaved = 0
  private afterSave: (() => void)[] = []
  private timer: Timer | null = null
  private armedAtMs = -1
  private fetches = 0
  private fetching = false

  constructor(ctx: Context, options: VoterOptions) {
    super(ctx)
    const { controllerId: localId, voters, crc32c, timeouts } = options
    const directory = `controller-${localId}`
    this.options = options
    this.log = new QuorumLog(ctx.disk, directory, crc32c)
    this.stateFile = new QuorumStateFile(ctx.disk, directory, voters)
    const state = this.stateFile.load()
    const random = (bound: number) => ctx.random(bound)
    const { log } = this
    this.quorum = new Quorum({ localId, voters, state, log, timeouts, random }, ctx.monotonicMs())
  }

  protected get isLeader(): boolean {
    return this.quorum.role.kind === 'leader'
  }

  /** It leads, and what was committed before it is committed with its own first record. */
  protected get knowsAll(): boolean {
    const { role } = this.quorum
    return role.kind === 'leader' && this.highWatermark > role.epochStartOffset
  }

  protected get epoch(): number {
    return this.quorum.state.epoch
  }

  protected get leaderId(): number {
    return this.quorum.leaderId
  }

  /** Elected: nothing of this epoch is in the log yet. */
  protected abstract becameLeader(): void

  /** More is committed. */
  protected abstract committed(): void

  protected override started(): void {
    this.log.sync(() => this.logDurable())
    this.act()
  }

  protected override stopping(): void {
    this.quorum.resign()
    for (const action of this.quorum.takeActions()) this.carryOut(action)
  }

  protected override describe(): Record<string, unknown> {
    const { kind } = this.quorum.role
    const { epoch, leaderId, highWatermark } = this
    const { endOffset: logEndOffset, durableEndOffset } = this.log
    const chain = this.log.chainAt(highWatermark) ?? -1
    const offsets = { metadataOffset: highWatermark, logEndOffset, durableEndOffset, chain }
    return { active: kind === 'leader', role: kind, epoch, leaderId, ...offsets }
  }

  protected override invariants(): void {
    assert(this.highWatermark <= this.log.endOffset, 'what is committed is in the log')
  }

  // 1. Elections.
  timeUp(_: null): void {
    this.timer = null
    this.armedAtMs = -1
    this.quorum.timeUp(this.ctx.monotonicMs())
    this.act()
  }

  vote({ replyTo, ...request }: AskVote): void {
    const answer = this.quorum.voteAsked(request, this.ctx.monotonicMs())
    this.act()
    this.whenSaved(() => this.ctx.reply(replyTo, answer))
  }

  voted({ answer, tag }: Answered<VoteAnswer, { voterId: number; request: VoteRequest }>): void {
    const { voterId, request } = tag
    const nowMs = this.ctx.monotonicMs()
    if (!isUnanswered(answer)) this.quorum.voteGiven(voterId, request, answer, nowMs)
    else if (answer.unanswered === 'timed-out') this.quorum.voteMissing(voterId, request)
    else this.ctx.after<QuorumVoter>(this, retryBackoffMs).voteLost(tag)
    this.act()
  }

  /** The voter that was asked is dead, perhaps only for a moment. */
  voteLost({ voterId, request }: { voterId: number; request: VoteRequest }): void {
    this.quorum.voteMissing(voterId, request)
    this.act()
  }

  leaderElected({ leaderId, epoch }: LeaderNotice): void {
    this.quorum.learn(epoch, leaderId, this.ctx.monotonicMs())
    this.act()
  }

  leaderResigned(notice: ResignNotice): void {
    this.quorum.leaderResigned(notice, this.ctx.monotonicMs())
    this.act()
  }

  // 2. The leader: whoever follows fetches, and so says how far it holds the log.
  fetchQuorum(fetch: FetchQuorum): void {
    const { voterId, fetchOffset } = fetch
    this.unpark(voterId)
    const nowMs = this.ctx.monotonicMs()
    if (fetch.epoch > this.epoch) {
      this.quorum.learn(fetch.epoch, -1, nowMs)
      this.act()
    }
    const { role } = this.quorum
    if (role.kind !== 'leader' || fetch.epoch !== this.epoch) return this.answerFetch(fetch, null)
    const end = this.log.endOf(fetch.lastEpoch)
    if (end.epoch !== fetch.lastEpoch || end.endOffset < fetchOffset) {
      return this.answerFetch(fetch, end)
    }
    role.voterHolds(voterId, fetchOffset, nowMs)
    this.advance(role.highWatermark(this.highWatermark))
    const isNews = fetchOffset < this.log.endOffset || fetch.highWatermark < this.highWatermark
    if (isNews) return this.answerFetch(fetch, null)
    const timer = this.ctx
      .after<QuorumVoter>(this, this.options.timeouts.fetchMs / 4)
      .quorumFetchWaited({ voterId })
    this.parked.set(voterId, { fetch, timer })
  }

  quorumFetchWaited({ voterId }: { voterId: number }): void {
    const fetch = this.unpark(voterId)
    if (fetch !== null) this.answerFetch(fetch, null)
  }

  // 3. The follower: takes what it is given, forces it to disk, and fetches again.
  quorumFetched({ answer, tag }: Answered<QuorumFetched, number>): void {
    if (tag !== this.fetches) return
    this.fetching = false
    const nowMs = this.ctx.monotonicMs()
    const { role } = this.quorum
    if (role.kind !== 'follower') return
    if (isUnanswered(answer)) {
      if (answer.unanswered === 'down') this.quorum.leaderDied(role.leaderId, nowMs)
      this.ctx.after<QuorumVoter>(this, retryBackoffMs).fetchAgain(null)
      return this.act()
    }
    if (answer.epoch !== this.epoch || !answer.leads) {
      this.quorum.learn(answer.epoch, answer.leaderId, nowMs)
      if (answer.epoch === this.epoch && answer.leaderId === -1) {
        this.quorum.leaderDied(role.leaderId, nowMs)
      }
      this.ctx.after<QuorumVoter>(this, retryBackoffMs).fetchAgain(null)
      return this.act()
    }
    this.quorum.heardFromLeader(nowMs)
    if (answer.diverging !== null) this.truncate(answer.diverging)
    this.log.appendCopies(answer.batches)
    this.advance(Math.min(answer.highWatermark, this.log.endOffset))
    this.act()
    this.log.sync(() => this.logDurable())
  }

  fetchAgain(_: null): void {
    this.fetch()
  }

  /** Appends what the leader has decided; returns the offset after it. */
  protected append(records: readonly MetadataRecord[]): number {
    assert(this.isLeader, 'only the leader appends')
    this.log.append(this.epoch, records, this.ctx.wallClockMs())
    this.log.sync(() => this.logDurable())
    for (const voterId of [...this.parked.keys()]) this.quorumFetchWaited({ voterId })
    return this.log.endOffset
  }

  private logDurable(): void {
    const { role } = this.quorum
    if (role.kind === 'leader') {
      const { controllerId } = this.options
      role.voterHolds(controllerId, this.log.durableEndOffset, this.ctx.monotonicMs())
      this.advance(role.highWatermark(this.highWatermark))
    } else this.fetch()
  }

  private fetch(): void {
    const { role, state } = this.quorum
    if (role.kind !== 'follower' || this.fetching || !this.log.durable || this.unsaved > 0) return
    this.fetching = true
    const { controllerId, timeouts, refOf } = this.options
    this.ctx
      .ask(refOf(role.leaderId), timeouts.fetchMs / 2)
      .fetchQuorum({
        voterId: controllerId,
        epoch: state.epoch,
        fetchOffset: this.log.endOffset,
        lastEpoch: this.log.lastEpoch,
        highWatermark: this.highWatermark,
      })
      .answers(this.quorumFetched, ++this.fetches)
  }

  private truncate({ epoch, endOffset }: EpochEnd): void {
    const offset = Math.min(endOffset, this.log.endOf(epoch).endOffset)
    assert(offset >= this.highWatermark, 'what is committed is never cut')
    this.log.truncateTo(offset)
  }

  private advance(highWatermark: number): void {
    if (highWatermark <= this.highWatermark) return
    this.highWatermark = highWatermark
    const chain = this.log.chainAt(highWatermark) ?? -1
    this.ctx.trace('metadataCommitted', { offset: highWatermark, epoch: this.epoch, chain })
    for (const voterId of [...this.parked.keys()]) this.quorumFetchWaited({ voterId })
    this.committed()
  }

  private answerFetch({ fetchOffset, replyTo }: FetchQuorum, diverging: EpochEnd | null): void {
    const { isLeader: leads, epoch, leaderId, highWatermark } = this
    const sound = leads && diverging === null
    const batches = sound ? this.log.copiesFrom(fetchOffset, bytesPerFetch) : []
    this.ctx.reply(replyTo, { leads, epoch, leaderId, highWatermark, diverging, batches })
  }

  private unpark(voterId: number): FetchQuorum | null {
    const parked = this.parked.get(voterId)
    if (parked === undefined) return null
    this.parked.delete(voterId)
    this.ctx.cancel(parked.timer)
    return parked.fetch
  }

  private act(): void {
    for (const action of this.quorum.takeActions()) this.carryOut(action)
    const { deadlineMs } = this.quorum.role
    if (deadlineMs === this.armedAtMs) return
    this.ctx.cancel(this.timer)
    this.armedAtMs = deadlineMs
    const delayMs = Math.max(0, deadlineMs - this.ctx.monotonicMs())
    this.timer = this.ctx.after<QuorumVoter>(this, delayMs).timeUp(null)
  }

  private carryOut(action: QuorumAction): void {
    switch (action.kind) {
      case 'remember':
        this.unsaved++
        this.stateFile.write(action.state, () => this.saved())
        return
      case 'ask-votes':
        return this.whenSaved(() => this.askVotes(action.request, action.of))
      case 'announce':
        return this.whenSaved(() => this.announce(action.epoch))
      case 'follow':
        this.ctx.trace('followsController', { epoch: action.epoch, leaderId: action.leaderId })
        this.fetching = false
        this.fetches++
        return this.whenSaved(() => this.fetch())
      case 'resign':
        for (const voterId of action.successors) {
          const { controllerId: leaderId } = this.options
          const { epoch, successors } = action
          this.ctx.to(this.options.refOf(voterId)).leaderResigned({ leaderId, epoch, successors })
        }
        return
      case 'lead':
        this.ctx.trace('leadsControllers', { epoch: action.epoch })
        return this.becameLeader()
      case 'dethroned':
        throw new Error(`no longer the active controller: ${action.because}`)
    }
  }

  private askVotes(request: VoteRequest, of: readonly number[]): void {
    if (request.epoch !== this.epoch) return
    for (const voterId of of) {
      this.ctx
        .ask(this.options.refOf(voterId), this.options.timeouts.electionMs / 2)
        .vote(request)
        .answers(this.voted, { voterId, request })
    }
  }

  private announce(epoch: number): void {
    if (!this.isLeader) return
    const { controllerId: leaderId, voters, refOf } = this.options
    for (const id of voters) {
      if (id !== leaderId) this.ctx.to(refOf(id)).leaderElected({ leaderId, epoch })
    }
  }

  private whenSaved(action: () => void): void {
    if (this.unsaved === 0) action()
    else this.afterSave.push(action)
  }

  private saved(): void {
    this.unsaved--
    if (this.unsaved > 0) return
    for (const action of this.afterSave.splice(0)) action()
  }
}
