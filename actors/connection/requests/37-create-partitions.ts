/** CreatePartitions: forwarded to the controller; answered when this broker knows of them. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import { askController } from '../ask-controller.ts'
import type { RequestContext } from '../request-handlers.ts'
import { shortMessage } from '../short-message.ts'
import { lateError } from './19-create-topics.ts'

type CreatePartitions = Extract<Request, { apiKey: 37 }>

export function* createPartitions(
  { body }: CreatePartitions,
  context: RequestContext,
): Workflow<ResponseDraft<37>> {
  const { ctx, view } = context
  const { topics, validateOnly } = body
  const timeoutMs = Math.max(1, body.timeoutMs)
  const byName = new Map(topics.map((topic) => [topic.name, topic]))
  const repeated = [...byName.keys()].filter(
    (name) => topics.filter((topic) => topic.name === name).length > 1,
  )
  const once = [...byName.values()].filter(({ name }) => !repeated.includes(name))
  const refused = repeated.map((name) => result(name, 'INVALID_REQUEST', 'The topic stands twice.'))
  if (once.length === 0) return { throttleTimeMs: 0, results: refused }
  const created = yield* askController(context, timeoutMs, (controller) =>
    controller.createPartitions({ topics: once, validateOnly }),
  )
  if (isUnanswered(created)) {
    const late = once.map(({ name }) => result(name, lateError(created), null))
    return { throttleTimeMs: 0, results: [...refused, ...late] }
  }
  yield* ctx.ask(view.lifecycle, timeoutMs).awaitMetadata({ endOffset: created.endOffset })
  const done = created.topics.map(({ name, error, errorMessage }) =>
    result(name, error, errorMessage),
  )
  return { throttleTimeMs: 0, results: [...refused, ...done] }
}

function result(name: string, error: ErrorName, message: string | null) {
  return { name, errorCode: codeOf(error), errorMessage: shortMessage(message) }
}
