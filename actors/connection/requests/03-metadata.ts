/**
 * Metadata: the brokers, and of each topic its partitions and leaders; makes missing topics if
 * asked to.
 */

import { topicNameFault } from '../../../cluster-config/topic-name.ts'
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import type { MetadataRequest } from '../../../protocol/messages/03-metadata.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import type { TopicImage } from '../../metadata/cluster-image.ts'
import { clusterOperations, controllerOf, isInternal, topicOperations } from '../cluster-answers.ts'
import type { RequestContext } from '../request-handlers.ts'

type Metadata = Extract<Request, { apiKey: 3 }>
type Wanted = NonNullable<MetadataRequest['topics']>[number]
type TopicAnswer = ResponseDraft<3>['topics'][number]

const zeroId = 'AAAAAAAAAAAAAAAAAAAAAA'
const creationTimeoutMs = 5_000
/** From here on topics can be asked for by id. */
const idsSince = 12

export function* metadata(
  { apiVersion, body }: Metadata,
  context: RequestContext,
): Workflow<ResponseDraft<3>> {
  const { view } = context
  // Version 0 has no null: there an empty list asks for all topics.
  const everything = body.topics === null || (apiVersion === 0 && body.topics.length === 0)
  const asked = everything ? [] : (body.topics ?? [])
  if (apiVersion < idsSince && asked.some(isByIdOrNameless)) return refused(asked)
  const wanted = distinct(asked)
  if (body.allowAutoTopicCreation) yield* createMissing(wanted, context)

  const topics = everything
    ? [...view.image.topics.values()].map(describe)
    : wanted.map((one) => answerFor(one, context))
  const operations = body.includeTopicAuthorizedOperations
    ? { topicAuthorizedOperations: topicOperations }
    : {}
  return {
    brokers: [...view.image.brokers.values()].map(({ brokerId, host, port, rack }) => ({
      nodeId: brokerId,
      host,
      port,
      rack,
    })),
    clusterId: view.boot.clusterId,
    controllerId: controllerOf(view),
    topics: topics.map((topic) => ({ ...topic, ...operations })),
    ...(body.includeClusterAuthorizedOperations
      ? { clusterAuthorizedOperations: clusterOperations }
      : {}),
  }
}

const isByIdOrNameless = ({ name, topicId }: Wanted): boolean => name === null || topicId !== zeroId

/** Each topic once; where any is asked for by id, names do not count. As in Kafka. */
function distinct(asked: readonly Wanted[]): Wanted[] {
  const byId = asked.filter(({ topicId }) => topicId !== zeroId)
  if (byId.length === 0) return [...new Map(asked.map((one) => [one.name, one])).values()]
  const ids = new Set(byId.map(({ topicId }) => topicId))
  return [...ids].map((topicId) => ({ topicId, name: null }))
}

function refused(asked: readonly Wanted[]): ResponseDraft<3> {
  const topics = asked.map(({ name, topicId }) => failed('INVALID_REQUEST', name ?? '', topicId))
  return { brokers: [], topics }
}

/** Missing topics are made before the answer, so that the answer already names their leaders. */
function* createMissing(wanted: readonly Wanted[], { ctx, view }: RequestContext): Workflow<void> {
  if (!view.boot.settings['auto.create.topics.enable']) return
  const missing = wanted.flatMap(({ name }) =>
    name === null || topicNameFault(name) !== null || view.image.topicNamed(name) ? [] : [name],
  )
  if (missing.length === 0) return
  const topics = [...new Set(missing)].map((name) => ({
    name,
    numPartitions: -1,
    replicationFactor: -1,
    assignments: [],
    configs: [],
  }))
  const created = yield* ctx
    .ask(view.controller, creationTimeoutMs)
    .createTopics({ topics, validateOnly: false })
  if (isUnanswered(created)) return
  yield* ctx.ask(view.lifecycle, creationTimeoutMs).awaitMetadata({ endOffset: created.endOffset })
}

function answerFor({ name, topicId }: Wanted, { view }: RequestContext): TopicAnswer {
  const byId = topicId !== zeroId
  const topic = byId ? view.image.topics.get(topicId) : view.image.topicNamed(name ?? '')
  if (topic !== undefined) return describe(topic)
  if (byId) return failed('UNKNOWN_TOPIC_ID', null, topicId)
  const invalid = name === null || topicNameFault(name) !== null
  const error = invalid ? 'INVALID_TOPIC_EXCEPTION' : 'UNKNOWN_TOPIC_OR_PARTITION'
  return failed(error, name ?? '', zeroId)
}

function failed(error: ErrorName, name: string | null, topicId: string): TopicAnswer {
  return { errorCode: codeOf(error), name, topicId, isInternal: isInternal(name), partitions: [] }
}

function describe(topic: TopicImage): TopicAnswer {
  return {
    errorCode: 0,
    name: topic.name,
    topicId: topic.topicId,
    isInternal: isInternal(topic.name),
    partitions: topic.partitions.map(({ partition, leader, leaderEpoch, replicas, isr }) => ({
      errorCode: codeOf(leader === -1 ? 'LEADER_NOT_AVAILABLE' : 'NONE'),
      partitionIndex: partition,
      leaderId: leader,
      leaderEpoch,
      replicaNodes: replicas,
      isrNodes: isr,
      offlineReplicas: [],
    })),
  }
}
