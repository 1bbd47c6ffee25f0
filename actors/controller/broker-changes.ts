/**
 * What the coming and going of a broker means for all partitions. Source: Kafka's
 * ReplicationControlManager.generateLeaderAndIsrUpdates.
 */
import type { BrokerImage } from '../metadata/cluster-image.ts'
import type { MetadataRecord, PartitionChange } from '../metadata/metadata-records.ts'
import { type ControllerView, changesOf, isActiveIn } from './controller-view.ts'

/** Nobody hears of this broker any more: it leaves every ISR, and leads nothing. */
export function fenceBroker(view: ControllerView, broker: BrokerImage): MetadataRecord[] {
  if (broker.fenced) return []
  const { brokerId, brokerEpoch } = broker
  return [{ kind: 'fenceBroker', brokerId, brokerEpoch }, ...withoutBroker(view, brokerId)]
}

/** It is back and knows the cluster: what nobody leads may be led by it. */
export function unfenceBroker(view: ControllerView, broker: BrokerImage): MetadataRecord[] {
  const { brokerId, brokerEpoch } = broker
  const isActive = isActiveIn(view)
  const changes = changesOf(
    view,
    ({ leader, replicas }) => (leader === -1 && replicas.includes(brokerId) ? {} : null),
    (id) => (id === brokerId ? !broker.inControlledShutdown : isActive(id)),
  )
  return [{ kind: 'unfenceBroker', brokerId, brokerEpoch }, ...changes]
}

/** It wants to stop: others take over first. */
export function beginShutdown(view: ControllerView, broker: BrokerImage): MetadataRecord[] {
  const { brokerId, brokerEpoch } = broker
  return [
    { kind: 'brokerRegistrationChange', brokerId, brokerEpoch, inControlledShutdown: true },
    ...withoutBroker(view, brokerId),
  ]
}

/** Its data may be incomplete: it is in sync with nobody, and eligible for nothing (KIP-966). */
export function loseTrust(view: ControllerView, brokerId: number): PartitionChange[] {
  const isActive = isActiveIn(view)
  return changesOf(
    view,
    ({ isr, eligibleLeaderReplicas }) =>
      isr.includes(brokerId) || eligibleLeaderReplicas.includes(brokerId)
        ? { isr: isr.filter((id) => id !== brokerId), uncleanBrokers: [brokerId] }
        : null,
    (id) => id !== brokerId && isActive(id),
  )
}

export function hasLeaderships({ image }: ControllerView, brokerId: number): boolean {
  for (const { partitions } of image.topics.values()) {
    if (partitions.some(({ leader }) => leader === brokerId)) return true
  }
  return false
}

/** It leads nothing and is in no ISR. */
export function withoutBroker(view: ControllerView, brokerId: number): PartitionChange[] {
  const isActive = isActiveIn(view)
  return changesOf(
    view,
    ({ isr, leader }) =>
      isr.includes(brokerId) || leader === brokerId
        ? { isr: isr.filter((id) => id !== brokerId) }
        : null,
    (id) => id !== brokerId && isActive(id),
  )
}
