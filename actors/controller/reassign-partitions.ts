/** Reassignments: partitions move to other brokers. Source: KIP-455, Kafka. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { TopicImage } from '../metadata/cluster-image.ts'
import type { MetadataRecord } from '../metadata/metadata-records.ts'
import type { PartitionState } from '../metadata/partition-state.ts'
import type { PartitionTarget } from './change-partition.ts'
import { type ControllerView, changeOf, topicRulesOf } from './controller-view.ts'
import { assignmentFault } from './new-partition.ts'

export interface Reassignment {
  readonly topic: string
  readonly partition: number
  /** Where it shall be; null: the reassignment under way is called off. */
  readonly replicas: readonly number[] | null
}

export interface Reassigned {
  readonly topic: string
  readonly partition: number
  readonly error: ErrorName
  readonly errorMessage: string | null
}

export interface ReassignmentUnderWay {
  readonly topic: string
  readonly partition: number
  readonly replicas: readonly number[]
  readonly addingReplicas: readonly number[]
  readonly removingReplicas: readonly number[]
}

export function decideReassignment(
  view: ControllerView,
  { topic: name, partition: index, replicas }: Reassignment,
  allowReplicationFactorChange = true,
): { records: MetadataRecord[]; outcome: Reassigned } {
  const answer = (
    error: ErrorName,
    errorMessage: string | null,
    records: MetadataRecord[] = [],
  ) => ({
    records,
    outcome: { topic: name, partition: index, error, errorMessage },
  })
  const topic = view.image.topicNamed(name)
  const partition = topic?.partitions[index]
  if (topic === undefined || partition === undefined) {
    return answer('UNKNOWN_TOPIC_OR_PARTITION', null)
  }
  if (replicas === null && !isUnderWay(partition)) {
    return answer('NO_REASSIGNMENT_IN_PROGRESS', null)
  }
  if (replicas !== null) {
    const fault = assignmentFault(view.image, replicas)
    if (fault !== null) return answer('INVALID_REPLICA_ASSIGNMENT', fault)
    const now = beforeReassignment(partition).length
    if (!allowReplicationFactorChange && replicas.length !== now) {
      const message = `The partition has ${now} replica(s), and would have ${replicas.length}.`
      return answer('INVALID_REPLICATION_FACTOR', message)
    }
  }
  const target = replicas === null ? calledOff(partition) : towards(partition, replicas)
  if (target === null) {
    return answer('INVALID_REPLICA_ASSIGNMENT', 'No replica that is in sync would be left.')
  }
  const change = changeOf(view, topic, partition, topicRulesOf(view, topic), target)
  return answer('NONE', null, change === null ? [] : [change])
}

/** Of the partitions that `wanted` names, or of all. */
export function reassignmentsUnderWay(
  { image }: ControllerView,
  wanted: readonly { topic: string; partitions: readonly number[] }[] | null,
): ReassignmentUnderWay[] {
  const topics: Iterable<TopicImage> =
    wanted === null
      ? image.topics.values()
      : wanted.flatMap(({ topic }) => image.topicNamed(topic) ?? [])
  const found: ReassignmentUnderWay[] = []
  for (const { name, partitions } of topics) {
    const asked = wanted?.find(({ topic }) => topic === name)?.partitions
    for (const each of partitions) {
      if (!isUnderWay(each) || asked?.includes(each.partition) === false) continue
      const { partition, replicas, addingReplicas, removingReplicas } = each
      found.push({ topic: name, partition, replicas, addingReplicas, removingReplicas })
    }
  }
  return found
}

const isUnderWay = ({ addingReplicas, removingReplicas }: PartitionState): boolean =>
  addingReplicas.length > 0 || removingReplicas.length > 0

/** First all replicas, new and old; those that go, go when those that come are in sync. */
function towards(partition: PartitionState, wanted: readonly number[]): PartitionTarget | null {
  const original = beforeReassignment(partition)
  const addingReplicas = wanted.filter((id) => !original.includes(id))
  const removingReplicas = original.filter((id) => !wanted.includes(id))
  const replicas = [...wanted, ...removingReplicas]
  const isr = partition.isr.filter((id) => replicas.includes(id))
  if (partition.isr.length > 0 && isr.length === 0) return null
  return { replicas, isr, addingReplicas, removingReplicas }
}

function calledOff(partition: PartitionState): PartitionTarget | null {
  const replicas = beforeReassignment(partition)
  const isr = partition.isr.filter((id) => replicas.includes(id))
  if (partition.isr.length > 0 && isr.length === 0) return null
  return { replicas, isr, addingReplicas: [], removingReplicas: [] }
}

const beforeReassignment = ({ replicas, addingReplicas }: PartitionState): number[] =>
  replicas.filter((id) => !addingReplicas.includes(id))
