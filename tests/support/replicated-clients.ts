/** Client actors of replication tests: one writes countable records, one reads what is safe. */
import type { Sent } from '../../actors/clients/batch-lane.ts'
import type { Consumer, Polled } from '../../actors/clients/consumer.ts'
import type { Producer } from '../../actors/clients/producer.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import { isUnanswered, refTo } from '../../runtime/ref.ts'

export interface WriterPlan {
  readonly topic: string
  readonly records: number
  /** Between two sends. */
  readonly everyMs: number
  /** Values with a prefix are noise: nobody asks what has become of them. */
  readonly prefix?: string
  /** What has failed is sent once more, as an application would. */
  readonly resends?: boolean
}

export interface ReadRecord {
  readonly offset: number
  readonly value: string
  readonly atMs: number
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Sends records `<prefix>0`, `<prefix>1`, … to partition 0, each in a send of its own. */
export class Writer extends Actor {
  private readonly plan: WriterPlan
  private readonly acknowledged: string[]
  private next = 0
  private open = 0

  constructor(ctx: Context, plan: WriterPlan, acknowledged: string[]) {
    super(ctx)
    this.plan = plan
    this.acknowledged = acknowledged
  }

  protected override started(): void {
    this.sendNext()
  }

  sendNext(): void {
    const { records, everyMs, prefix = '' } = this.plan
    if (this.next >= records) return
    this.send(`${prefix}${this.next++}`)
    this.ctx.after(this, everyMs).sendNext()
  }

  sent({ answer, tag: value }: Answered<Sent, string>): void {
    this.open--
    const error = isUnanswered(answer) ? answer.unanswered : answer.error
    if (error === 'NONE') this.acknowledged.push(value)
    else if (this.plan.resends === true) this.send(value)
    this.ctx.trace('sent', { value, error })
    if (this.open === 0 && this.next >= this.plan.records) this.ctx.trace('written', {})
  }

  private send(value: string): void {
    const { topic } = this.plan
    this.open++
    const timestamp = this.ctx.wallClockMs()
    this.ctx
      .ask(refTo<Producer>(this.ctx.system, 'client/producer'), 600_000)
      .send({
        topic,
        partition: 0,
        records: [{ timestamp, key: null, value: encoder.encode(value) }],
      })
      .answers(this.sent, value)
  }
}

/** Reads partition 0 from its start, for ever; begins again where it is when a fault ends it. */
export class Reader extends Actor {
  private readonly topic: string
  private readonly read: ReadRecord[]
  private offset = 0

  constructor(ctx: Context, topic: string, read: ReadRecord[]) {
    super(ctx)
    this.topic = topic
    this.read = read
  }

  protected override started(): void {
    this.assign()
  }

  assign(): void {
    const { topic, offset } = this
    const consumer = refTo<Consumer>(this.ctx.system, 'client/consumer')
    this.ctx.to(consumer).assign({ partitions: [{ topic, partition: 0, offset }] })
    this.poll()
  }

  polled({ answer }: Answered<Polled>): void {
    if (isUnanswered(answer) || answer.error !== 'NONE') {
      this.ctx.after(this, 100).assign()
      return
    }
    const atMs = this.ctx.monotonicMs()
    for (const { offset, value } of answer.records) {
      this.read.push({ offset, value: decoder.decode(value ?? undefined), atMs })
      this.offset = offset + 1
    }
    this.poll()
  }

  private poll(): void {
    this.ctx
      .ask(refTo<Consumer>(this.ctx.system, 'client/consumer'), 60_000)
      .poll({ maxRecords: 1_000, timeoutMs: 500 })
      .answers(this.polled, null)
  }
}
