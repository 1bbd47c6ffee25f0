/** A client actor that sends records, each with a value of its own, and reports every operation. */
import type { Sent } from '../../actors/clients/batch-lane.ts'
import type { Producer } from '../../actors/clients/producer.ts'
import { isRetriable } from '../../protocol/errors.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import { isUnanswered, refTo } from '../../runtime/ref.ts'
import type { Send } from '../operation.ts'
import type { Workload } from './workload.ts'

export interface WriterTask {
  readonly topic: string
  readonly partitions: number
  readonly workload: Workload
}

interface Sending {
  readonly id: number
  readonly partition: number
  readonly values: readonly string[]
}

/** Longer than any delivery may take. */
const patienceMs = 300_000
const encoder = new TextEncoder()

export class Writer extends Actor {
  private readonly task: WriterTask
  private readonly producer = refTo<Producer>(this.ctx.system, 'client/producer')
  private sends = 0
  private open = 0

  constructor(ctx: Context, task: WriterTask) {
    super(ctx)
    this.task = task
  }

  protected override started(): void {
    this.sendNext()
  }

  sendNext(): void {
    const { topic, partitions, workload } = this.task
    const { recordsPerSend, everyMs } = workload
    const id = this.sends++
    const partition = id % partitions
    const values = Array.from(
      { length: recordsPerSend },
      (_, i) => `${this.ctx.system}/${id * recordsPerSend + i}`,
    )
    const timestamp = this.ctx.wallClockMs()
    const records = values.map((value) => ({ timestamp, key: null, value: encoder.encode(value) }))
    const sending = { id, partition, values }
    this.report(sending, { type: 'invoke' })
    this.open++
    this.ctx
      .ask(this.producer, patienceMs)
      .send({ topic, partition, records })
      .answers(this.sent, sending)
    if (this.sends < workload.sends) this.ctx.after(this, everyMs).sendNext()
  }

  sent({ answer, tag }: Answered<Sent, Sending>): void {
    this.open--
    this.report(tag, outcomeOf(answer, this.task.workload.acks))
    if (this.open === 0 && this.sends === this.task.workload.sends) this.ctx.trace('workDone', {})
  }

  private report({ id, partition, values }: Sending, outcome: Pick<Send, 'type' | 'error'>): void {
    const { system: process } = this.ctx
    const { topic } = this.task
    this.ctx.trace('operation', {
      ...{ f: 'send', process, id, atMs: this.ctx.monotonicMs() },
      ...{ topic, partition, values, ...outcome },
    })
  }
}

/** Only a refusal that no repetition could change is certain: anything else may be in the log. */
function outcomeOf(answer: Sent | object, acks: number): Pick<Send, 'type' | 'error'> {
  if (isUnanswered(answer)) return { type: 'info', error: answer.unanswered }
  const { error } = answer as Sent
  if (error === 'NONE') return { type: 'ok' }
  return { type: isRetriable(error) || acks === 0 ? 'info' : 'fail', error }
}
