/**
 * One scenario for every host: client actors send countable records, read them back and compare.
 */

import type { Sent } from '../../actors/clients/batch-lane.ts'
import { clientTree, clusterClientOf } from '../../actors/clients/client-tree.ts'
import type { Endpoint } from '../../actors/clients/cluster-client.ts'
import { Consumer, type Polled } from '../../actors/clients/consumer.ts'
import { Producer, type ProducerOptions } from '../../actors/clients/producer.ts'
import type { NewRecord } from '../../protocol/record.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import type { Codecs } from '../../runtime/ports/codecs.ts'
import { isUnanswered, refTo } from '../../runtime/ref.ts'
import type { SupervisorSpec } from '../../runtime/supervisor.ts'

export interface RoundTrip {
  readonly topic: string
  readonly records: number
  readonly acks: ProducerOptions['acks']
  readonly compression?: ProducerOptions['compression']
}

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const recordsPerSend = 500
const partitions = 3
export const finished = 'roundTripFinished'

/**
 * Record `i`: its number, and filler of varied length; every seventh has no key, every eleventh is
 * empty.
 */
export function countableRecord(i: number): NewRecord {
  const value = encoder.encode(i % 11 === 0 ? `${i}:` : `${i}:${'x'.repeat((i * 37) % 300)}`)
  return {
    timestamp: 1_700_000_000_000 + i,
    key: i % 7 === 0 ? null : encoder.encode(`k${i}`),
    value,
  }
}

export class RoundTripRunner extends Actor {
  private readonly plan: RoundTrip
  private readonly producer = refTo<Producer>(this.ctx.system, 'client/producer')
  private readonly consumer = refTo<Consumer>(this.ctx.system, 'client/consumer')
  private next = 0
  private acknowledged = 0
  private readonly seen = new Set<number>()
  private readonly last = new Map<number, { number: number; offset: number }>()
  private wrong = 0

  constructor(ctx: Context, plan: RoundTrip) {
    super(ctx)
    this.plan = plan
  }

  protected override started(): void {
    this.sendMore()
  }

  sent({ answer }: Answered<Sent>): void {
    if (isUnanswered(answer) || answer.error !== 'NONE') {
      return this.finish(isUnanswered(answer) ? answer.unanswered : answer.error)
    }
    this.acknowledged += answer.acknowledged
    if (this.acknowledged < this.plan.records) return this.sendMore()
    const { topic } = this.plan
    const assigned = [...Array(partitions).keys()].map((partition) => ({
      topic,
      partition,
      offset: 0,
    }))
    this.ctx.to(this.consumer).assign({ partitions: assigned })
    this.poll()
  }

  polled({ answer }: Answered<Polled>): void {
    if (isUnanswered(answer) || answer.error !== 'NONE') {
      return this.finish(
        isUnanswered(answer) ? answer.unanswered : (answer.message ?? answer.error),
      )
    }
    for (const record of answer.records) this.compare(record)
    if (this.seen.size < this.plan.records && this.wrong === 0) this.poll()
    else this.finish('NONE')
  }

  private compare({ partition, offset, key, value }: Polled['records'][number]): void {
    const number = Number(decoder.decode(value ?? undefined).split(':')[0])
    const expected = countableRecord(number)
    const before = this.last.get(partition) ?? { number: -1, offset: -1 }
    const equal =
      decoder.decode(value ?? undefined) === decoder.decode(expected.value ?? undefined) &&
      (key === null) === (expected.key === null) &&
      decoder.decode(key ?? undefined) === decoder.decode(expected.key ?? undefined)
    const inOrder = number > before.number && offset === before.offset + 1
    if (!equal || !inOrder || this.seen.has(number)) this.wrong++
    this.seen.add(number)
    this.last.set(partition, { number, offset })
  }

  private sendMore(): void {
    const { topic, records: total } = this.plan
    const records: NewRecord[] = []
    while (this.next < total && records.length < recordsPerSend) {
      records.push(countableRecord(this.next++))
    }
    this.ctx
      .ask(this.producer, 60_000)
      .send({ topic, partition: null, records })
      .answers(this.sent, null)
  }

  private poll(): void {
    this.ctx
      .ask(this.consumer, 60_000)
      .poll({ maxRecords: 5_000, timeoutMs: 5_000 })
      .answers(this.polled, null)
  }

  private finish(error: string): void {
    const { acknowledged: sent, wrong } = this
    this.ctx.trace(finished, { error, sent, read: this.seen.size, wrong })
  }
}

export function roundTripTree(
  system: string,
  bootstrap: readonly Endpoint[],
  codecs: Codecs,
  plan: RoundTrip,
): SupervisorSpec {
  const cluster = clusterClientOf(system)
  const options = {
    clientId: system,
    softwareVersion: '1',
    connectTimeoutMs: 5_000,
    maxFrameBytes: 100 * 1024 * 1024,
  }
  const { acks, compression = null } = plan
  const producer: ProducerOptions = {
    acks,
    compression,
    batchBytes: 16_384,
    lingerMs: 5,
    deliveryTimeoutMs: 30_000,
    requestTimeoutMs: 5_000,
    crc32c: codecs.crc32c,
  }
  const consumer = {
    maxWaitMs: 500,
    minBytes: 1,
    maxBytes: 50_000_000,
    partitionMaxBytes: 1_048_576,
    isolationLevel: 0 as const,
    requestTimeoutMs: 5_000,
    codecs,
  }
  return clientTree(bootstrap, options, [
    { name: 'producer', create: (ctx) => new Producer(ctx, cluster, producer) },
    { name: 'consumer', create: (ctx) => new Consumer(ctx, cluster, consumer) },
    { name: 'runner', create: (ctx) => new RoundTripRunner(ctx, plan) },
  ])
}
