/** DescribeTopicPartitions: topics in order of their names, a page at a time (KIP-966). */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import type { PartitionImage, TopicImage } from '../../metadata/cluster-image.ts'
import { isInternal } from '../cluster-answers.ts'
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
      topics.push(unknown(name))
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

function unknown(name: string): Answer['topics'][number] {
  const errorCode = codeOf('UNKNOWN_TOPIC_OR_PARTITION')
  return { errorCode, name, topicId: 'AAAAAAAAAAAAAAAAAAAAAA', partitions: [] }
}

function describe(topic: TopicImage, page: readonly PartitionImage[]): Answer['topics'][number] {
  return {
    errorCode: 0,
    name: topic.name,
    topicId: topic.topicId,
    isInternal: isInternal(topic.name),
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
