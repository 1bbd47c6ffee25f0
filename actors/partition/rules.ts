/**
 * The rule table of partition replicas. Every decision that a guarantee rests on is one entry, so
 * that an experiment can replace one and show what breaks.
 */
import type { ProducerEntry } from '../../log/producer-state.ts'
import { batchesKept, judgeSequence } from '../../log/producer-state.ts'
import {
  acceptFetch,
  answersPosition,
  assumedFollowerEnd,
  consumerReadLimit,
  countsAsProgress,
  cutOnFollowing,
  divergence,
  followerFault,
  isNewer,
  isStaleIncarnation,
  truncationPoint,
} from './fetch-rules.ts'
import {
  effectiveMinIsr,
  followerHighWatermark,
  highWatermarkAfterTruncation,
  highWatermarkMayAdvance,
  highWatermarkOf,
  maximalIsr,
} from './high-watermark.ts'
import { mayJoinIsr, mustLeaveIsr } from './isr.ts'

/** acks=all waits until the high watermark has passed the records; anything else does not wait. */
export function ackWhen(acks: number, lastOffset: number): { readonly beyond: number } | 'now' {
  return acks === -1 ? { beyond: lastOffset } : 'now'
}

/** Whether a write with acks=all may be taken at all. */
export function mayAppend(acks: number, committedIsr: number, minIsr: number): boolean {
  return acks !== -1 || committedIsr >= minIsr
}

/** A follower keeps the book of producers, so a new leader goes on with it. */
export function producersAtElection(entries: readonly ProducerEntry[]): readonly ProducerEntry[] {
  return entries
}

export const partitionRules = {
  // What is safe.
  effectiveMinIsr,
  maximalIsr,
  highWatermarkMayAdvance,
  highWatermarkOf,
  consumerReadLimit,
  // Who is in sync.
  mayJoinIsr,
  mustLeaveIsr,
  isNewer,
  // When a producer is answered.
  mayAppend,
  ackWhen,
  ackDuplicateWhen: ackWhen,
  // What a leader makes of a follower's fetch.
  assumedFollowerEnd,
  acceptFetch,
  isStaleIncarnation,
  divergence,
  countsAsProgress,
  // What a follower makes of the answer.
  cutOnFollowing,
  truncationPoint,
  answersPosition,
  followerFault,
  followerHighWatermark,
  highWatermarkAfterTruncation,
  // Idempotent producers.
  judgeSequence,
  batchesKept,
  producersAtElection,
}
export type PartitionRules = typeof partitionRules
