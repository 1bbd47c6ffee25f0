/** What a log answers: to a read, and to batches that a follower brings. */
import type { RecordBatch } from '../protocol/record-batch.ts'
import type { DamagedRange } from './open-log.ts'
import type { FaultKind } from './scan.ts'

export interface LogRead {
  /** Whole batches, in pieces. */
  readonly records: readonly Uint8Array[]
  readonly sizeBytes: number
  /** Set when the wanted record is not as it was written; then there are no records. */
  readonly damage: DamagedRange | null
}

export interface FollowerAppend {
  /** What was appended, in order. */
  readonly batches: readonly RecordBatch[]
  /** Why what follows was not. */
  readonly fault: FaultKind | null
}
