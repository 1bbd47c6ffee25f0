/** AlterPartitionReassignments: forwarded to the controller. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import { askController } from '../ask-controller.ts'
import { byTopic } from '../by-topic.ts'
import type { RequestContext } from '../request-handlers.ts'
import { shortMessage } from '../short-message.ts'
import { lateError } from './19-create-topics.ts'

type Alter = Extract<Request, { apiKey: 45 }>

export function* alterPartitionReassignments(
  { body }: Alter,
  context: RequestContext,
): Workflow<ResponseDraft<45>> {
  const { ctx, view } = context
  const timeoutMs = Math.max(1, body.timeoutMs)
  const { allowReplicationFactorChange } = body
  const partitions = body.topics.flatMap(({ name: topic, partitions: wanted }) =>
    wanted.map(({ partitionIndex: partition, replicas }) => ({ topic, partition, replicas })),
  )
  const head = { throttleTimeMs: 0, allowReplicationFactorChange, errorMessage: null }
  if (partitions.length === 0) return { ...head, errorCode: 0, responses: [] }
  const answered = yield* askController(context, timeoutMs, (controller) =>
    controller.reassignPartitions({ partitions, allowReplicationFactorChange }),
  )
  if (isUnanswered(answered)) {
    return { ...head, errorCode: codeOf(lateError(answered)), responses: [] }
  }
  yield* ctx.ask(view.lifecycle, timeoutMs).awaitMetadata({ endOffset: answered.endOffset })
  const responses = byTopic(answered.partitions, ({ topic }) => topic).map(([name, outcomes]) => ({
    name,
    partitions: outcomes.map(({ partition, error, errorMessage }) => ({
      partitionIndex: partition,
      errorCode: codeOf(error),
      errorMessage: shortMessage(errorMessage),
    })),
  }))
  return { ...head, errorCode: 0, responses }
}
