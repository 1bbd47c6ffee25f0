/** The supervision trees of the clients of an experiment. */
import { clientTree, clusterClientOf } from '../../actors/clients/client-tree.ts'
import type { Endpoint } from '../../actors/clients/cluster-client.ts'
import { Consumer } from '../../actors/clients/consumer.ts'
import { type ConsumerRules, consumerRules } from '../../actors/clients/consumer-rules.ts'
import { Producer } from '../../actors/clients/producer.ts'
import type { Codecs } from '../../runtime/ports/codecs.ts'
import type { SupervisorSpec } from '../../runtime/supervisor.ts'
import type { ClusterPlan } from '../host.ts'
import { Reader, type ReaderTask } from './reader.ts'
import { TopicMaker } from './topic-maker.ts'
import { Writer, type WriterTask } from './writer.ts'

/** What all clients of a run share. */
export interface ClientWorld {
  readonly bootstrap: readonly Endpoint[]
  readonly codecs: Codecs
  readonly consumerRules?: Partial<ConsumerRules>
}

type Users = Parameters<typeof clientTree>[2]

export function writerTree(system: string, world: ClientWorld, task: WriterTask): SupervisorSpec {
  const { acks, retries } = task.workload
  const producer = {
    acks,
    compression: null,
    batchBytes: 16_384,
    lingerMs: 2,
    // With no time left after the first attempt there is no second one.
    deliveryTimeoutMs: retries ? 120_000 : 0,
    requestTimeoutMs: 2_000,
    crc32c: world.codecs.crc32c,
  }
  const cluster = clusterClientOf(system)
  return tree(system, world, [
    { name: 'producer', create: (ctx) => new Producer(ctx, cluster, producer) },
    { name: 'writer', create: (ctx) => new Writer(ctx, task) },
  ])
}

export function readerTree(system: string, world: ClientWorld, task: ReaderTask): SupervisorSpec {
  const consumer = {
    maxWaitMs: 200,
    minBytes: 1,
    maxBytes: 50_000_000,
    partitionMaxBytes: 1_048_576,
    isolationLevel: 0 as const,
    requestTimeoutMs: 2_000,
    codecs: world.codecs,
  }
  const cluster = clusterClientOf(system)
  const rules = { ...consumerRules, ...world.consumerRules }
  return tree(system, world, [
    { name: 'consumer', create: (ctx) => new Consumer(ctx, cluster, consumer, rules) },
    { name: 'reader', create: (ctx) => new Reader(ctx, task) },
  ])
}

export function topicMakerTree(
  system: string,
  world: ClientWorld,
  topic: ClusterPlan['topic'],
): SupervisorSpec {
  return tree(system, world, [{ name: 'topic-maker', create: (ctx) => new TopicMaker(ctx, topic) }])
}

function tree(system: string, { bootstrap }: ClientWorld, users: Users): SupervisorSpec {
  const options = { softwareVersion: '1', connectTimeoutMs: 2_000, maxFrameBytes: 104_857_600 }
  return clientTree(bootstrap, { clientId: system, ...options }, users)
}
