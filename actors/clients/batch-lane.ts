/** The batches of one partition in a producer: records join the last one, the first one is sent. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { NewRecord } from '../../protocol/record.ts'
import { must } from '../../runtime/assert.ts'
import type { ReplyTo } from '../../runtime/ref.ts'

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

export interface Batch {
  readonly records: NewRecord[]
  /** How many records each `send` has in it. */
  readonly deliveries: Map<Delivery, number>
  readonly sinceMs: number
  sizeBytes: number
  /** It has been sent, perhaps in vain: what is sent again must be the same. */
  closed: boolean
}

/** A record's lengths, deltas and attributes, at the most. Source: Kafka's DefaultRecord. */
const recordOverheadBytes = 21

export class BatchLane {
  readonly topic: string
  readonly partition: number
  readonly batches: Batch[] = []
  /** The first batch is under way. */
  sending = false
  /** A timer will look at this lane again. */
  lingering = false

  constructor(topic: string, partition: number) {
    this.topic = topic
    this.partition = partition
  }

  get name(): string {
    return laneName(this.topic, this.partition)
  }

  join(record: NewRecord, delivery: Delivery, batchBytes: number, nowMs: number): void {
    const sizeBytes = (record.key?.length ?? 0) + (record.value?.length ?? 0) + recordOverheadBytes
    let batch = this.batches.at(-1)
    if (batch === undefined || batch.closed || batch.sizeBytes + sizeBytes > batchBytes) {
      batch = { records: [], deliveries: new Map(), sinceMs: nowMs, sizeBytes: 0, closed: false }
      this.batches.push(batch)
    }
    batch.records.push(record)
    batch.sizeBytes += sizeBytes
    batch.deliveries.set(delivery, (batch.deliveries.get(delivery) ?? 0) + 1)
  }

  /** Milliseconds that the first batch should still wait to become full; 0 when it should leave. */
  lingerMs(lingerMs: number, batchBytes: number, nowMs: number): number {
    const [batch] = this.batches
    if (batch === undefined || batch.closed || this.batches.length > 1) return 0
    if (batch.sizeBytes >= batchBytes) return 0
    return Math.max(0, lingerMs - (nowMs - batch.sinceMs))
  }

  /** The first batch leaves; nothing joins it any more. */
  beginSending(): Batch {
    const batch = must(this.batches[0], 'there is a batch to send')
    batch.closed = true
    this.sending = true
    return batch
  }

  /** Takes out what is not under way and has waited since `untilMs` or longer. */
  takeWaiting(untilMs: number): Batch[] {
    const waiting = this.batches.splice(this.sending ? 1 : 0)
    this.batches.push(...waiting.filter(({ sinceMs }) => sinceMs > untilMs))
    return waiting.filter(({ sinceMs }) => sinceMs <= untilMs)
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
