/** CreatePartitions: a topic gets more of them. Source: Kafka's ReplicationControlManager. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { MetadataRecord } from '../metadata/metadata-records.ts'
import type { ControllerView } from './controller-view.ts'
import { assignmentFault, newPartition } from './new-partition.ts'
import { placeReplicas, usableBrokers } from './place-replicas.ts'

export interface MorePartitions {
  readonly name: string
  /** How many there shall be in all. */
  readonly count: number
  /** The replicas of each new one; null: the controller chooses. */
  readonly assignments: readonly { readonly brokerIds: readonly number[] }[] | null
}

export interface PartitionsCreated {
  readonly name: string
  readonly error: ErrorName
  readonly errorMessage: string | null
}

export function decideMorePartitions(
  view: ControllerView,
  { name, count, assignments }: MorePartitions,
  random: (bound: number) => number,
): { records: MetadataRecord[]; outcome: PartitionsCreated } {
  const refused = (error: ErrorName, errorMessage: string) => ({
    records: [],
    outcome: { name, error, errorMessage },
  })
  const topic = view.image.topicNamed(name)
  if (topic === undefined) {
    return refused('UNKNOWN_TOPIC_OR_PARTITION', `There is no topic '${name}'.`)
  }
  const present = topic.partitions.length
  const added = count - present
  if (added <= 0) {
    const message = `The topic has ${present} partition(s); ${count} would be no increase.`
    return refused('INVALID_PARTITIONS', message)
  }
  if (assignments !== null && assignments.length !== added) {
    const message = `${added} partition(s) are new, ${assignments.length} assignment(s) are given.`
    return refused('INVALID_REPLICA_ASSIGNMENT', message)
  }
  const factor = topic.partitions[0]?.replicas.length ?? 1
  const brokers = usableBrokers(view.image, factor)
  if (assignments === null && brokers.length < factor) {
    const message = `${factor} replicas are wanted, but only ${brokers.length} broker(s) are there.`
    return refused('INVALID_REPLICATION_FACTOR', message)
  }
  const lists =
    assignments?.map(({ brokerIds }) => brokerIds) ??
    placeReplicas(brokers, added, factor, random(brokers.length))
  for (const list of lists) {
    const fault = assignmentFault(view.image, list) ?? sizeFault(list, factor)
    if (fault !== null) return refused('INVALID_REPLICA_ASSIGNMENT', fault)
  }
  const records = lists.map((list, i) => newPartition(view.image, topic.topicId, present + i, list))
  return { records, outcome: { name, error: 'NONE', errorMessage: null } }
}

function sizeFault(list: readonly number[], factor: number): string | null {
  if (list.length === factor) return null
  return `The other partitions have ${factor} replica(s), this one would have ${list.length}.`
}
