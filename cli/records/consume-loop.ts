/** Reads records until enough were seen, the end was reached or somebody stops it. */
import type { IncomingRecord, KafkaClient, Positions } from '../kafka-client.ts'

export interface ConsumePlan {
  readonly topic: string
  /** The partitions to read, and from which offset on. */
  readonly from: Positions
  /** How many records to show; Infinity for all. */
  readonly count: number
  /** Where each partition ends; null to wait for more. */
  readonly until: Positions | null
  /** Settles when somebody has seen enough. */
  readonly stop: AbortSignal
  show(partition: number, record: IncomingRecord): void | Promise<void>
}

/** How many records were shown. */
export async function consumeLoop(client: KafkaClient, plan: ConsumePlan): Promise<number> {
  const open = new Map(plan.from)
  if (atEnd(open, plan.until) || plan.count === 0) return 0
  const done = new AbortController()
  const signal = AbortSignal.any([plan.stop, done.signal])
  let shown = 0
  try {
    for await (const batch of client.read(plan.topic, plan.from, signal)) {
      const end = plan.until?.get(batch.partition) ?? Infinity
      for (const record of batch.records) {
        if (record.offset >= end) break
        await plan.show(batch.partition, record)
        shown += 1
        if (shown === plan.count) return shown
      }
      open.set(batch.partition, batch.nextOffset)
      if (atEnd(open, plan.until)) return shown
    }
  } finally {
    done.abort()
  }
  return shown
}

function atEnd(next: ReadonlyMap<number, number>, until: Positions | null): boolean {
  if (until === null) return false
  return [...next].every(([partition, offset]) => offset >= (until.get(partition) ?? 0))
}
