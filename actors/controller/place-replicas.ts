/** Where replicas go: round robin over the brokers, so that leaders are spread evenly. */
import type { ReadonlyClusterImage } from '../metadata/cluster-image.ts'

/** Brokers in the order of their ids: those that live, and others only where they are too few. */
export function usableBrokers({ brokers }: ReadonlyClusterImage, wanted: number): number[] {
  const inOrder = [...brokers.values()].sort((a, b) => a.brokerId - b.brokerId)
  const alive = inOrder.filter((broker) => !broker.fenced && !broker.inControlledShutdown)
  const enough = alive.length >= wanted ? alive : inOrder
  return enough.map(({ brokerId }) => brokerId)
}

/**
 * Replica lists for `partitions` partitions. The first of a list is the preferred leader; the
 * others follow at a distance that grows after each full round, as in Kafka's StripedReplicaPlacer.
 */
export function placeReplicas(
  brokers: readonly number[],
  partitions: number,
  replicationFactor: number,
  start: number,
): number[][] {
  const count = brokers.length
  const lists: number[][] = []
  for (let partition = 0; partition < partitions; partition++) {
    const round = Math.floor(partition / count)
    const leader = (start + partition) % count
    const list = [brokers[leader] as number]
    for (let i = 1; i < replicationFactor; i++) {
      const shift = 1 + ((round + i - 1) % (count - 1))
      list.push(brokers[(leader + shift) % count] as number)
    }
    lists.push(list)
  }
  return lists
}
