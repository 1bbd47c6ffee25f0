/** DescribeTopicPartitions: topics in order of their names, a page at a time (KIP-966). */
import { topicNameFault } from '../../../cluster-config/topic-name.ts'
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import type { PartitionImage, TopicImage } from '../../metadata/cluster-image.ts'
import { isInternal, topicOperations } from '../cluster-answers.ts'
import type { RequestContext } from '../request-handlers.ts'

type Describe = Extract<Request, { apiKey: 75 }>
type Answer = ResponseDraft<75>

export function* describeTopicPartitions(
  { body }: Describe,
  { view }: RequestContext,
): Workflow<Answer> {
  const { cursor, topics: asked } = body
  const bound = view.boot.settings['max.request.partition.size.limit']
  let room = Math.max(1, Math.min(body.responsePartitionLimit, bound))
  const everything = asked.length === 0
  // The cursor must name one of the topics that are asked for.
  if (cursor !== null && !everything && !asked.some(({ name }) => name === cursor.topicName)) {
    return { topics: asked.map(({ name }) => failed(name, 'INVALID_REQUEST')) }
  }
  const all = everything
    ? [...view.image.topics.values()].map(({ name }) => name)
    : asked.map(({ name }) => name)
  const names = [...new Set(all)]
    .sort()
    .filter((name) => cursor === null || name >= cursor.topicName)

  const topics: Answer['topics'][number][] = []
  for (const name of names) {
    const topic = view.image.topicNamed(name)
    if (topic === undefined) {
      const valid = topicNameFault(name) === null
      topics.push(failed(name, valid ? 'UNKNOWN_TOPIC_OR_PARTITION' : 'INVALID_TOPIC_EXCEPTION'))
      continue
    }
    const from = cursor?.topicName === name ? Math.max(0, cursor.partitionIndex) : 0
    if (room === 0) return { topics, nextCursor: { topicName: name, partitionIndex: from } }
    const page = topic.partitions.slice(from, from + room)
    topics.push(describe(topic, page))
    room -= page.length
    const next = from + page.length
    if (next < topic.partitions.length) {
      return { topics, nextCursor: { topicName: name, partitionIndex: next } }
    }
  }
  return { topics }
}

function failed(name: string, error: ErrorName): Answer['topics'][number] {
  const topicAuthorizedOperations = topicOperations
  return {
    errorCode: codeOf(error),
    name,
    topicId: 'AAAAAAAAAAAAAAAAAAAAAA',
    partitions: [],
    topicAuthorizedOperations,
  }
}

function describe(topic: TopicImage, page: readonly PartitionImage[]): Answer['topics'][number] {
  return {
    errorCode: 0,
    name: topic.name,
    topicId: topic.topicId,
    isInternal: isInternal(topic.name),
    topicAuthorizedOperations: topicOperations,
    partitions: page.map(({ partition, leader, leaderEpoch, replicas, isr }) => ({
      errorCode: codeOf(leader === -1 ? 'LEADER_NOT_AVAILABLE' : 'NONE'),
      partitionIndex: partition,
      leaderId: leader,
      leaderEpoch,
      replicaNodes: replicas,
      isrNodes: isr,
      eligibleLeaderReplicas: [],
      lastKnownElr: [],
      offlineReplicas: [],
    })),
  }
}
