/** A client actor that reads partitions as records come, and reports every operation. */
import type { Consumer, Polled } from '../../actors/clients/consumer.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import { isUnanswered, refTo } from '../../runtime/ref.ts'
import type { Poll, ReadRecord } from '../operation.ts'

export interface ReaderTask {
  readonly topic: string
  readonly partitions: number
  readonly reassignEveryMs: number | null
  /** It ends where nothing more is to be read, and says so. */
  readonly toTheEnd: boolean
}

const pollMs = 500
const retryMs = 100
/** Few, so that some are fetched and not yet handed out. */
const recordsPerPoll = 20
/** Empty polls in a row that show the end: what leads a partition may still be finding its end. */
const emptyPolls = 3
const decoder = new TextDecoder()

export class Reader extends Actor {
  private readonly task: ReaderTask
  private readonly consumer = refTo<Consumer>(this.ctx.system, 'client/consumer')
  /** By partition: the offset of the record to be handed out next. */
  private readonly next: number[]
  private polls = 0
  private atEnd = 0
  private assignments = 0
  private reassigns = false

  constructor(ctx: Context, task: ReaderTask) {
    super(ctx)
    this.task = task
    this.next = Array.from({ length: task.partitions }, () => 0)
  }

  protected override started(): void {
    this.assign()
    this.poll()
    this.reassignLater()
  }

  /** Between two polls, or it would not be known under which assignment a poll was answered. */
  reassign(): void {
    this.reassigns = true
  }

  polled({ answer, tag: id }: Answered<Polled, number>): void {
    const read = isUnanswered(answer) ? { error: answer.unanswered, records: [] } : answer
    const records = read.records.map(readRecord)
    const { error } = read
    const outcome = error === 'NONE' ? { type: 'ok' as const } : { type: 'info' as const, error }
    this.report(id, { records, ...outcome })
    for (const { partition, offset } of records) this.next[partition] = offset + 1
    if (error !== 'NONE') {
      this.ctx.trace('pollFailed', { error })
      this.assign()
      this.ctx.after(this, retryMs).poll()
      return
    }
    if (this.isDone(answer as Polled)) return
    if (this.reassigns) {
      this.reassigns = false
      this.ctx.trace('reassigned', {})
      this.assign()
      this.reassignLater()
    }
    this.poll()
  }

  poll(): void {
    const id = ++this.polls
    this.report(id, { type: 'invoke', records: [] })
    this.ctx
      .ask(this.consumer, pollMs + 10_000)
      .poll({ maxRecords: recordsPerPoll, timeoutMs: pollMs })
      .answers(this.polled, id)
  }

  private assign(): void {
    this.assignments++
    const partitions = this.next.map((offset, partition) => ({
      topic: this.task.topic,
      partition,
      offset,
    }))
    const { system: process } = this.ctx
    const atMs = this.ctx.monotonicMs()
    const id = this.assignments
    this.ctx.trace('operation', { f: 'assign', process, id, atMs, type: 'ok', partitions })
    this.ctx.to(this.consumer).assign({ partitions })
  }

  private reassignLater(): void {
    const { reassignEveryMs } = this.task
    if (reassignEveryMs === null) return
    // Not in step with anything else.
    const waitMs = Math.ceil(reassignEveryMs / 2) + this.ctx.random(reassignEveryMs)
    this.ctx.after(this, waitMs).reassign()
  }

  private isDone({ records, positions }: Polled): boolean {
    if (!this.task.toTheEnd) return false
    const atEnd =
      records.length === 0 &&
      positions.every(
        ({ position, highWatermark }) => highWatermark >= 0 && position >= highWatermark,
      )
    this.atEnd = atEnd ? this.atEnd + 1 : 0
    if (this.atEnd < emptyPolls) return false
    this.ctx.trace('readToEnd', {})
    return true
  }

  private report(id: number, poll: Omit<Poll, 'f'>): void {
    const { system: process } = this.ctx
    const atMs = this.ctx.monotonicMs()
    this.ctx.trace('operation', { f: 'poll', process, id, atMs, ...poll })
  }
}

function readRecord(record: Polled['records'][number]): ReadRecord {
  const { topic, partition, offset, value } = record
  return { topic, partition, offset, value: decoder.decode(value ?? undefined) }
}
