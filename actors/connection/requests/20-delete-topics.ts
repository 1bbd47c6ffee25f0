/**
 * DeleteTopics: forwarded to the controller; answered when this broker knows that they are gone.
 */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName, messageOf } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import type { BrokerView } from '../../broker/broker-view.ts'
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
    const error = apiVersion < 3 ? 'INVALID_REQUEST' : 'TOPIC_DELETION_DISABLED'
    return { responses: wanted.map((topic) => answer(topic, error)) }
  }
  const { once, repeated } = sorted(wanted, view)
  const refused = repeated.map((topic) => answer(topic, 'INVALID_REQUEST'))
  if (once.length === 0) return { responses: refused }
  const deleted = yield* ctx.ask(view.controller, timeoutMs).deleteTopics({ topics: once })
  if (isUnanswered(deleted)) {
    return { responses: [...refused, ...once.map((topic) => answer(topic, lateError(deleted)))] }
  }
  yield* ctx.ask(view.lifecycle, timeoutMs).awaitMetadata({ endOffset: deleted.endOffset })
  return {
    responses: [...refused, ...deleted.topics.map((topic) => answer(topic, topic.error))],
  }
}

/** A topic that stands twice, by name, by id or once by each, is not deleted; told of once. */
function sorted(wanted: readonly DoomedTopic[], view: BrokerView) {
  const groups = new Map<string, DoomedTopic[]>()
  for (const topic of wanted) {
    const key = keyOf(topic, view)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [topic])
    else group.push(topic)
  }
  const once: DoomedTopic[] = []
  const repeated: DoomedTopic[] = []
  for (const [topic, ...more] of groups.values()) {
    if (topic !== undefined) (more.length === 0 ? once : repeated).push(topic)
  }
  return { once, repeated }
}

function keyOf({ name, topicId }: DoomedTopic, { image }: BrokerView): string {
  if (name !== null && topicId !== zeroId) return `both ${topicId} ${name}`
  const known = name === null ? image.topics.get(topicId) : image.topicNamed(name)
  return known?.topicId ?? `${topicId} ${name}`
}

function answer({ name, topicId }: DoomedTopic, error: ErrorName) {
  const errorMessage = error === 'NONE' ? null : messageOf(error)
  return { name, topicId, errorCode: codeOf(error), errorMessage }
}
