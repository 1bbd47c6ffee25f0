/** Finds a partition in the broker's view of the cluster, and whether this broker leads it. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { BrokerView } from '../broker/broker-view.ts'

export interface Located {
  /** NONE when this broker leads the partition. */
  readonly error: ErrorName
  readonly topicId: string
  /** -1 when unknown, or when nobody leads. */
  readonly leaderId: number
  readonly leaderEpoch: number
}

/** By id where `topicId` is given (newer versions of the APIs), else by name. */
export function locate(
  view: BrokerView,
  topicId: string | null,
  name: string,
  partition: number,
): Located {
  const topic = topicId === null ? view.image.topicNamed(name) : view.image.topics.get(topicId)
  if (topic === undefined) {
    return nowhere(topicId === null ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'UNKNOWN_TOPIC_ID')
  }
  const found = topic.partitions[partition]
  if (found === undefined) return nowhere('UNKNOWN_TOPIC_OR_PARTITION')
  const { leader: leaderId, leaderEpoch } = found
  const error = leaderId === view.boot.brokerId ? 'NONE' : 'NOT_LEADER_OR_FOLLOWER'
  return { error, topicId: topic.topicId, leaderId, leaderEpoch }
}

/** Why nobody answers for a partition that was located here: its topic has gone, or its leader. */
export function errorOfLost(view: BrokerView, { topicId }: Located, byId: boolean): ErrorName {
  if (view.image.topics.has(topicId)) return 'NOT_LEADER_OR_FOLLOWER'
  return byId ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION'
}

/** The address of each of these brokers, once. */
export function nodeEndpoints(view: BrokerView, brokerIds: readonly number[]) {
  return [...new Set(brokerIds)].flatMap((nodeId) => {
    const broker = view.image.brokers.get(nodeId)
    if (broker === undefined) return []
    const { host, port, rack } = broker
    return [{ nodeId, host, port, rack }]
  })
}

function nowhere(error: ErrorName): Located {
  return { error, topicId: '', leaderId: -1, leaderEpoch: -1 }
}
