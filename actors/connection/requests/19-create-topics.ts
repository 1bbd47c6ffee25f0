/** CreateTopics: forwarded to the controller; answered when this broker knows the new topics. */
import { readTopicConfig, type TopicConfig } from '../../../cluster-config/topic-config.ts'
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import { isUnanswered, type Unanswered } from '../../../runtime/ref.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import type { TopicsCreated } from '../../controller/controller.ts'
import type { CreatedTopic } from '../../controller/create-topics.ts'
import { shortWireEntry, topicEntries } from '../config-entries.ts'
import type { RequestContext } from '../request-handlers.ts'

type CreateTopics = Extract<Request, { apiKey: 19 }>
type Wanted = CreateTopics['body']['topics'][number]

const metadataTopic = '__cluster_metadata'

export function* createTopics(
  { body }: CreateTopics,
  context: RequestContext,
): Workflow<ResponseDraft<19>> {
  const { ctx, view } = context
  const { topics, validateOnly, timeoutMs } = body
  const refusals = new Map(topics.map((topic) => [topic.name, refusal(topic, topics)]))
  const accepted = topics.filter(({ name }) => refusals.get(name) === null)

  let created: TopicsCreated | Unanswered = { endOffset: 0, topics: [] }
  if (accepted.length > 0) {
    const forwarded = { topics: accepted, validateOnly }
    created = yield* ctx.ask(view.controller, Math.max(1, timeoutMs)).createTopics(forwarded)
    if (!isUnanswered(created)) {
      const { endOffset } = created
      yield* ctx.ask(view.lifecycle, Math.max(1, timeoutMs)).awaitMetadata({ endOffset })
    }
  }
  return {
    topics: [...refusals].map(([name, refused]) => {
      if (refused !== null) return failed(name, refused, null)
      if (isUnanswered(created)) return failed(name, lateError(created), null)
      const outcome = created.topics.find((topic) => topic.name === name)
      return outcome === undefined
        ? failed(name, 'UNKNOWN_SERVER_ERROR', null)
        : done(outcome, body, context)
    }),
  }
}

/** What can be refused without the controller: a name that stands twice, and the metadata log's own. */
function refusal(topic: Wanted, topics: readonly Wanted[]): ErrorName | null {
  if (topics.filter(({ name }) => name === topic.name).length > 1) return 'INVALID_REQUEST'
  return topic.name === metadataTopic ? 'TOPIC_AUTHORIZATION_FAILED' : null
}

export function lateError(late: Unanswered): ErrorName {
  return late.unanswered === 'down' ? 'NOT_CONTROLLER' : 'REQUEST_TIMED_OUT'
}

function failed(name: string, error: ErrorName, errorMessage: string | null) {
  return { name, errorCode: codeOf(error), errorMessage, configs: null }
}

function done(outcome: CreatedTopic, { topics }: CreateTopics['body'], { view }: RequestContext) {
  const { name, error, errorMessage, topicId, numPartitions, replicationFactor } = outcome
  if (error !== 'NONE') return failed(name, error, errorMessage)
  const given = topics.find((topic) => topic.name === name)?.configs ?? []
  const read = readTopicConfig(given.map((one) => [one.name, one.value]))
  const config: TopicConfig = 'config' in read ? read.config : new Map()
  const configs = topicEntries(config, view.boot.settings).map(shortWireEntry)
  const made = { topicId, numPartitions, replicationFactor, configs }
  return { name, errorCode: 0, errorMessage: null, ...made }
}
