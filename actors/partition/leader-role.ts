/**
 * The leader of one partition in one leader epoch: who holds what, what is safe, who is in sync.
 */

import type { TopicSettings } from '../../cluster-config/topic-settings.ts'
import type { EpochEnd } from '../../log/leader-epochs.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { assert } from '../../runtime/assert.ts'
import type { BrokerView } from '../broker/broker-view.ts'
import type { PartitionAssignment } from '../metadata/partition-state.ts'
import { hasNewsOfSafety } from './answer-follower.ts'
import {
  afterFetch,
  afterGrowth,
  type FollowerProgress,
  isCaughtUp,
  unheardOf,
} from './follower-progress.ts'
import { alterOutcome, Isr, type Proposal } from './isr.ts'
import type { IsrAnswer } from './isr-answer.ts'
import type { FollowerFetch } from './messages.ts'
import { ParkedReaders } from './parked-readers.ts'
import { Purgatory } from './purgatory.ts'
import type { ReplicaData } from './replica-data.ts'
import type { PartitionRules } from './rules.ts'

export interface LeaderMeans {
  readonly brokerId: number
  /** `replica.lag.time.max.ms` */
  readonly lagMaxMs: number
  readonly minInsyncReplicas: number
  /** The epoch that a broker is registered with; -1 for none. */
  readonly registeredEpoch: (brokerId: number) => number
  /** Not one that is fenced or about to stop. */
  readonly mayBeInSync: (brokerId: number) => boolean
}

export function leaderMeansOf({ boot, image }: BrokerView, settings: TopicSettings): LeaderMeans {
  return {
    brokerId: boot.brokerId,
    lagMaxMs: boot.settings['replica.lag.time.max.ms'],
    minInsyncReplicas: settings['min.insync.replicas'],
    registeredEpoch: (brokerId) => image.brokers.get(brokerId)?.brokerEpoch ?? -1,
    mayBeInSync: (brokerId) => {
      const broker = image.brokers.get(brokerId)
      return broker !== undefined && !broker.fenced && !broker.inControlledShutdown
    },
  }
}

/** `early`: the follower knows of a later epoch; this broker will hear of it. */
export type FetchOutcome =
  | { readonly kind: 'early' | 'progress' }
  | { readonly kind: 'refused'; readonly error: ErrorName }
  | { readonly kind: 'diverging'; readonly end: EpochEnd }

export class LeaderRole {
  readonly kind = 'leader'
  readonly leaderEpoch: number
  /** Where the log ended as this epoch began. */
  readonly epochStartOffset: number
  readonly isr: Isr
  /** Below this many in-sync replicas nothing is safe. */
  readonly minIsr: number
  readonly purgatory = new Purgatory()
  readonly readers = new ParkedReaders()
  /** Fetches of followers that have everything, by broker. */
  readonly parkedFetches = new Map<number, FollowerFetch>()
  /** Monotonic ms; until then the controller is not asked again for what it has refused. */
  private refusedUntilMs = 0
  private readonly followers = new Map<number, FollowerProgress>()
  private readonly data: ReplicaData
  private readonly rules: PartitionRules
  private readonly means: LeaderMeans

  constructor(state: PartitionAssignment, data: ReplicaData, means: LeaderMeans, nowMs: number) {
    this.data = data
    this.rules = data.rules
    this.means = means
    this.leaderEpoch = state.leaderEpoch
    this.epochStartOffset = data.log.logEndOffset
    this.isr = new Isr(state)
    this.minIsr = this.rules.effectiveMinIsr(means.minInsyncReplicas, state.replicas.length)
    const assumed = this.rules.assumedFollowerEnd(this.epochStartOffset)
    for (const brokerId of state.replicas) {
      if (brokerId === means.brokerId) continue
      const follower = unheardOf(brokerId, state.isr.includes(brokerId), assumed, nowMs)
      this.followers.set(brokerId, follower)
    }
    data.log.beginEpoch(state.leaderEpoch)
    data.producers.replaceBy(this.rules.producersAtElection(data.producers.all))
  }

  get isUnderMinIsr(): boolean {
    return this.isr.committed.length < this.minIsr
  }

  /** Followers, for status. */
  get progress(): readonly FollowerProgress[] {
    return [...this.followers.values()]
  }

  // 1. The log has grown: whoever held all of it is behind from now on.
  grew(nowMs: number): void {
    for (const [brokerId, follower] of this.followers) {
      this.followers.set(brokerId, afterGrowth(follower, nowMs))
    }
  }

  // 2. A fetch says what a follower holds, unless its log has yet to be cut.
  fetched(fetch: FollowerFetch, nowMs: number): FetchOutcome {
    const { followerId, brokerEpoch, position } = fetch
    const verdict = this.rules.acceptFetch(position.leaderEpoch, this.leaderEpoch)
    if (verdict === 'early') return { kind: 'early' }
    if (verdict === 'fenced') return { kind: 'refused', error: 'FENCED_LEADER_EPOCH' }
    const known = this.followers.get(followerId)
    const registered = this.means.registeredEpoch(followerId)
    if (known === undefined || this.rules.isStaleIncarnation(brokerEpoch, registered)) {
      return { kind: 'refused', error: 'STALE_BROKER_EPOCH' }
    }
    const { log } = this.data
    const end = this.rules.divergence(position, log)
    if (this.rules.countsAsProgress(end)) {
      const { fetchOffset } = position
      if (end === null && (fetchOffset > log.logEndOffset || fetchOffset < log.logStartOffset)) {
        return { kind: 'refused', error: 'OFFSET_OUT_OF_RANGE' }
      }
      const fetched = { fetchOffset, brokerEpoch }
      this.followers.set(followerId, afterFetch(known, fetched, log.logEndOffset, nowMs))
    }
    return end === null ? { kind: 'progress' } : { kind: 'diverging', end }
  }

  // 3. What every replica that counts holds is safe. True when more is safe than before.
  advance(nowMs: number): boolean {
    const { isr, rules, data } = this
    if (!rules.highWatermarkMayAdvance(isr.committed.length, this.minIsr)) return false
    const maximal = rules.maximalIsr(isr)
    const counted: FollowerProgress[] = []
    for (const follower of this.followers.values()) {
      const joins = () => this.isRegistered(follower) && this.isCaughtUp(follower, nowMs)
      if (maximal.includes(follower.brokerId) || joins()) counted.push(follower)
    }
    const leaderEndOffset = data.written.endOffset
    const before = data.highWatermark
    data.highWatermark = rules.highWatermarkOf({ current: before, leaderEndOffset, counted })
    return data.highWatermark > before
  }

  // 4. Another in-sync set: shrink before expanding, one change in flight. Null when all is well.
  // Only who is heard may join: `heard` has fetched just now, others wait for records. Who was
  // removed for its silence still holds all that is safe.
  propose(nowMs: number, heard: number | null): Proposal | null {
    const { isr } = this
    if (isr.proposal !== null || nowMs < this.refusedUntilMs) return null
    const staying = isr.committed.filter((brokerId) => !this.mustLeave(brokerId, nowMs))
    if (staying.length < isr.committed.length) return isr.propose(staying)
    const joining = [...this.followers.values()].filter(
      (follower) =>
        (follower.brokerId === heard || this.parkedFetches.has(follower.brokerId)) &&
        this.mayJoin(follower),
    )
    if (joining.length === 0) return null
    return isr.propose([...isr.committed, ...joining.map(({ brokerId }) => brokerId)])
  }

  /** The question to the controller. */
  changeFor(
    proposal: Proposal,
    key: { readonly topicId: string; readonly partition: number },
    { boot: { brokerId }, brokerEpoch }: BrokerView,
  ) {
    const { leaderEpoch, isr } = this
    const { partitionEpoch } = isr
    const newIsr = this.membersOf(proposal, brokerEpoch)
    const epochs = { leaderEpoch, partitionEpoch, leaderRecoveryState: 'recovered' } as const
    return { brokerId, brokerEpoch, partitions: [{ ...key, ...epochs, newIsr }] }
  }

  /** The incarnation of each proposed member, as far as it has fetched. */
  private membersOf({ isr }: Proposal, brokerEpoch: number) {
    return isr.map((brokerId) => ({
      brokerId,
      brokerEpoch:
        brokerId === this.means.brokerId
          ? brokerEpoch
          : (this.followers.get(brokerId)?.brokerEpoch ?? -1),
    }))
  }

  // 5. The controller's answer. True when the set has changed, `retry` to ask the same again. What
  // was refused is proposed again at `againMs` at the earliest.
  altered(number: number, answer: IsrAnswer | 'unanswered', againMs: number): boolean | 'retry' {
    if (this.isr.proposal?.number !== number) return false
    const outcome = alterOutcome(answer === 'unanswered' ? 'unanswered' : answer.error)
    if (outcome === 'retry') return 'retry'
    if (outcome === 'refused') {
      this.isr.refused()
      this.refusedUntilMs = againMs
    }
    if (outcome !== 'committed' || answer === 'unanswered' || answer.state === null) return false
    return this.isr.commit(answer.state)
  }

  /** When the next member of the set will have been behind for too long; Infinity for never. */
  nextLagMs(): number {
    let earliest = Number.POSITIVE_INFINITY
    for (const { brokerId, behindSinceMs } of this.followers.values()) {
      if (behindSinceMs === null || !this.isr.committed.includes(brokerId)) continue
      earliest = Math.min(earliest, behindSinceMs + this.means.lagMaxMs)
    }
    return earliest
  }

  /** The fetches that wait at the end of the log; they wait no longer. */
  takeParked(): FollowerFetch[] {
    const taken = [...this.parkedFetches.values()]
    this.parkedFetches.clear()
    return taken
  }

  /** Of those, the ones whose follower may know of more that is safe. */
  takeNewsOfSafety(): FollowerFetch[] {
    const news = [...this.parkedFetches.values()].filter((each) => hasNewsOfSafety(this.data, each))
    for (const { followerId } of news) this.parkedFetches.delete(followerId)
    return news
  }

  checkInvariants(): void {
    const { committed } = this.isr
    assert(new Set(committed).size === committed.length, 'nobody is in the in-sync set twice')
  }

  private mustLeave(brokerId: number, nowMs: number): boolean {
    const follower = this.followers.get(brokerId)
    if (follower === undefined) return false
    return this.rules.mustLeaveIsr(follower, nowMs, this.means.lagMaxMs)
  }

  private mayJoin(follower: FollowerProgress): boolean {
    if (this.isr.committed.includes(follower.brokerId)) return false
    if (!this.means.mayBeInSync(follower.brokerId)) return false
    return this.rules.mayJoinIsr({
      follower,
      highWatermark: this.data.highWatermark,
      epochStartOffset: this.epochStartOffset,
      registeredEpoch: this.means.registeredEpoch(follower.brokerId),
    })
  }

  private isRegistered({ brokerId, brokerEpoch }: FollowerProgress): boolean {
    const { registeredEpoch, mayBeInSync } = this.means
    return brokerEpoch !== -1 && brokerEpoch === registeredEpoch(brokerId) && mayBeInSync(brokerId)
  }

  private isCaughtUp(follower: FollowerProgress, nowMs: number): boolean {
    return isCaughtUp(follower, nowMs, this.means.lagMaxMs)
  }
}
