/**
 * The in-sync set of a partition as its leader knows it: one change at a time, the controller's
 * word counts.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import type { PartitionState } from '../metadata/partition-state.ts'
import type { FollowerProgress } from './follower-progress.ts'
import { isCaughtUp } from './follower-progress.ts'
import type { InSync } from './high-watermark.ts'

export interface JoinInput {
  readonly follower: FollowerProgress
  readonly highWatermark: number
  /** Where the current leader epoch begins. */
  readonly epochStartOffset: number
  /** The registered epoch of its broker; -1 for one that is not registered, or fenced. */
  readonly registeredEpoch: number
}

/**
 * Caught up to all that is safe and to the epoch's start, in the incarnation that is registered.
 */
export function mayJoinIsr(input: JoinInput): boolean {
  const { follower, highWatermark, epochStartOffset, registeredEpoch } = input
  const { logEndOffset, brokerEpoch } = follower
  const caughtUp = logEndOffset >= highWatermark && logEndOffset >= epochStartOffset
  return caughtUp && brokerEpoch !== -1 && brokerEpoch === registeredEpoch
}

/** Who has been behind for exactly `lagMaxMs` or longer leaves. */
export function mustLeaveIsr(follower: FollowerProgress, nowMs: number, lagMaxMs: number): boolean {
  return !isCaughtUp(follower, nowMs, lagMaxMs)
}

/**
 * What follows from the controller's answer:
 * - `committed`  the change was made
 * - `refused`    it was certainly not made: the set is what it was
 * - `superseded` the partition has changed: metadata will say how, until then both sets may be true
 * - `retry`      nobody knows: the same question again
 * Source: Kafka Partition.handleAlterPartitionError.
 */
export type AlterOutcome = 'committed' | 'refused' | 'superseded' | 'retry'

export function alterOutcome(error: ErrorName | 'unanswered'): AlterOutcome {
  switch (error) {
    case 'NONE':
      return 'committed'
    case 'INELIGIBLE_REPLICA':
    case 'OPERATION_NOT_ATTEMPTED':
      return 'refused'
    case 'FENCED_LEADER_EPOCH':
    case 'INVALID_UPDATE_VERSION':
    case 'INVALID_REQUEST':
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'UNKNOWN_TOPIC_ID':
    case 'NEW_LEADER_ELECTED':
    case 'STALE_BROKER_EPOCH':
      return 'superseded'
    default:
      return 'retry'
  }
}

/** A change under way. */
export interface Proposal {
  readonly isr: readonly number[]
  /** Tells its answer from late ones of earlier proposals. */
  readonly number: number
}

/** Which proposal an answer belongs to. */
export interface ProposalTag {
  /** The controller that was asked. */
  readonly asked: number
  readonly leaderEpoch: number
  readonly number: number
}

export class Isr implements InSync {
  committed: readonly number[]
  partitionEpoch: number
  proposal: Proposal | null = null
  private proposals = 0

  constructor({ isr, partitionEpoch }: PartitionState) {
    this.committed = isr
    this.partitionEpoch = partitionEpoch
  }

  get pending(): readonly number[] | null {
    return this.proposal?.isr ?? null
  }

  /** One change in flight. */
  propose(isr: readonly number[]): Proposal {
    this.proposal = { isr, number: ++this.proposals }
    return this.proposal
  }

  /** The controller refused the change that is in flight. */
  refused(): void {
    this.proposal = null
  }

  /** The controller's word, by an answer or by metadata, whichever comes first. False when old. */
  commit({ isr, partitionEpoch }: PartitionState): boolean {
    if (partitionEpoch <= this.partitionEpoch) return false
    this.committed = isr
    this.partitionEpoch = partitionEpoch
    this.proposal = null
    return true
  }
}
