/** ListPartitionReassignments: what moves, as the active controller knows it. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import { askController } from '../ask-controller.ts'
import { byTopic } from '../by-topic.ts'
import type { RequestContext } from '../request-handlers.ts'
import { lateError } from './19-create-topics.ts'

type List = Extract<Request, { apiKey: 46 }>

export function* listPartitionReassignments(
  { body }: List,
  context: RequestContext,
): Workflow<ResponseDraft<46>> {
  const wanted =
    body.topics?.map(({ name: topic, partitionIndexes: partitions }) => ({ topic, partitions })) ??
    null
  const head = { throttleTimeMs: 0, errorMessage: null }
  if (wanted?.length === 0) return { ...head, errorCode: 0, topics: [] }
  const listed = yield* askController(context, Math.max(1, body.timeoutMs), (controller) =>
    controller.listReassignments({ wanted }),
  )
  if (isUnanswered(listed)) return { ...head, errorCode: codeOf(lateError(listed)), topics: [] }
  const topics = byTopic(listed.partitions, ({ topic }) => topic).map(([name, moving]) => ({
    name,
    partitions: moving.map(({ partition, replicas, addingReplicas, removingReplicas }) => ({
      partitionIndex: partition,
      replicas,
      addingReplicas,
      removingReplicas,
    })),
  }))
  return { ...head, errorCode: 0, topics }
}
