/** The batches of one partition in a producer: records join the last one, the first are sent. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { NewRecord } from '../../protocol/record.ts'
import { must } from '../../runtime/assert.ts'
import type { ReplyTo } from '../../runtime/ref.ts'
import type { LaneSequences, Numbered } from './sequences.ts'

/** Told once for each `send`: when all its records are acknowledged, or the first has failed. */
export interface Sent {
  readonly error: ErrorName
  readonly message: string | null
  /** Records of this `send` that are acknowledged. */
  readonly acknowledged: number
}

/** One `send`, and how many of its records have no outcome yet. */
export interface Delivery {
  open: number
  acknowledged: number
  readonly replyTo: ReplyTo<Sent>
}

export interface Batch extends Numbered {
  /** Its name in this lane. */
  readonly number: number
  readonly records: NewRecord[]
  /** How many records each `send` has in it. */
  readonly deliveries: Map<Delivery, number>
  readonly sinceMs: number
  sizeBytes: number
  /** It has been sent, perhaps in vain: what is sent again must be the same. */
  closed: boolean
  /** Sent, and not answered. */
  inFlight: boolean
}

/** A record's lengths, deltas and attributes, at the most. Source: Kafka's DefaultRecord. */
const recordOverheadBytes = 21

export class BatchLane {
  readonly topic: string
  readonly partition: number
  readonly batches: Batch[] = []
  /** Of an idempotent producer, once it has sent something here. */
  sequences: LaneSequences | null = null
  /** A timer will look at this lane again. */
  lingering = false
  private joined = 0

  constructor(topic: string, partition: number) {
    this.topic = topic
    this.partition = partition
  }

  get name(): string {
    return laneName(this.topic, this.partition)
  }

  get inFlight(): number {
    return this.batches.filter(({ inFlight }) => inFlight).length
  }

  /** Everything that was sent has an outcome, or will be sent under another number. */
  get isSettled(): boolean {
    return this.batches.every(({ inFlight, baseSequence }) => !inFlight && baseSequence === -1)
  }

  join(record: NewRecord, delivery: Delivery, batchBytes: number, nowMs: number): void {
    const sizeBytes = (record.key?.length ?? 0) + (record.value?.length ?? 0) + recordOverheadBytes
    let batch = this.batches.at(-1)
    if (batch === undefined || batch.closed || batch.sizeBytes + sizeBytes > batchBytes) {
      const sent = { baseSequence: -1, attempts: 0, closed: false, inFlight: false }
      const number = this.joined++
      batch = { number, records: [], deliveries: new Map(), sinceMs: nowMs, sizeBytes: 0, ...sent }
      this.batches.push(batch)
    }
    batch.records.push(record)
    batch.sizeBytes += sizeBytes
    batch.deliveries.set(delivery, (batch.deliveries.get(delivery) ?? 0) + 1)
  }

  /**
   * The batch that may leave: a new one while fewer than `window` are under way, one that is sent
   * again only when nothing before it is left, so that the order stays. After a gap in the sequence
   * numbers, those that have a number need their outcome before any other gets one.
   */
  nextToSend(window: number): Batch | null {
    if (this.sequences?.hasGap === true) {
      const numbered = this.batches.find(({ baseSequence }) => baseSequence !== -1)
      if (numbered !== undefined) return numbered.inFlight ? null : numbered
    }
    const at = this.batches.findIndex(({ inFlight }) => !inFlight)
    const batch = this.batches[at]
    if (batch === undefined || at >= window) return null
    return batch.attempts > 0 && at > 0 ? null : batch
  }

  /** Milliseconds that a batch should still wait to become full; 0 when it should leave. */
  lingerMs(batch: Batch, lingerMs: number, batchBytes: number, nowMs: number): number {
    if (batch.closed || batch !== this.batches.at(-1)) return 0
    if (batch.sizeBytes >= batchBytes) return 0
    return Math.max(0, lingerMs - (nowMs - batch.sinceMs))
  }

  /** The batch leaves; nothing joins it any more. */
  beginSending(batch: Batch): void {
    batch.closed = true
    batch.inFlight = true
    batch.attempts++
  }

  /** The answer to a batch is there. */
  returned(number: number): Batch {
    const batch = must(
      this.batches.find((one) => one.number === number),
      'what is under way stays in its lane',
    )
    batch.inFlight = false
    return batch
  }

  /** The batch has its outcome. */
  remove(batch: Batch): void {
    this.batches.splice(this.batches.indexOf(batch), 1)
  }

  /** Takes out what is not under way and has waited since `untilMs` or longer. */
  takeWaiting(untilMs: number): Batch[] {
    const due = ({ inFlight, sinceMs }: Batch) => !inFlight && sinceMs <= untilMs
    const taken = this.batches.filter(due)
    this.batches.splice(0, Infinity, ...this.batches.filter((batch) => !due(batch)))
    return taken
  }
}

export function laneName(topic: string, partition: number): string {
  return `${topic}-${partition}`
}

/** Books the outcome of a batch; returns the sends that are ended by it. */
export function settle({ deliveries }: Batch, acknowledged: boolean): Delivery[] {
  const ended: Delivery[] = []
  for (const [delivery, count] of deliveries) {
    if (delivery.open === 0) continue
    if (acknowledged) delivery.acknowledged += count
    delivery.open = acknowledged ? delivery.open - count : 0
    if (delivery.open === 0) ended.push(delivery)
  }
  return ended
}
