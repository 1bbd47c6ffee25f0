/** The end of a start: a broker answers a real client with every broker, and the topics exist. */
import { setTimeout } from 'node:timers/promises'
import type { TopicPlan } from '../cluster-config/define-cluster.ts'
import { UserError } from '../cluster-config/user-error.ts'
import { nameOf } from '../protocol/errors.ts'
import type { WireClient } from './wire-client.ts'

const pollMs = 2
const metadataVersion = 12
const createTopicsVersion = 7

/** Settles with the first Metadata answer that names `count` brokers. */
export async function firstFullMetadata(client: WireClient, count: number): Promise<void> {
  for (;;) {
    const { brokers } = await client.ask(3, metadataVersion, { topics: null })
    if (brokers.length >= count) return
    await setTimeout(pollMs)
  }
}

export async function createTopics(client: WireClient, plans: readonly TopicPlan[]): Promise<void> {
  if (plans.length === 0) return
  const { topics } = await client.ask(19, createTopicsVersion, {
    topics: plans.map(({ name, partitions, replicationFactor, config }) => ({
      name,
      numPartitions: partitions,
      replicationFactor,
      assignments: [],
      configs: Object.entries(config).map(([key, value]) => ({ name: key, value })),
    })),
    validateOnly: false,
  })
  for (const { name, errorCode, errorMessage } of topics) {
    if (errorCode === 0) continue
    throw new UserError(`topic ${name}: ${errorMessage ?? nameOf(errorCode)}`, { exitCode: 1 })
  }
}
