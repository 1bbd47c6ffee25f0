/** What tests of the producer share: sends, their outcomes, and leaders that note what they get. */
import type { Sent } from '../../../actors/clients/batch-lane.ts'
import { Producer, type ProducerOptions } from '../../../actors/clients/producer.ts'
import type { Request } from '../../../protocol/frames.ts'
import { decodeRecords } from '../../../protocol/record.ts'
import { RecordBatch } from '../../../protocol/record-batch.ts'
import { codecs } from '../../support/simulated-kafka.ts'
import { type Asked, type ClientLab, clientRef, cluster } from './client-lab.ts'
import { everything, metadata, produced, type Script } from './fake-brokers.ts'

const producer = clientRef<Producer>('producer')
const encoder = new TextEncoder()
export const decoder = new TextDecoder()

export function user(more: Partial<ProducerOptions> = {}) {
  const options: ProducerOptions = {
    acks: -1,
    compression: null,
    batchBytes: 16_384,
    lingerMs: 0,
    deliveryTimeoutMs: 30_000,
    requestTimeoutMs: 5_000,
    crc32c: codecs.crc32c,
    ...more,
  }
  return { producer: (ctx: Producer['ctx']) => new Producer(ctx, cluster, options) }
}

interface Sending {
  partition?: number | null
  keys?: boolean
  topic?: string
}

export function send(lab: ClientLab, values: string[], sending: Sending = {}): Asked<Sent> {
  const { partition = 0, keys = false, topic = 'orders' } = sending
  const records = values.map((value) => ({
    timestamp: 1_000_000,
    key: keys ? encoder.encode(value) : null,
    value: encoder.encode(value),
  }))
  return lab.ask((ctx) => ctx.ask(producer, 200_000).send({ topic, partition, records }))
}

/** The outcome of a send: its error, and how many of its records are acknowledged. */
export function outcome(lab: ClientLab, asked: Asked<Sent>): [error: string, acknowledged: number] {
  lab.until(() => asked.answer !== undefined)
  const { error, acknowledged } = asked.answer as Sent
  return [error, acknowledged]
}

/** What a Produce request carries: the partition and its values. */
export function valuesIn(request: Request): string {
  if (request.apiKey !== 0) throw new Error(`API ${request.apiKey} is no Produce`)
  const [{ index, records } = { index: -1, records: null }] =
    request.body.topicData[0]?.partitionData ?? []
  const values = decodeRecords(new RecordBatch(records!)).map(({ value }) => decoder.decode(value!))
  return `${index}:${values.join()}`
}

/** A broker that leads all partitions of `orders`, and answers Produce by `answer`. */
export function leader(answer: (request: Request<0>, number: number) => ReturnType<Script>) {
  const got: string[] = []
  const script: Script = (request) => {
    if (request.apiKey === 18) return everything
    if (request.apiKey !== 0) return metadata([1], [{ name: 'orders', leaders: [1, 1, 1] }])
    got.push(valuesIn(request))
    return answer(request, got.length)
  }
  return { got, script }
}

export const acknowledges = () => leader((request) => produced(request))
