/** A Kafka client made of client actors, for any Kafka-compatible cluster. */
import type { KnownTopic } from '../../actors/clients/cluster-client.ts'
import type { Polled } from '../../actors/clients/consumer.ts'
import { messageOf, nameOf } from '../../protocol/errors.ts'
import { loadClientCodecs } from '../../runtime/platform/codecs.ts'
import type { CommonFlags } from '../common-flags.ts'
import type {
  ClientPlan,
  KafkaClient,
  OutgoingRecord,
  Place,
  Positions,
  ReadBatch,
} from '../kafka-client.ts'
import { addressesOf, bootstrapOf } from './bootstrap.ts'
import {
  answerOf,
  ClientSystem,
  clientError,
  clusterRef,
  consumerRef,
  producerRef,
} from './client-system.ts'
import { TopicAdmin } from './topic-admin.ts'

const metadataTimeoutMs = 10_000
/** Over what a producer may take by itself. */
const marginMs = 5_000
const recordsPerPoll = 1_000
const pollMs = 500

export async function connectKafka(flags: CommonFlags, plan: ClientPlan): Promise<KafkaClient> {
  const addresses = addressesOf(await bootstrapOf(flags))
  const system = new ClientSystem(addresses, plan, await loadClientCodecs())
  try {
    await reach(system, addresses.length)
  } catch (error) {
    await system.close()
    throw error
  }
  return new ActorClient(system, plan)
}

/** Each failure moves the client on to the next of the addresses. */
async function reach(system: ClientSystem, attempts: number): Promise<void> {
  for (let left = attempts - 1; ; left -= 1) {
    try {
      await findLeaders(system, [])
      return
    } catch (error) {
      if (left === 0) throw error
    }
  }
}

async function findLeaders(
  system: ClientSystem,
  topics: readonly string[],
): Promise<readonly KnownTopic[]> {
  const wanted = { topics, refresh: true, allowAutoTopicCreation: false }
  const found = answerOf(
    await system.ask((ctx) => ctx.ask(clusterRef, metadataTimeoutMs).findLeaders(wanted)),
  )
  if (found.error !== 'NONE') throw clientError(found.message ?? 'no metadata', found.error)
  return found.topics
}

class ActorClient extends TopicAdmin implements KafkaClient {
  private readonly plan: ClientPlan

  constructor(system: ClientSystem, plan: ClientPlan) {
    super(system)
    this.plan = plan
  }

  async produce(
    topic: string,
    partition: number | null,
    records: readonly OutgoingRecord[],
  ): Promise<void> {
    const timeoutMs = (this.plan.produce?.deliveryTimeoutMs ?? 0) + marginMs
    const sent = answerOf(
      await this.system.ask((ctx) =>
        ctx.ask(producerRef, timeoutMs).send({ topic, partition, records }),
      ),
    )
    if (sent.error === 'NONE') return
    const lost = records.length - sent.acknowledged
    const reason = sent.message ?? messageOf(sent.error)
    throw clientError(`${lost} of ${records.length} records not sent: ${reason}`, sent.error)
  }

  async offsets(topic: string, partitions: readonly number[], place: Place): Promise<Positions> {
    const [known] = await findLeaders(this.system, [topic])
    const timestamp = place === 'earliest' ? -2 : place === 'latest' ? -1 : place.timestampMs
    const isolationLevel = this.plan.read?.isolation === 'read_committed' ? 1 : 0
    const byLeader = new Map<number, number[]>()
    for (const partition of partitions) {
      const leader = known?.leaders[partition] ?? -1
      byLeader.set(leader, [...(byLeader.get(leader) ?? []), partition])
    }
    const found = new Map<number, number>()
    for (const [leader, mine] of byLeader) {
      const asked = mine.map((partitionIndex) => ({ partitionIndex, timestamp }))
      const { topics } = await this.system.call(leader, 2, {
        replicaId: -1,
        isolationLevel,
        topics: [{ name: topic, partitions: asked }],
      })
      for (const { partitionIndex, errorCode, offset } of topics[0]?.partitions ?? []) {
        const error = nameOf(errorCode)
        if (error !== 'NONE') throw clientError(`${topic}-${partitionIndex}`, error)
        found.set(partitionIndex, offset)
      }
    }
    return found
  }

  async *read(topic: string, from: Positions, signal: AbortSignal): AsyncGenerator<ReadBatch> {
    const partitions = [...from].map(([partition, offset]) => ({ topic, partition, offset }))
    this.system.assign(partitions)
    while (!signal.aborted) {
      const polled = answerOf(
        await this.system.ask((ctx) =>
          ctx
            .ask(consumerRef, pollMs + marginMs)
            .poll({ maxRecords: recordsPerPoll, timeoutMs: pollMs }),
        ),
      )
      if (polled.error !== 'NONE') throw clientError(polled.message ?? topic, polled.error)
      yield* byPartition(polled)
    }
  }

  close(): Promise<void> {
    return this.system.close()
  }
}

function* byPartition({ records, positions }: Polled): Generator<ReadBatch> {
  for (const { partition, position } of positions) {
    yield {
      partition,
      records: records.filter((record) => record.partition === partition),
      nextOffset: position,
    }
  }
}
