/** The partitions that a request names, each of them once, with what this broker knows of them. */
import type { BrokerView } from '../broker/broker-view.ts'
import { type Located, locate } from './locate.ts'

export interface NamedPartition<P> {
  readonly partition: P
  readonly at: Located
}

export interface NamedTopic<P> {
  readonly name: string
  readonly topicId: string
  readonly partitions: readonly NamedPartition<P>[]
}

/**
 * A partition that stands twice counts as it stood last, in the place of the first, as in Kafka;
 * so what a request costs is bounded by the partitions that there are.
 */
export function namedPartitions<P>(
  view: BrokerView,
  topics: readonly { name: string; topicId: string; partitions: readonly P[] }[],
  byId: boolean,
  indexOf: (partition: P) => number,
): NamedTopic<P>[] {
  const found = new Map<string, { name: string; topicId: string; parts: Map<number, P> }>()
  for (const { name, topicId, partitions } of topics) {
    const key = byId ? topicId : name
    const topic = found.get(key) ?? { name, topicId, parts: new Map<number, P>() }
    found.set(key, topic)
    for (const partition of partitions) topic.parts.set(indexOf(partition), partition)
  }
  return [...found.values()].map(({ name, topicId, parts }) => ({
    name,
    topicId,
    partitions: [...parts].map(([index, partition]) => ({
      partition,
      at: locate(view, byId ? topicId : null, name, index),
    })),
  }))
}
