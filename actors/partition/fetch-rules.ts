/**
 * How leader and follower agree on where to copy from: fencing by epoch, and where two logs part.
 */
import type { EpochEnd, LeaderEpochs } from '../../log/leader-epochs.ts'
import type { RecordBatch } from '../../protocol/record-batch.ts'
import type { Crc32c } from '../../runtime/ports/codecs.ts'
import type { PartitionAssignment } from '../metadata/partition-state.ts'

/** Where a follower stands: what it asks for says what it holds. */
export interface FetchPosition {
  readonly leaderEpoch: number
  readonly fetchOffset: number
  /** The epoch of its last record; -1 when its log is empty. */
  readonly lastFetchedEpoch: number
  /** Its own high watermark. */
  readonly highWatermark: number
}

/** What the rules need of a log. */
export interface EpochLog {
  readonly epochs: Pick<LeaderEpochs, 'latestEpoch' | 'endOffsetFor'>
  readonly logEndOffset: number
}

/** `early`: the follower knows of an epoch that this broker has not heard of yet. */
export type FetchVerdict = 'accept' | 'fenced' | 'early'

export function acceptFetch(requestEpoch: number, currentEpoch: number): FetchVerdict {
  if (requestEpoch === currentEpoch) return 'accept'
  return requestEpoch < currentEpoch ? 'fenced' : 'early'
}

/** A fetch of an earlier incarnation says nothing of what the broker holds now (KIP-903). */
export function isStaleIncarnation(fetchEpoch: number, registeredEpoch: number): boolean {
  return registeredEpoch > fetchEpoch
}

/**
 * Where the follower's log parts from the leader's, in the leader's words; null when it does not.
 * Source: Kafka Partition.readRecords, KIP-595.
 */
export function divergence(
  { lastFetchedEpoch, fetchOffset }: FetchPosition,
  log: EpochLog,
): EpochEnd | null {
  if (lastFetchedEpoch === -1) return null
  const end = log.epochs.endOffsetFor(lastFetchedEpoch, log.logEndOffset)
  const parts = end.epoch < lastFetchedEpoch || end.endOffset < fetchOffset
  return parts ? end : null
}

/** A follower that is about to cut its log has confirmed nothing (KAFKA-13141). */
export function countsAsProgress(diverging: EpochEnd | null): boolean {
  return diverging === null
}

/** What a new leader assumes of a follower: nothing. */
export function assumedFollowerEnd(_leaderEndOffset: number): number {
  return -1
}

/**
 * Where the follower cuts: the end of the diverging epoch in its own log or in the leader's,
 * whichever is lower. When it does not have that epoch it steps down to the end of an older one,
 * and asks again (KIP-279). Source: Kafka AbstractFetcherThread.getOffsetTruncationState.
 */
export function truncationPoint(leader: EpochEnd, log: EpochLog): number {
  const { logEndOffset } = log
  const own = log.epochs.endOffsetFor(leader.epoch, logEndOffset)
  if (own.epoch === -1) return Math.min(leader.endOffset, logEndOffset)
  if (own.epoch !== leader.epoch) return Math.min(own.endOffset, logEndOffset)
  return Math.min(own.endOffset, leader.endOffset, logEndOffset)
}

/**
 * Where a replica cuts its log as it begins to follow: nowhere, and never at its high watermark.
 */
export function cutOnFollowing(logEndOffset: number, _highWatermark: number): number {
  return logEndOffset
}

/** An answer counts only for the position that it was asked for. */
export function answersPosition(
  answer: { leaderEpoch: number; fetchOffset: number },
  now: { leaderEpoch: number; fetchOffset: number },
): boolean {
  return answer.leaderEpoch === now.leaderEpoch && answer.fetchOffset === now.fetchOffset
}

/** Why a follower does not append a batch of its leader; null when it does. */
export function followerFault(batch: RecordBatch, log: EpochLog, crc32c: Crc32c): string | null {
  if (!batch.hasValidCrc(crc32c)) return 'its CRC does not match'
  if (batch.baseOffset !== log.logEndOffset) {
    return `it begins at ${batch.baseOffset}, the log ends at ${log.logEndOffset}`
  }
  if (batch.partitionLeaderEpoch < log.epochs.latestEpoch) {
    return `its epoch ${batch.partitionLeaderEpoch} is before ${log.epochs.latestEpoch}`
  }
  return null
}

/** Metadata counts only when it is newer than what the replica knows (KIP-380). */
export function isNewer(next: PartitionAssignment, known: PartitionAssignment | null): boolean {
  if (known === null) return true
  return next.partitionEpoch > known.partitionEpoch && next.leaderEpoch >= known.leaderEpoch
}

/** A consumer is given nothing that is not safe. */
export function consumerReadLimit(highWatermark: number, _logEndOffset: number): number {
  return highWatermark
}
