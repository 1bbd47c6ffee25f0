/** One partition as the metadata log has it: what its replicas are told when that changes. */
import type { PartitionImage } from './cluster-image.ts'

export interface PartitionState {
  readonly topicId: string
  readonly partition: number
  /** In the order of assignment. */
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
  /** Eligible leader replicas (KIP-966). */
  readonly elr: readonly number[]
  /** Broker id; -1 when nobody leads. */
  readonly leader: number
  readonly leaderEpoch: number
  /** Grows with every change of this partition. */
  readonly partitionEpoch: number
}

export function partitionStateOf(topicId: string, image: PartitionImage): PartitionState {
  const { partition, replicas, isr, leader, leaderEpoch, partitionEpoch } = image
  return { topicId, partition, replicas, isr, elr: [], leader, leaderEpoch, partitionEpoch }
}
