/**
 * A leading replica has died on a broker that lives: it never serves again in the same epoch.
 * Another in-sync replica leads, or the same one in a new epoch when it is alone.
 */
import type { MetadataRecord } from '../metadata/metadata-records.ts'
import { type ControllerView, changeOf, topicRulesOf } from './controller-view.ts'

export interface FailedReplica {
  readonly brokerId: number
  readonly brokerEpoch: number
  readonly topicId: string
  readonly partition: number
  readonly leaderEpoch: number
}

/** Nothing, when the report is late: of another life of the broker, or of an epoch that is over. */
export function decideReplicaFailed(view: ControllerView, failed: FailedReplica): MetadataRecord[] {
  const { brokerId, brokerEpoch, topicId, partition: index, leaderEpoch } = failed
  const topic = view.image.topics.get(topicId)
  const partition = topic?.partitions[index]
  if (topic === undefined || partition === undefined) return []
  if (view.image.brokers.get(brokerId)?.brokerEpoch !== brokerEpoch) return []
  if (partition.leader !== brokerId || partition.leaderEpoch !== leaderEpoch) return []
  const target = { fallenLeader: brokerId }
  const change = changeOf(view, topic, partition, topicRulesOf(view, topic), target)
  return change === null ? [] : [change]
}
