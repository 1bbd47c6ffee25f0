/** A follower of one partition: copies its leader's log, and cuts its own where the two part. */
import { DecodeError } from '../../protocol/decode-error.ts'
import { batchesIn } from '../../protocol/record-batch.ts'
import type { Crc32c } from '../../runtime/ports/codecs.ts'
import type { PartitionAssignment } from '../metadata/partition-state.ts'
import type { FetchPosition } from './fetch-rules.ts'
import type { PartitionFetched } from './messages.ts'
import type { ReplicaData } from './replica-data.ts'

/** `refused`: the leader gave nothing, or something that is wrong; `fault` says what. */
export type Applied =
  | { readonly kind: 'applied' | 'stale' }
  | { readonly kind: 'truncated'; readonly from: number; readonly to: number }
  | { readonly kind: 'refused'; readonly fault: string }

export class FollowerRole {
  readonly kind = 'follower'
  readonly leaderEpoch: number
  /** -1 when nobody leads. */
  readonly leader: number
  private readonly data: ReplicaData
  private readonly crc32c: Crc32c

  constructor({ leader, leaderEpoch }: PartitionAssignment, data: ReplicaData, crc32c: Crc32c) {
    this.leader = leader
    this.leaderEpoch = leaderEpoch
    this.data = data
    this.crc32c = crc32c
    data.truncateTo(data.rules.cutOnFollowing(data.log.logEndOffset, data.highWatermark))
  }

  /** What to ask the leader for: it says what this replica holds. */
  get position(): FetchPosition {
    const { log, highWatermark } = this.data
    const { logEndOffset: fetchOffset } = log
    const { leaderEpoch } = this
    // An epoch that has begun without a record says nothing of the log.
    const lastFetchedEpoch = fetchOffset === log.logStartOffset ? -1 : log.epochs.latestEpoch
    return { leaderEpoch, fetchOffset, lastFetchedEpoch, highWatermark }
  }

  /** Takes the leader's answer in. */
  apply(fetched: PartitionFetched, nowMs: number): Applied {
    const { rules, log } = this.data
    if (!rules.answersPosition(fetched, this.position)) return { kind: 'stale' }
    if (fetched.error === 'OFFSET_OUT_OF_RANGE') return this.outOfRange(fetched)
    if (fetched.error !== 'NONE') return { kind: 'refused', fault: fetched.error }
    if (fetched.diverging !== null) {
      return this.cutTo(rules.truncationPoint(fetched.diverging, log))
    }
    const fault = this.append(fetched.records, nowMs)
    const { highWatermark } = fetched
    this.data.highWatermark = Math.max(
      log.logStartOffset,
      rules.followerHighWatermark(highWatermark, log.logEndOffset),
    )
    return fault === null ? { kind: 'applied' } : { kind: 'refused', fault }
  }

  /** Why not all batches were appended; null when they were. Those before a bad one stay. */
  private append(records: Uint8Array | null, nowMs: number): string | null {
    if (records === null) return null
    const { rules, log } = this.data
    try {
      for (const batch of batchesIn(records)) {
        const fault = rules.followerFault(batch, log, this.crc32c)
        if (fault !== null) return `a batch at ${log.logEndOffset}: ${fault}`
        this.data.appendCopy(batch, nowMs)
      }
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      return `at ${log.logEndOffset}: ${error.message}`
    }
    return null
  }

  /** Source: Kafka AbstractFetcherThread.fetchOffsetAndTruncate. */
  private outOfRange({ logStartOffset, logEndOffset }: PartitionFetched): Applied {
    const own = this.data.log.logEndOffset
    if (logEndOffset < own) return this.cutTo(logEndOffset)
    if (logStartOffset <= own) return { kind: 'refused', fault: 'OFFSET_OUT_OF_RANGE' }
    this.data.restartAt(logStartOffset)
    return { kind: 'truncated', from: own, to: logStartOffset }
  }

  private cutTo(offset: number): Applied {
    const from = this.data.log.logEndOffset
    this.data.truncateTo(offset)
    return { kind: 'truncated', from, to: this.data.log.logEndOffset }
  }
}
