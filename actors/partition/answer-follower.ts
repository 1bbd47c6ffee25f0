/** What a leader answers to a follower's fetch of one partition. */
import { concatBytes } from '../../protocol/writer.ts'
import type { FollowerFetch, PartitionFetched } from './messages.ts'
import type { ReplicaData } from './replica-data.ts'

/** `part` is what this answer has beside the position and where the leader stands. */
export function answerTo(
  { log, highWatermark }: ReplicaData,
  { position }: FollowerFetch,
  part: Partial<PartitionFetched>,
): PartitionFetched {
  const { leaderEpoch, fetchOffset } = position
  const { logStartOffset, logEndOffset } = log
  const known = { leaderEpoch, fetchOffset, highWatermark, logStartOffset, logEndOffset }
  return { error: 'NONE', diverging: null, records: null, ...known, ...part }
}

/** All whole batches from the follower's position on, also those that are not safe yet. */
export function recordsFor(
  { log }: ReplicaData,
  { position, maxBytes }: FollowerFetch,
): Partial<PartitionFetched> {
  const { fetchOffset } = position
  const { records, sizeBytes, damage } = log.read(fetchOffset, log.logEndOffset, maxBytes)
  if (damage !== null) return { error: 'KAFKA_STORAGE_ERROR' }
  return { records: sizeBytes === 0 ? null : concatBytes(records) }
}

/** True when the follower may know of more that is safe than it does. */
export function hasNewsOfSafety({ highWatermark }: ReplicaData, { position }: FollowerFetch) {
  return Math.min(highWatermark, position.fetchOffset) > position.highWatermark
}
