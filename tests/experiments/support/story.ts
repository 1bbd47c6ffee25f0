/** Histories written by hand: what producers and readers of tests did. */
import { allCheckers } from '../../../experiments/checkers/all-checkers.ts'
import { History } from '../../../experiments/history.ts'
import { lastReader, type Operation, type Send } from '../../../experiments/operation.ts'

const topic = 'orders'

export class Story {
  readonly operations: Operation[] = []
  private ids = 0

  /** One send of one record to partition 0, with how it ended. */
  send(value: string, type: Send['type'] = 'ok', process = 'p', partition = 0): this {
    const id = ++this.ids
    const send = { f: 'send' as const, process, id, atMs: id, topic, partition, values: [value] }
    this.operations.push({ ...send, type: 'invoke' })
    if (type !== 'invoke') this.operations.push({ ...send, type })
    return this
  }

  assign(process: string, offset = 0, partition = 0): this {
    const id = ++this.ids
    const partitions = [{ topic, partition, offset }]
    this.operations.push({ f: 'assign', type: 'ok', process, id, atMs: id, partitions })
    return this
  }

  /** One poll that gave these records, as `offset:value` or `partition/offset:value`. */
  poll(process: string, ...records: readonly string[]): this {
    const id = ++this.ids
    const poll = { f: 'poll' as const, process, id, atMs: id }
    this.operations.push({ ...poll, type: 'invoke', records: [] })
    this.operations.push({ ...poll, type: 'ok', records: records.map(recordOf) })
    return this
  }

  /** Everything, as it is read at the end. */
  end(...records: readonly string[]): this {
    return this.assign(lastReader).poll(lastReader, ...records)
  }

  get history(): History {
    return new History(this.operations)
  }

  /** The anomalies that all checkers together find, without repetition. */
  anomalies(): string[] {
    const { history } = this
    const found = allCheckers.flatMap((check) => check(history)).map(({ anomaly }) => anomaly)
    return [...new Set(found)]
  }
}

function recordOf(text: string) {
  const [, partition = '0', offset, value = ''] = /^(?:(\d+)\/)?(\d+):(.*)$/.exec(text) ?? []
  return { topic, partition: Number(partition), offset: Number(offset), value }
}

/** Three records, acknowledged, read as they came and at the end. */
export const clean = (): Story =>
  new Story().send('a').send('b').send('c').assign('r').poll('r', '0:a', '1:b').poll('r', '2:c')
