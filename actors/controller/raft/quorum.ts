/**
 * The rules of Raft for one voter: what it is told goes in, what is to be done comes out. It waits
 * for nothing and sends nothing itself. Source: KIP-595, KIP-996, Kafka's QuorumState.
 */
import { Candidate, Prospective } from './candidate.ts'
import { Follower } from './follower.ts'
import { grantVote, type VoteRequest } from './grant-vote.ts'
import { Leader } from './leader.ts'
import type { EpochEnd } from './quorum-log.ts'
import type { QuorumState } from './quorum-state.ts'
import type { QuorumTimeouts, Role } from './roles.ts'
import { Resigned, Unattached } from './unattached.ts'

/** What the voter has to do, in this order. What is sent leaves after the state is durable. */
export type QuorumAction =
  | { readonly kind: 'remember'; readonly state: QuorumState }
  | { readonly kind: 'ask-votes'; readonly request: VoteRequest; readonly of: readonly number[] }
  | { readonly kind: 'announce'; readonly epoch: number }
  | { readonly kind: 'follow'; readonly leaderId: number; readonly epoch: number }
  | { readonly kind: 'resign'; readonly epoch: number; readonly successors: readonly number[] }
  | { readonly kind: 'lead'; readonly epoch: number }
  /** It led and does so no longer: all that it decided is void until it is read again. */
  | { readonly kind: 'dethroned'; readonly because: string }

export interface VoteAnswer {
  readonly epoch: number
  readonly leaderId: number
  readonly granted: boolean
}

/** What the rules read of the log. */
export interface LogEnd {
  readonly endOffset: number
  readonly lastEpoch: number
  endOf(epoch: number): EpochEnd
}

export interface QuorumOptions {
  readonly localId: number
  readonly voters: readonly number[]
  readonly state: QuorumState
  readonly log: LogEnd
  readonly timeouts: QuorumTimeouts
  /** An integer in [0, bound). */
  random(bound: number): number
}

/** Between the moments at which those who see a leader die stand for election. */
const rankDelayMs = 40
/** A timer that fires later than this says that we stood still, not that the others did. */
const lateMs = 100

export class Quorum {
  state: QuorumState
  role: Role
  private readonly options: QuorumOptions
  private actions: QuorumAction[] = []

  constructor(options: QuorumOptions, nowMs: number) {
    this.options = options
    this.state = options.state
    this.role = this.firstRole(nowMs)
  }

  get leaderId(): number {
    return this.role.leaderId
  }

  /** What is to be done since the last call. */
  takeActions(): QuorumAction[] {
    const taken = this.actions
    this.actions = []
    return taken
  }

  // 1. Nobody leads, or too long nothing was heard: stand for election.
  timeUp(nowMs: number): void {
    const { role } = this
    if (nowMs < role.deadlineMs) return
    const isLate = nowMs - role.deadlineMs > lateMs
    if (role.kind === 'leader') {
      if (isLate) role.lookAgain(nowMs)
      else if (!role.hasQuorum(nowMs)) this.dethroned('no majority follows any more')
    } else if (role.kind === 'follower' && role.hasLeader && isLate) role.heardFromLeader(nowMs)
    else this.stand(nowMs)
  }

  // 2. Votes are asked for, and given at most once in an epoch.
  voteAsked(request: VoteRequest, nowMs: number): VoteAnswer {
    const { preVote, epoch } = request
    if (epoch > this.state.epoch) this.enter(epoch, nowMs)
    if (epoch < this.state.epoch) return this.voteAnswer(false)
    const { lastEpoch, endOffset } = this.options.log
    const granted = grantVote(request, {
      state: this.state,
      lastEpoch,
      endOffset,
      hasLeader: this.role.kind === 'leader' || this.hearsLeader(nowMs),
    })
    if (granted && !preVote && this.state.votedId === -1) {
      this.remember({ ...this.state, votedId: request.candidateId })
      this.role = new Unattached(nowMs + this.electionMs())
    }
    return this.voteAnswer(granted)
  }

  voteGiven(voterId: number, request: VoteRequest, answer: VoteAnswer, nowMs: number): void {
    if (answer.epoch > this.state.epoch) return this.learn(answer.epoch, answer.leaderId, nowMs)
    const ballot = this.ballotOf(request)
    if (ballot === null) return
    ballot.votes.record(voterId, answer.granted)
    if (ballot.votes.isWon) {
      if (ballot.kind === 'prospective') this.becomeCandidate(nowMs)
      else this.becomeLeader(nowMs)
    } else if (ballot.votes.isLost) this.lose(answer, nowMs)
  }

  /** No answer came: the same is asked again as long as the ballot is open. */
  voteMissing(voterId: number, request: VoteRequest): void {
    if (this.ballotOf(request)?.votes.isOpen(voterId)) {
      this.actions.push({ kind: 'ask-votes', request, of: [voterId] })
    }
  }

  // 3. Somebody leads, or no longer does.
  learn(epoch: number, leaderId: number, nowMs: number): void {
    const { state } = this
    if (epoch < state.epoch || leaderId === this.options.localId) return
    if (epoch > state.epoch && leaderId === -1) return this.enter(epoch, nowMs)
    if (leaderId === -1 || (epoch === state.epoch && this.role.leaderId === leaderId)) return
    this.leaving()
    const votedId = epoch === state.epoch ? state.votedId : -1
    this.remember({ epoch, votedId, leaderId })
    this.role = new Follower(leaderId, this.fetchMs(), nowMs)
    this.actions.push({ kind: 'follow', leaderId, epoch })
  }

  leaderResigned(
    {
      epoch,
      leaderId,
      successors,
    }: { epoch: number; leaderId: number; successors: readonly number[] },
    nowMs: number,
  ): void {
    if (epoch < this.state.epoch || leaderId === this.options.localId) return
    if (epoch > this.state.epoch) this.learn(epoch, leaderId, nowMs)
    this.leaderGone(leaderId, successors, nowMs)
  }

  leaderDied(leaderId: number, nowMs: number): void {
    this.leaderGone(
      leaderId,
      this.options.voters.filter((id) => id !== leaderId),
      nowMs,
    )
  }

  heardFromLeader(nowMs: number): void {
    if (this.role.kind === 'follower') this.role.heardFromLeader(nowMs)
  }

  /** Leaves office in order: the others need not wait. */
  resign(): void {
    const { role, state } = this
    if (role.kind !== 'leader') return
    this.actions.push({ kind: 'resign', epoch: state.epoch, successors: role.successors() })
  }

  private firstRole(nowMs: number): Role {
    const { voters, localId, log } = this.options
    const { epoch, leaderId } = this.state
    if (leaderId === localId) {
      const others = voters.filter((id) => id !== localId)
      this.actions.push({ kind: 'resign', epoch, successors: others })
      return new Resigned(nowMs + (others.length === 0 ? 0 : this.electionMs()))
    }
    if (leaderId !== -1) {
      this.actions.push({ kind: 'follow', leaderId, epoch })
      return new Follower(leaderId, this.fetchMs(), nowMs)
    }
    // At the first start of all nobody can be in office: the first voter stands at once.
    const isFirstStart = epoch === 0 && log.endOffset === 0
    if (!isFirstStart) return new Unattached(nowMs + this.electionMs())
    return new Unattached(nowMs + voters.indexOf(localId) * rankDelayMs)
  }

  private stand(nowMs: number): void {
    const { voters, localId } = this.options
    const role = new Prospective(voters, localId, nowMs + this.electionMs())
    this.role = role
    if (role.votes.isWon) return this.becomeCandidate(nowMs)
    this.askVotes(true)
  }

  private becomeCandidate(nowMs: number): void {
    const { voters, localId } = this.options
    this.remember({ epoch: this.state.epoch + 1, votedId: localId, leaderId: -1 })
    const role = new Candidate(voters, localId, nowMs + this.electionMs())
    this.role = role
    if (role.votes.isWon) return this.becomeLeader(nowMs)
    this.askVotes(false)
  }

  private becomeLeader(nowMs: number): void {
    const { voters, localId, log, timeouts } = this.options
    // As in Kafka a leader is more patient than its followers: they elect before it gives up.
    const checkQuorumMs = timeouts.fetchMs * 1.5
    this.role = new Leader(voters, localId, log.endOffset, checkQuorumMs, nowMs)
    this.remember({ ...this.state, leaderId: localId })
    this.actions.push({ kind: 'lead', epoch: this.state.epoch })
    this.actions.push({ kind: 'announce', epoch: this.state.epoch })
  }

  /** Nobody was elected: wait a random time, so that not all stand together again. */
  private lose({ epoch, leaderId }: VoteAnswer, nowMs: number): void {
    if (epoch === this.state.epoch && leaderId !== -1) return this.learn(epoch, leaderId, nowMs)
    const backoffMs = 1 + this.options.random(Math.max(1, this.options.timeouts.backoffMaxMs))
    this.role = new Unattached(nowMs + backoffMs)
  }

  /** A higher epoch is known, its leader is not. */
  private enter(epoch: number, nowMs: number): void {
    this.leaving()
    const deadlineMs =
      this.role.kind === 'follower' ? this.role.deadlineMs : nowMs + this.electionMs()
    this.remember({ epoch, votedId: -1, leaderId: -1 })
    this.role = new Unattached(Math.max(nowMs, deadlineMs))
  }

  private leaderGone(leaderId: number, successors: readonly number[], nowMs: number): void {
    if (this.role.kind !== 'follower' || this.role.leaderId !== leaderId) return
    const rank = Math.max(0, successors.indexOf(this.options.localId))
    this.role.leaderGone(nowMs + rank * rankDelayMs)
  }

  private leaving(): void {
    if (this.role.kind === 'leader') this.dethroned('another epoch has begun')
  }

  private dethroned(because: string): void {
    this.actions.push({ kind: 'dethroned', because })
  }

  private askVotes(preVote: boolean): void {
    const { localId, voters, log } = this.options
    const { lastEpoch, endOffset } = log
    const request = { candidateId: localId, epoch: this.state.epoch, lastEpoch, endOffset, preVote }
    this.actions.push({ kind: 'ask-votes', request, of: voters.filter((id) => id !== localId) })
  }

  /** The ballot that a request belongs to; null when it is over. */
  private ballotOf({ epoch, preVote }: VoteRequest): Prospective | Candidate | null {
    const { role } = this
    if (epoch !== this.state.epoch) return null
    if (role.kind === (preVote ? 'prospective' : 'candidate'))
      return role as Prospective | Candidate
    return null
  }

  private hearsLeader(nowMs: number): boolean {
    return this.role.kind === 'follower' && this.role.hasLeader && nowMs < this.role.deadlineMs
  }

  private voteAnswer(granted: boolean): VoteAnswer {
    return { epoch: this.state.epoch, leaderId: this.role.leaderId, granted }
  }

  private remember(state: QuorumState): void {
    this.state = state
    this.actions.push({ kind: 'remember', state })
  }

  /** Not the same for two followers, or both would stand when their leader falls silent. */
  private fetchMs(): number {
    const { fetchMs } = this.options.timeouts
    return fetchMs + this.options.random(Math.max(1, fetchMs >> 2))
  }

  private electionMs(): number {
    const { electionMs } = this.options.timeouts
    return electionMs + this.options.random(Math.max(1, electionMs))
  }
}
