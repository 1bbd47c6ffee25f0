/** A Kafka client that holds its topics in memory, for tests of what uses one. */
import type {
  IncomingRecord,
  KafkaClient,
  OutgoingRecord,
  Place,
  Positions,
  ReadBatch,
} from '../../cli/kafka-client.ts'

export interface Sent {
  readonly topic: string
  readonly partition: number | null
  readonly records: readonly OutgoingRecord[]
}

export const recordAt = (offset: number): IncomingRecord => ({
  offset,
  timestamp: offset * 10,
  key: null,
  value: Buffer.from(`v${offset}`),
  headers: [],
})

/** Each partition holds the offsets from its start to below its end. */
export class FakeClient implements KafkaClient {
  readonly sent: Sent[] = []
  readonly logs: ReadonlyMap<number, { readonly start: number; readonly end: number }>

  constructor(logs: [partition: number, start: number, end: number][] = []) {
    this.logs = new Map(logs.map(([partition, start, end]) => [partition, { start, end }]))
  }

  async produce(topic: string, partition: number | null, records: readonly OutgoingRecord[]) {
    this.sent.push({ topic, partition, records })
  }

  async offsets(_topic: string, partitions: readonly number[], place: Place): Promise<Positions> {
    return new Map(
      partitions.map((partition) => {
        const { start, end } = this.logs.get(partition)!
        if (place === 'earliest') return [partition, start]
        if (place === 'latest') return [partition, end]
        const offset = Math.max(start, Math.ceil(place.timestampMs / 10))
        return [partition, offset < end ? offset : -1]
      }),
    )
  }

  async *read(_topic: string, from: Positions, signal: AbortSignal): AsyncGenerator<ReadBatch> {
    const next = new Map(from)
    while (!signal.aborted) {
      for (const [partition, offset] of next) {
        const { end } = this.logs.get(partition)!
        const nextOffset = Math.min(end, offset + 3)
        const records = Array.from({ length: nextOffset - offset }, (_, i) => recordAt(offset + i))
        next.set(partition, nextOffset)
        yield { partition, records, nextOffset }
      }
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }

  topics = async () => []
  topicConfig = async () => []
  deleteTopic = async () => {}
  close = async () => {}

  createTopic(): never {
    throw new Error('no topics are made here')
  }
}
