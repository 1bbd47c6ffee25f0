/** The operations of one run, looked up by what checkers ask for; built in one pass. */
import { lastReader, type Operation, type ReadRecord } from './operation.ts'

/** A record that was sent. */
export interface SentRecord {
  readonly process: string
  readonly topic: string
  readonly partition: number
  /** Its place among all that this process sent. */
  readonly number: number
  outcome: 'ok' | 'fail' | 'info' | 'open'
}

/** What one process read between two assignments. */
export interface Reading {
  readonly process: string
  /** By `topic-partition`: the offset that it began with. */
  readonly from: ReadonlyMap<string, number>
  /** In the order in which they were handed out. */
  readonly records: ReadRecord[]
}

export class History {
  readonly operations: readonly Operation[]
  /** By value. */
  readonly sent = new Map<string, SentRecord>()
  readonly readings: Reading[] = []
  /** By `topic-partition`: what the last reader found, in the order of reading. */
  readonly log = new Map<string, ReadRecord[]>()
  /** Records that were acknowledged. */
  acknowledged = 0
  /** Operations that were begun. */
  invoked = 0
  private readonly current = new Map<string, Reading>()

  constructor(operations: readonly Operation[]) {
    this.operations = operations
    for (const each of operations) this.take(each)
    for (const { process, records } of this.readings) {
      if (process === lastReader) for (const record of records) this.logOf(record).push(record)
    }
  }

  private take(operation: Operation): void {
    if (operation.type === 'invoke') this.invoked++
    switch (operation.f) {
      case 'send':
        return this.takeSend(operation)
      case 'assign': {
        const from = new Map(operation.partitions.map((each) => [placeOf(each), each.offset]))
        const reading = { process: operation.process, from, records: [] }
        this.current.set(operation.process, reading)
        this.readings.push(reading)
        return
      }
      case 'poll':
        this.current.get(operation.process)?.records.push(...operation.records)
    }
  }

  private takeSend(operation: Extract<Operation, { f: 'send' }>): void {
    const { process, type, topic, partition, values } = operation
    for (const value of values) {
      if (type === 'invoke') {
        const number = this.sent.size
        this.sent.set(value, { process, topic, partition, number, outcome: 'open' })
        continue
      }
      const record = this.sent.get(value)
      if (record !== undefined) record.outcome = type
      if (type === 'ok') this.acknowledged++
    }
  }

  private logOf(record: ReadRecord): ReadRecord[] {
    const place = placeOf(record)
    const known = this.log.get(place)
    if (known !== undefined) return known
    const log: ReadRecord[] = []
    this.log.set(place, log)
    return log
  }
}

export function placeOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic}-${partition}`
}
