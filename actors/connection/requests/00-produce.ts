/** Produce: hand every batch to its partition leader, wait for all of them, answer once. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import type { ProduceRequest } from '../../../protocol/messages/00-produce.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import { all, ready, type Waitable, type Workflow } from '../../../runtime/workflow.ts'
import type { Appended } from '../../partition/messages.ts'
import { type Located, locate, nodeEndpoints } from '../locate.ts'
import type { RequestContext } from '../request-handlers.ts'

type Produce = Extract<Request, { apiKey: 0 }>
type Topic = ProduceRequest['topicData'][number]
type Partition = Topic['partitionData'][number]

/** How long an append may take that waits for no other replica. */
const localTimeoutMs = 30_000

interface Part {
  readonly topic: Topic
  readonly partition: Partition
  readonly at: Located
}

export function* produce(
  request: Produce,
  context: RequestContext,
): Workflow<ResponseDraft<0> | null | 'close'> {
  const { apiVersion, body } = request
  const parts = body.topicData.flatMap((topic) =>
    topic.partitionData.map((partition): Part => {
      const at = locate(
        context.view,
        apiVersion >= 13 ? topic.topicId : null,
        topic.name,
        partition.index,
      )
      return { topic, partition, at }
    }),
  )

  const appended = yield* all(parts.map((part) => append(part, request, context)))

  if (body.acks === 0) return appended.some(({ error }) => error !== 'NONE') ? 'close' : null
  return {
    responses: body.topicData.map((topic) => ({
      name: topic.name,
      topicId: topic.topicId,
      partitionResponses: parts.flatMap((part, i) =>
        part.topic === topic ? [partitionResponse(part, appended[i] as Appended)] : [],
      ),
    })),
    nodeEndpoints: movedTo(parts, appended, context),
  }
}

function append(
  { partition, at }: Part,
  request: Produce,
  context: RequestContext,
): Waitable<Appended> {
  const { acks, timeoutMs } = request.body
  if (acks !== 0 && acks !== 1 && acks !== -1) return ready(refused('INVALID_REQUIRED_ACKS'))
  if (at.error !== 'NONE') return ready(refused(at.error))
  if (partition.records === null) return ready(refused('INVALID_RECORD'))
  const { ctx, view } = context
  const asked = ctx
    .ask(view.replica(at.topicId, partition.index), acks === -1 ? timeoutMs : localTimeoutMs)
    .append({ records: partition.records, acks, apiVersion: request.apiVersion, timeoutMs })
  return {
    *[Symbol.iterator]() {
      const answer = yield* asked
      if (!isUnanswered(answer)) return answer
      return refused(answer.unanswered === 'down' ? 'NOT_LEADER_OR_FOLLOWER' : 'REQUEST_TIMED_OUT')
    },
  }
}

function refused(error: ErrorName): Appended {
  return { error, errorMessage: null, baseOffset: -1, logAppendTimeMs: -1, logStartOffset: -1 }
}

function partitionResponse({ partition, at }: Part, appended: Appended) {
  const { error, errorMessage, baseOffset, logAppendTimeMs, logStartOffset } = appended
  const { leaderId, leaderEpoch } = at
  return {
    index: partition.index,
    errorCode: codeOf(error),
    errorMessage,
    baseOffset,
    logAppendTimeMs,
    logStartOffset,
    recordErrors: [],
    ...(error === 'NOT_LEADER_OR_FOLLOWER' ? { currentLeader: { leaderId, leaderEpoch } } : {}),
  }
}

/** Where the leaders are that this broker is not (KIP-951). */
function movedTo(parts: readonly Part[], appended: readonly Appended[], { view }: RequestContext) {
  const moved = parts.filter((_, i) => appended[i]?.error === 'NOT_LEADER_OR_FOLLOWER')
  return nodeEndpoints(
    view,
    moved.map(({ at }) => at.leaderId),
  )
}
