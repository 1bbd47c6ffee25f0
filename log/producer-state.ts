/**
 * What a partition knows of its idempotent producers: the last batches of each, so that one sent
 * again is not written again. Source: Kafka ProducerStateManager, ProducerAppendInfo; KIP-98,
 * KIP-360.
 */
import type { ErrorName } from '../protocol/errors.ts'
import type { RecordBatch } from '../protocol/record-batch.ts'
import type { ProducerSnapshotEntry } from './producer-snapshot.ts'

/** One of the last batches of a producer. */
export interface ProducerBatch {
  readonly baseSequence: number
  readonly lastSequence: number
  readonly baseOffset: number
  readonly lastOffset: number
  /** The largest timestamp of its records, ms since 1970. */
  readonly timestamp: number
}

export interface ProducerEntry {
  readonly producerId: number
  readonly producerEpoch: number
  /** Of this epoch, the oldest first. */
  readonly batches: readonly ProducerBatch[]
  /** ms since 1970; from it the time to expiry counts. */
  readonly lastTimestamp: number
}

/** What a batch says of its producer. */
export interface Sequenced {
  readonly producerId: number
  readonly producerEpoch: number
  readonly baseSequence: number
  readonly lastSequence: number
}

export type SequenceVerdict =
  | { readonly kind: 'append' }
  | { readonly kind: 'duplicate'; readonly original: ProducerBatch }
  | {
      readonly kind: 'refused'
      readonly error: Exclude<ErrorName, 'NONE'>
      readonly message: string
    }

/** As many as a producer may have in flight. Source: ProducerStateEntry.NUM_BATCHES_TO_RETAIN. */
export const batchesKept = 5
const sequenceMax = 0x7fff_ffff

/** The sequence number after `sequence`; they go round from 2^31 - 1 to 0. */
export const nextSequence = (sequence: number): number =>
  sequence === sequenceMax ? 0 : sequence + 1

/** Whether a client's batch is new, a repetition, or out of order. */
export function judgeSequence(entry: ProducerEntry | null, batch: Sequenced): SequenceVerdict {
  if (entry === null) return { kind: 'append' }
  const { producerId, producerEpoch, baseSequence, lastSequence } = batch
  if (producerEpoch < entry.producerEpoch) {
    const message = `Producer ${producerId} has epoch ${entry.producerEpoch}, not ${producerEpoch}.`
    return { kind: 'refused', error: 'INVALID_PRODUCER_EPOCH', message }
  }
  if (producerEpoch > entry.producerEpoch) {
    if (baseSequence === 0) return { kind: 'append' }
    return outOfOrder(`A new epoch begins with sequence 0, not ${baseSequence}.`)
  }
  const original = entry.batches.find(
    (kept) => kept.baseSequence === baseSequence && kept.lastSequence === lastSequence,
  )
  if (original !== undefined) return { kind: 'duplicate', original }
  const expected = nextSequence(entry.batches.at(-1)?.lastSequence ?? -1)
  if (baseSequence === expected) return { kind: 'append' }
  return outOfOrder(`Producer ${producerId}: sequence ${expected} comes next, not ${baseSequence}.`)
}

function outOfOrder(message: string): SequenceVerdict {
  return { kind: 'refused', error: 'OUT_OF_ORDER_SEQUENCE_NUMBER', message }
}

export class ProducerState {
  private readonly entries = new Map<number, ProducerEntry>()
  private readonly kept: number

  /** `kept` batches are remembered of each producer. */
  constructor(kept = batchesKept) {
    this.kept = kept
  }

  get size(): number {
    return this.entries.size
  }

  get(producerId: number): ProducerEntry | null {
    return this.entries.get(producerId) ?? null
  }

  get all(): readonly ProducerEntry[] {
    return [...this.entries.values()]
  }

  replaceBy(entries: readonly ProducerEntry[]): void {
    this.entries.clear()
    for (const entry of entries) this.entries.set(entry.producerId, entry)
  }

  /** What is written into a snapshot file. */
  snapshot(): ProducerSnapshotEntry[] {
    return this.all.map(({ producerId, producerEpoch, batches, lastTimestamp: timestamp }) => {
      const { lastSequence, baseOffset, lastOffset } = batches.at(-1) ?? noBatch
      const offsetDelta = lastOffset - baseOffset
      const last = { lastSequence, lastOffset, offsetDelta, timestamp }
      return { producerId, producerEpoch, ...last, coordinatorEpoch: -1, currentTxnFirstOffset: -1 }
    })
  }

  /** Replaces everything by what a snapshot holds; the batches before each last one are unknown. */
  restore(producers: readonly ProducerSnapshotEntry[]): void {
    this.replaceBy(producers.map(entryOf))
  }

  /** A batch with its offsets is in the log, on a leader or on a follower. */
  added(batch: RecordBatch): void {
    const { producerId, producerEpoch, baseSequence, lastSequence, isControl } = batch
    if (producerId < 0) return
    const { baseOffset, lastOffset, maxTimestamp: timestamp } = batch
    const before = this.entries.get(producerId)
    const sameEpoch = before?.producerEpoch === producerEpoch ? before.batches : []
    const added = isControl
      ? []
      : [{ baseSequence, lastSequence, baseOffset, lastOffset, timestamp }]
    const batches = [...sameEpoch, ...added].slice(-this.kept)
    this.entries.set(producerId, { producerId, producerEpoch, batches, lastTimestamp: timestamp })
  }

  /** Forgets producers that have written nothing for `expirationMs`. */
  expire(nowMs: number, expirationMs: number): void {
    for (const [producerId, { lastTimestamp }] of this.entries) {
      if (nowMs - lastTimestamp >= expirationMs) this.entries.delete(producerId)
    }
  }
}

const noBatch = { lastSequence: -1, baseOffset: -1, lastOffset: -1 }

function entryOf(producer: ProducerSnapshotEntry): ProducerEntry {
  const { producerId, producerEpoch, lastSequence, lastOffset, offsetDelta, timestamp } = producer
  const baseSequence = sequenceBefore(lastSequence, offsetDelta)
  const sequences = { baseSequence, lastSequence }
  const last = { ...sequences, baseOffset: lastOffset - offsetDelta, lastOffset, timestamp }
  const batches = lastSequence === -1 ? [] : [last]
  return { producerId, producerEpoch, batches, lastTimestamp: timestamp }
}

/** The sequence number `count` before `sequence`, round from 0 to 2^31 - 1. */
function sequenceBefore(sequence: number, count: number): number {
  return sequence >= count ? sequence - count : sequence - count + sequenceMax + 1
}
