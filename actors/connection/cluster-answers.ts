/** Facts of the cluster that several APIs give in the same words. */
import type { BrokerView } from '../broker/broker-view.ts'

const internalTopics = new Set(['__consumer_offsets', '__transaction_state', '__share_group_state'])

export function isInternal(topic: string | null): boolean {
  return topic !== null && internalTopics.has(topic)
}

/**
 * What anybody may do with a topic or the cluster, as bits, where no authorizer is: everything.
 * Source: Kafka AclEntry.supportedOperations.
 */
export const topicOperations = 3576
export const clusterOperations = 8096

/**
 * Clients are told of a live broker as controller; it forwards, as in KRaft. -1 when there is
 * none.
 */
export function controllerOf({ image }: BrokerView): number {
  const ids = [...image.brokers.keys()]
  return ids.length === 0 ? -1 : Math.min(...ids)
}
