/** What a partition replica is asked, and what it answers. */
import type { EpochEnd } from '../../log/leader-epochs.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import type { ReplyTo } from '../../runtime/ref.ts'
import type { PartitionAssignment } from '../metadata/partition-state.ts'
import type { FetchPosition } from './fetch-rules.ts'

/** From the broker's lifecycle: this replica leads, or follows, as the metadata log says. */
export interface TakeRole {
  readonly state: PartitionAssignment
}

export interface Append {
  /** One record batch, as a client has sent it. */
  readonly records: Uint8Array
  readonly acks: number
  /** The version of the Produce request; it decides what a batch may be. */
  readonly apiVersion: number
  /** How long the client waits for the other replicas. */
  readonly timeoutMs: number
  readonly replyTo: ReplyTo<Appended>
}
export interface Appended {
  readonly error: ErrorName
  readonly errorMessage: string | null
  /** The record of the batch that is at fault; -1 when none is, or it is not known. */
  readonly recordIndex: number
  /** Of the first record; -1 unless `error` is NONE. */
  readonly baseOffset: number
  /** -1 unless message.timestamp.type is LogAppendTime. */
  readonly logAppendTimeMs: number
  readonly logStartOffset: number
}

export interface ReadRecords {
  readonly fetchOffset: number
  readonly maxBytes: number
  /** -1: not checked. */
  readonly currentLeaderEpoch: number
  /** The epoch of the reader's last record (KIP-595); -1: not checked. */
  readonly lastFetchedEpoch: number
  readonly replyTo: ReplyTo<Read>
}
export interface Read {
  readonly error: ErrorName
  /** Where the reader's log parts from this one; null when it does not. */
  readonly diverging: EpochEnd | null
  readonly highWatermark: number
  readonly logStartOffset: number
  readonly records: readonly Uint8Array[]
  readonly sizeBytes: number
}

export interface AwaitData {
  /** Answered when the high watermark is beyond this offset, or this replica leads no more. */
  readonly beyondOffset: number
  /** Who waits: a reader waits at most once. */
  readonly reader: string
  /** After which the reader has stopped waiting. */
  readonly waitMs: number
  readonly replyTo: ReplyTo<DataArrived>
}
export interface DataArrived {
  readonly highWatermark: number
}

export interface ListOffset {
  /** ms since 1970, or a negative name: -1 latest, -2 earliest, -3 maximum timestamp, … */
  readonly timestamp: number
  readonly currentLeaderEpoch: number
  readonly replyTo: ReplyTo<OffsetListed>
}
export interface OffsetListed {
  readonly error: ErrorName
  readonly timestamp: number
  readonly offset: number
  readonly leaderEpoch: number
}

export interface FindEpochEnd {
  readonly leaderEpoch: number
  readonly currentLeaderEpoch: number
  readonly replyTo: ReplyTo<EpochEndFound>
}
export interface EpochEndFound extends EpochEnd {
  readonly error: ErrorName
}

/** A follower's fetch of one partition; answered when there is something for it. */
export interface FollowerFetch {
  readonly followerId: number
  /** The incarnation of the follower's broker. */
  readonly brokerEpoch: number
  readonly position: FetchPosition
  readonly maxBytes: number
  readonly replyTo: ReplyTo<PartitionFetched>
}

/** One partition in the answer to a fetch. */
export interface PartitionFetched {
  /** The position that was asked for. */
  readonly leaderEpoch: number
  readonly fetchOffset: number
  readonly error: ErrorName
  /** Where the follower's log parts from the leader's; then there are no records. */
  readonly diverging: EpochEnd | null
  readonly highWatermark: number
  readonly logStartOffset: number
  readonly logEndOffset: number
  /** Whole batches, in a buffer of exactly their size; null for none. */
  readonly records: Uint8Array | null
}

/** From the replica fetcher: what the leader has answered. */
export interface ApplyFetched {
  readonly fetched: PartitionFetched
  readonly replyTo: ReplyTo<FetchApplied>
}
export interface FetchApplied {
  /** Where to go on; null when this replica does not follow that leader. */
  readonly position: FetchPosition | null
  /** Nothing was gained: wait before the next fetch. */
  readonly backOff: boolean
}
