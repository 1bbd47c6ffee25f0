/** The first record of a partition, and what is wrong with an assignment that somebody gives. */
import type { ReadonlyClusterImage } from '../metadata/cluster-image.ts'
import type { PartitionRecord } from '../metadata/metadata-records.ts'

/** Its first ISR is all that live; its first leader the first of them. */
export function newPartition(
  image: ReadonlyClusterImage,
  topicId: string,
  partition: number,
  replicas: readonly number[],
): PartitionRecord {
  const alive = replicas.filter((id) => {
    const broker = image.brokers.get(id)
    return broker !== undefined && !broker.fenced && !broker.inControlledShutdown
  })
  const leader = alive[0] ?? -1
  const isr = alive
  const epochs = { leaderEpoch: 0, partitionEpoch: 0 }
  return { kind: 'partition', topicId, partition, replicas, isr, leader, ...epochs }
}

/** In words; null when the list can be used. */
export function assignmentFault(
  image: ReadonlyClusterImage,
  brokerIds: readonly number[],
): string | null {
  if (brokerIds.length === 0) return 'The replica list is empty.'
  if (new Set(brokerIds).size !== brokerIds.length) {
    return 'A broker stands twice in a replica list.'
  }
  const unknown = brokerIds.find((id) => !image.brokers.has(id))
  if (unknown !== undefined) return `Broker ${unknown} is not registered.`
  const isAlive = brokerIds.some((id) => image.brokers.get(id)?.fenced === false)
  return isAlive ? null : 'All brokers of the assignment are fenced.'
}
