/** Produce: hand every batch to its partition leader, wait for all of them, answer once. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import type { ProduceRequest } from '../../../protocol/messages/00-produce.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import { ready, type Waitable, type Workflow } from '../../../runtime/workflow.ts'
import type { Appended } from '../../partition/messages.ts'
import { inGroups } from '../in-groups.ts'
import { errorOfLost, nodeEndpoints } from '../locate.ts'
import { type NamedPartition, namedPartitions } from '../named-partitions.ts'
import type { RequestContext } from '../request-handlers.ts'
import { shortMessage } from '../short-message.ts'

type Produce = Extract<Request, { apiKey: 0 }>
type Partition = ProduceRequest['topicData'][number]['partitionData'][number]
type Part = NamedPartition<Partition>

/** How long an append may take that waits for no other replica. */
const appendTimeoutMs = 30_000
/** The time-out of the request is for other replicas; the leader itself has at least this long. */
const leastTimeoutMs = 1_000
/** From here on answers say who leads now (KIP-951). */
const leadersSince = 10
/** From here on topics are named by id. */
const idsSince = 13

export function* produce(
  request: Produce,
  context: RequestContext,
): Workflow<ResponseDraft<0> | null | 'close'> {
  const { apiVersion, body } = request
  const topics = namedPartitions(
    context.view,
    body.topicData.map(({ partitionData, ...topic }) => ({ ...topic, partitions: partitionData })),
    apiVersion >= idsSince,
    ({ index }) => index,
  )
  const parts = topics.flatMap(({ partitions }) => partitions)

  const appended = yield* inGroups(parts, (part) => append(part, request, context))

  if (body.acks === 0) return appended.some(({ error }) => error !== 'NONE') ? 'close' : null
  const outcomes = new Map(parts.map((part, i) => [part, appended[i] as Appended]))
  const tellLeaders = apiVersion >= leadersSince
  return {
    responses: topics.map(({ name, topicId, partitions }) => ({
      name,
      topicId,
      partitionResponses: partitions.map((part) =>
        partitionResponse(part, outcomes.get(part) as Appended, tellLeaders),
      ),
    })),
    nodeEndpoints: tellLeaders ? movedTo(outcomes, context) : [],
  }
}

function append(
  { partition, at }: Part,
  request: Produce,
  context: RequestContext,
): Waitable<Appended> {
  const { acks } = request.body
  const timeoutMs = acks === -1 ? Math.max(request.body.timeoutMs, leastTimeoutMs) : appendTimeoutMs
  if (at.error === 'UNKNOWN_TOPIC_OR_PARTITION' || at.error === 'UNKNOWN_TOPIC_ID') {
    return ready(refused(at.error))
  }
  if (acks !== 0 && acks !== 1 && acks !== -1) return ready(refused('INVALID_REQUIRED_ACKS'))
  if (at.error !== 'NONE') return ready(refused(at.error))
  if (partition.records === null) return ready(refused('INVALID_RECORD'))
  const { ctx, view } = context
  const asked = ctx
    .ask(view.replica(at.topicId, partition.index), timeoutMs)
    .append({ records: partition.records, acks, apiVersion: request.apiVersion, timeoutMs })
  return {
    *[Symbol.iterator]() {
      const answer = yield* asked
      if (!isUnanswered(answer)) return answer
      if (answer.unanswered === 'timed-out') return refused('REQUEST_TIMED_OUT')
      return refused(errorOfLost(view, at, request.apiVersion >= idsSince))
    },
  }
}

function refused(error: ErrorName): Appended {
  const nowhere = { baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 }
  return { error, errorMessage: null, recordIndex: -1, ...nowhere }
}

function partitionResponse({ partition, at }: Part, appended: Appended, tellLeader: boolean) {
  const { error, errorMessage, recordIndex, baseOffset, logAppendTimeMs, logStartOffset } = appended
  const { leaderId, leaderEpoch } = at
  const moved = tellLeader && error === 'NOT_LEADER_OR_FOLLOWER'
  const message = shortMessage(errorMessage)
  return {
    index: partition.index,
    errorCode: codeOf(error),
    errorMessage: message,
    baseOffset,
    logAppendTimeMs,
    logStartOffset,
    recordErrors:
      recordIndex < 0 ? [] : [{ batchIndex: recordIndex, batchIndexErrorMessage: message }],
    ...(moved ? { currentLeader: { leaderId, leaderEpoch } } : {}),
  }
}

/** Where the leaders are that this broker is not. */
function movedTo(outcomes: ReadonlyMap<Part, Appended>, { view }: RequestContext) {
  const moved = [...outcomes].filter(([, { error }]) => error === 'NOT_LEADER_OR_FOLLOWER')
  return nodeEndpoints(
    view,
    moved.map(([{ at }]) => at.leaderId),
  )
}
