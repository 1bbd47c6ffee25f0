/**
 * Sends numbered records while things go wrong, then reads everything: nothing acknowledged may
 * miss.
 */
import type { Sent } from '../../actors/clients/batch-lane.ts'
import { clientTree, clusterClientOf } from '../../actors/clients/client-tree.ts'
import { Consumer, type Polled } from '../../actors/clients/consumer.ts'
import { Producer } from '../../actors/clients/producer.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import { isUnanswered, refTo } from '../../runtime/ref.ts'
import type { SupervisorSpec } from '../../runtime/supervisor.ts'
import { codecs } from './simulated-kafka.ts'

export interface DurablePlan {
  readonly topic: string
  readonly partitions: number
  readonly sends: number
  /** Between two sends, so that they are spread over the faults. */
  readonly pauseMs: number
}

/** What was found; all lists are empty when all is well. */
export interface DurableReport {
  done: boolean
  acknowledged: number
  /** Sends of which nobody knows what became. */
  failed: number
  /** Records that came more than once: allowed without idempotence. */
  duplicates: number
  /** Acknowledged, and not there. */
  readonly missing: number[]
  /** A record that was never sent, or came for the first time after a later one. */
  readonly wrong: string[]
}

export const recordsPerSend = 5
const encoder = new TextEncoder()
const decoder = new TextDecoder()

class DurableRunner extends Actor {
  private readonly plan: DurablePlan
  private readonly report: DurableReport
  private readonly producer = refTo<Producer>(this.ctx.system, 'client/producer')
  private readonly consumer = refTo<Consumer>(this.ctx.system, 'client/consumer')
  private sends = 0
  private readonly acknowledged = new Set<number>()
  private readonly seen = new Set<number>()
  private readonly latest = new Map<number, number>()

  constructor(ctx: Context, plan: DurablePlan, report: DurableReport) {
    super(ctx)
    this.plan = plan
    this.report = report
  }

  protected override started(): void {
    this.send()
  }

  send(): void {
    const first = this.sends * recordsPerSend
    const records = Array.from({ length: recordsPerSend }, (_, i) => ({
      timestamp: 1_000_000 + first + i,
      key: null,
      value: encoder.encode(`${first + i}`),
    }))
    const { topic, partitions } = this.plan
    const partition = this.sends % partitions
    this.ctx
      .ask(this.producer, 200_000)
      .send({ topic, partition, records })
      .answers(this.sent, { first })
    this.sends++
    if (this.sends < this.plan.sends) this.ctx.after(this, this.plan.pauseMs).send()
  }

  sent({ answer, tag }: Answered<Sent, { first: number }>): void {
    if (isUnanswered(answer) || answer.error !== 'NONE') this.report.failed++
    else {
      for (let i = 0; i < recordsPerSend; i++) this.acknowledged.add(tag.first + i)
      this.report.acknowledged = this.acknowledged.size
    }
    const settled = this.report.failed + this.acknowledged.size / recordsPerSend
    if (settled < this.plan.sends) return
    const { topic, partitions: count } = this.plan
    const partitions = Array.from({ length: count }, (_, partition) => ({
      topic,
      partition,
      offset: 0,
    }))
    this.ctx.to(this.consumer).assign({ partitions })
    this.poll()
  }

  polled({ answer }: Answered<Polled>): void {
    if (isUnanswered(answer) || answer.error !== 'NONE') {
      this.report.wrong.push(`poll: ${isUnanswered(answer) ? answer.unanswered : answer.error}`)
      return this.finish()
    }
    for (const { partition, value } of answer.records) {
      this.read(partition, Number(decoder.decode(value ?? undefined)))
    }
    const atEnd = answer.positions.every(
      ({ position, highWatermark }) => highWatermark >= 0 && position >= highWatermark,
    )
    if (atEnd && answer.records.length === 0) this.finish()
    else this.poll()
  }

  private read(partition: number, number: number): void {
    if (this.seen.has(number)) {
      this.report.duplicates++
      return
    }
    const latest = this.latest.get(partition) ?? -1
    if (!Number.isInteger(number) || number < latest) {
      this.report.wrong.push(`${number} after ${latest} in partition ${partition}`)
    }
    this.seen.add(number)
    this.latest.set(partition, number)
  }

  private poll(): void {
    this.ctx
      .ask(this.consumer, 60_000)
      .poll({ maxRecords: 5_000, timeoutMs: 2_000 })
      .answers(this.polled, null)
  }

  private finish(): void {
    for (const number of this.acknowledged) {
      if (!this.seen.has(number)) this.report.missing.push(number)
    }
    this.report.done = true
  }
}

export function durableTree(
  system: string,
  bootstrap: readonly { host: string; port: number }[],
  plan: DurablePlan,
  report: DurableReport,
): SupervisorSpec {
  const cluster = clusterClientOf(system)
  const options = {
    clientId: system,
    softwareVersion: '1',
    connectTimeoutMs: 2_000,
    maxFrameBytes: 100 * 1024 * 1024,
  }
  const producer = {
    acks: 1 as const,
    compression: null,
    batchBytes: 16_384,
    lingerMs: 2,
    deliveryTimeoutMs: 120_000,
    requestTimeoutMs: 2_000,
    crc32c: codecs.crc32c,
  }
  const consumer = {
    maxWaitMs: 500,
    minBytes: 1,
    maxBytes: 50_000_000,
    partitionMaxBytes: 1_048_576,
    isolationLevel: 0 as const,
    requestTimeoutMs: 2_000,
    codecs,
  }
  return clientTree(bootstrap, options, [
    { name: 'producer', create: (ctx) => new Producer(ctx, cluster, producer) },
    { name: 'consumer', create: (ctx) => new Consumer(ctx, cluster, consumer) },
    { name: 'runner', create: (ctx) => new DurableRunner(ctx, plan, report) },
  ])
}
