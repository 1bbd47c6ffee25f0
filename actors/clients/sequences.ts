/**
 * The sequence numbers of an idempotent producer in one partition: which comes next, and when the
 * count must begin anew in another epoch. Source: Kafka TransactionManager, TxnPartitionEntry;
 * KIP-98, KIP-360.
 */
import type { ErrorName } from '../../protocol/errors.ts'

/** What a broker knows a producer by. */
export interface ProducerIdentity {
  readonly producerId: number
  readonly producerEpoch: number
}

/** A batch as far as its sequence numbers go. */
export interface Numbered {
  readonly records: readonly unknown[]
  /** -1 before it is sent for the first time. */
  baseSequence: number
  /** How often it has been sent. */
  attempts: number
}

/**
 * What follows from a refusal that has to do with sequence numbers:
 * - `retry`     a batch before it is still to come, it is sent again behind that one
 * - `renumber`  it is certainly in no log, and is sent in the next epoch
 * - `fail`      nobody knows whether an earlier attempt is in the log
 */
export type AfterRefusal = 'retry' | 'renumber' | 'fail'

export const producerEpochMax = 0x7fff
const sequences = 0x8000_0000

/** Refusals of a batch that the broker did not expect from this producer. */
const unexpected: ReadonlySet<ErrorName> = new Set<ErrorName>([
  'OUT_OF_ORDER_SEQUENCE_NUMBER',
  'UNKNOWN_PRODUCER_ID',
  'INVALID_PRODUCER_EPOCH',
  'PRODUCER_FENCED',
])

export const isUnexpected = (error: ErrorName): boolean => unexpected.has(error)

export class LaneSequences {
  identity: ProducerIdentity
  /** Something failed: nothing new is sent until it is clear which number the broker expects. */
  hasGap = false
  private next = 0
  private expected = 0

  constructor(identity: ProducerIdentity) {
    this.identity = identity
  }

  /** The count begins anew. */
  begin(identity: ProducerIdentity): void {
    this.identity = identity
    this.hasGap = false
    this.next = 0
    this.expected = 0
  }

  /** Gives a batch its numbers, unless it has them. */
  number(batch: Numbered): void {
    if (batch.baseSequence !== -1) return
    batch.baseSequence = this.next
    this.next = after(batch)
  }

  acknowledged(batch: Numbered): void {
    if (isBefore(this.expected, after(batch))) this.expected = after(batch)
  }

  refused(batch: Numbered, error: ErrorName): AfterRefusal {
    const outOfOrder = error === 'OUT_OF_ORDER_SEQUENCE_NUMBER'
    if (outOfOrder && !this.hasGap && batch.baseSequence !== this.expected) return 'retry'
    this.hasGap = true
    if (batch.attempts > 1) return 'fail'
    batch.baseSequence = -1
    return 'renumber'
  }

  /** All that was sent has an outcome. True when the count must begin anew. */
  settled(): boolean {
    if (this.next !== this.expected) return true
    this.hasGap = false
    return false
  }
}

/** The number behind a batch; they go round from 2^31 - 1 to 0. */
function after({ baseSequence, records }: Numbered): number {
  return (baseSequence + records.length) % sequences
}

/** In the round: less than half of it ahead. */
function isBefore(one: number, other: number): boolean {
  return one !== other && (other - one + sequences) % sequences < sequences / 2
}
