/**
 * What readers are told of a replica that leads: records, offsets by name or time, ends of epochs.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import type { LeaderRole } from './leader-role.ts'
import type {
  EpochEndFound,
  FindEpochEnd,
  ListOffset,
  OffsetListed,
  Read,
  ReadRecords,
} from './messages.ts'
import type { ReplicaData } from './replica-data.ts'

/** The role when it leads; null for any other. */
type Leading = LeaderRole | null
type Asked<M> = Omit<M, 'replyTo'>

/** KIP-320: a client that knows another leader epoch must learn, or wait. */
function leaderFault(leading: Leading, currentLeaderEpoch: number): ErrorName {
  if (leading === null) return 'NOT_LEADER_OR_FOLLOWER'
  if (currentLeaderEpoch === -1 || currentLeaderEpoch === leading.leaderEpoch) return 'NONE'
  return currentLeaderEpoch < leading.leaderEpoch ? 'FENCED_LEADER_EPOCH' : 'UNKNOWN_LEADER_EPOCH'
}

/** Whole batches that are safe, from the one that holds `fetchOffset` on. */
export function readRecords(data: ReplicaData, leading: Leading, asked: Asked<ReadRecords>): Read {
  const { fetchOffset, maxBytes, currentLeaderEpoch, lastFetchedEpoch } = asked
  const { log, rules, highWatermark } = data
  const { logStartOffset, logEndOffset } = log
  const nothing = { diverging: null, records: [], sizeBytes: 0 }
  const known = { highWatermark, logStartOffset, ...nothing }
  const unknown = { highWatermark: -1, logStartOffset: -1, ...nothing }
  const error = leaderFault(leading, currentLeaderEpoch)
  if (error !== 'NONE') return { ...unknown, error }
  if (data.isDamaged) return { ...unknown, error: 'KAFKA_STORAGE_ERROR' }
  const position = { leaderEpoch: -1, fetchOffset, lastFetchedEpoch, highWatermark }
  const diverging = rules.divergence(position, log)
  if (diverging !== null) return { ...known, error, diverging }
  if (fetchOffset < logStartOffset || fetchOffset > logEndOffset) {
    return { ...unknown, error: 'OFFSET_OUT_OF_RANGE' }
  }
  const limit = rules.consumerReadLimit(highWatermark, logEndOffset)
  const { records, sizeBytes, damage } = log.read(fetchOffset, limit, maxBytes)
  if (damage !== null) return { ...unknown, error: 'KAFKA_STORAGE_ERROR' }
  return { ...known, error, records, sizeBytes }
}

export function listOffset(
  data: ReplicaData,
  leading: Leading,
  { timestamp, currentLeaderEpoch }: Asked<ListOffset>,
): OffsetListed {
  const error = leaderFault(leading, currentLeaderEpoch)
  if (leading === null || error !== 'NONE') return unlisted(error)
  // A new leader does not know yet what is safe: "latest" would go backwards (KIP-207).
  const behind = data.highWatermark < leading.epochStartOffset
  const found = lookUp(data, timestamp)
  if (behind && (timestamp === -1 || found.offset >= data.highWatermark)) {
    return unlisted('OFFSET_NOT_AVAILABLE')
  }
  const hidden = timestamp !== -1 && found.offset >= data.highWatermark && timestamp >= 0
  if (found.offset === -1 || hidden) return unlisted('NONE')
  return { error, leaderEpoch: leading.leaderEpoch, ...found }
}

export function findEpochEnd(
  { log }: ReplicaData,
  leading: Leading,
  { leaderEpoch, currentLeaderEpoch }: Asked<FindEpochEnd>,
): EpochEndFound {
  const error = leaderFault(leading, currentLeaderEpoch)
  if (error !== 'NONE') return { error, epoch: -1, endOffset: -1 }
  return { error, ...log.epochs.endOffsetFor(leaderEpoch, log.logEndOffset) }
}

function lookUp({ log, highWatermark }: ReplicaData, timestamp: number) {
  switch (timestamp) {
    case -1:
      return { timestamp: -1, offset: highWatermark }
    case -2:
    case -4: // the earliest local offset; there is no other tier
      return { timestamp: -1, offset: log.logStartOffset }
    case -3:
      return log.offsetOfMaxTimestamp()
    case -5: // the last offset in another tier
    case -6: // the earliest offset that waits for its upload there
      return { timestamp: -1, offset: -1 }
    default:
      return log.offsetForTimestamp(timestamp) ?? { timestamp: -1, offset: -1 }
  }
}

function unlisted(error: ErrorName): OffsetListed {
  return { error, timestamp: -1, offset: -1, leaderEpoch: -1 }
}
