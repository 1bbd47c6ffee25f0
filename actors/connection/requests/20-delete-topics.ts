/** DeleteTopics: forwarded to the controller; answered when this broker knows that they are gone. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import type { DoomedTopic } from '../../controller/delete-topics.ts'
import type { RequestContext } from '../request-handlers.ts'
import { lateError } from './19-create-topics.ts'

type DeleteTopics = Extract<Request, { apiKey: 20 }>

const zeroId = 'AAAAAAAAAAAAAAAAAAAAAA'

export function* deleteTopics(
  { apiVersion, body }: DeleteTopics,
  { ctx, view }: RequestContext,
): Workflow<ResponseDraft<20>> {
  const wanted: DoomedTopic[] =
    apiVersion >= 6 ? body.topics : body.topicNames.map((name) => ({ name, topicId: zeroId }))
  const timeoutMs = Math.max(1, body.timeoutMs)
  if (!view.boot.settings['delete.topic.enable']) {
    return { responses: wanted.map((topic) => answer(topic, 'TOPIC_DELETION_DISABLED')) }
  }
  const deleted = yield* ctx.ask(view.controller, timeoutMs).deleteTopics({ topics: wanted })
  if (isUnanswered(deleted)) {
    return { responses: wanted.map((topic) => answer(topic, lateError(deleted))) }
  }
  yield* ctx.ask(view.lifecycle, timeoutMs).awaitMetadata({ endOffset: deleted.endOffset })
  return { responses: deleted.topics.map((topic) => answer(topic, topic.error)) }
}

function answer({ name, topicId }: DoomedTopic, error: ErrorName) {
  return { name, topicId, errorCode: codeOf(error) }
}
