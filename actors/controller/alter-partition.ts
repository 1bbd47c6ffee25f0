/**
 * AlterPartition: a leader asks for another ISR. Source: Kafka's
 * ReplicationControlManager.validateAlterPartitionData, KIP-497, KIP-841, KIP-903.
 */
import type { ErrorName } from '../../protocol/errors.ts'
import type { ReadonlyClusterImage } from '../metadata/cluster-image.ts'
import type { MetadataRecord } from '../metadata/metadata-records.ts'
import type { LeaderRecoveryState, PartitionState } from '../metadata/partition-state.ts'
import { type ControllerView, changeOf, topicRulesOf } from './controller-view.ts'
import type { ControllerRules } from './rules.ts'

export interface IsrMember {
  readonly brokerId: number
  /** Of the incarnation that the leader has seen catch up; -1: not known. */
  readonly brokerEpoch: number
}

export interface WantedPartition {
  readonly topicId: string
  readonly partition: number
  readonly leaderEpoch: number
  readonly partitionEpoch: number
  readonly newIsr: readonly IsrMember[]
  readonly leaderRecoveryState: LeaderRecoveryState
}

export interface AlteredPartition {
  readonly topicId: string
  readonly partition: number
  readonly error: ErrorName
  /** The partition as it is after the change; null when there was an error. */
  readonly state: PartitionState | null
}

/** NONE, or why the leader's wish is refused. */
export function validateAlterPartition(
  wanted: WantedPartition,
  brokerId: number,
  partition: PartitionState,
  image: ReadonlyClusterImage,
  rules: ControllerRules,
): ErrorName {
  const { leaderEpoch, partitionEpoch, newIsr, leaderRecoveryState } = wanted
  // The sender knows more than this controller: another one is active.
  if (leaderEpoch > partition.leaderEpoch || partitionEpoch > partition.partitionEpoch) {
    return 'NOT_CONTROLLER'
  }
  if (leaderEpoch < partition.leaderEpoch) return 'FENCED_LEADER_EPOCH'
  if (brokerId !== partition.leader) return 'INVALID_REQUEST'
  if (partitionEpoch < partition.partitionEpoch) return 'INVALID_UPDATE_VERSION'
  const ids = newIsr.map((member) => member.brokerId)
  if (new Set(ids).size !== ids.length) return 'INVALID_REQUEST'
  if (!ids.every((id) => partition.replicas.includes(id))) return 'INVALID_REQUEST'
  if (!ids.includes(partition.leader)) return 'INVALID_REQUEST'
  if (leaderRecoveryState === 'recovering') {
    if (ids.length > 1 || partition.leaderRecoveryState === 'recovered') return 'INVALID_REQUEST'
  }
  return newIsr.every((member) => mayBeInSync(member, image, rules)) ? 'NONE' : 'INELIGIBLE_REPLICA'
}

function mayBeInSync(
  { brokerId, brokerEpoch }: IsrMember,
  image: ReadonlyClusterImage,
  rules: ControllerRules,
): boolean {
  const broker = image.brokers.get(brokerId)
  if (broker === undefined) return false
  return rules.isCurrentIncarnation(broker, brokerEpoch) && rules.isAvailable(broker)
}

export function decideAlterPartition(
  view: ControllerView,
  brokerId: number,
  wanted: WantedPartition,
): { records: MetadataRecord[]; error: ErrorName } {
  const topic = view.image.topics.get(wanted.topicId)
  if (topic === undefined) return { records: [], error: 'UNKNOWN_TOPIC_ID' }
  const partition = topic.partitions[wanted.partition]
  if (partition === undefined) return { records: [], error: 'UNKNOWN_TOPIC_OR_PARTITION' }
  const error = validateAlterPartition(wanted, brokerId, partition, view.image, view.rules)
  if (error !== 'NONE') return { records: [], error }
  const { leaderRecoveryState } = wanted
  const isr = wanted.newIsr.map((member) => member.brokerId)
  const target = { isr, leaderRecoveryState }
  const change = changeOf(view, topic, partition, topicRulesOf(view, topic), target)
  return { records: change === null ? [] : [change], error }
}
