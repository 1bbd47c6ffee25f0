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
import { shortMessage } from '../short-message.ts'

type CreateTopics = Extract<Request, { apiKey: 19 }>
type Wanted = CreateTopics['body']['topics'][number]

const metadataTopic = '__cluster_metadata'
const ownLog: Refusal = {
  error: 'TOPIC_AUTHORIZATION_FAILED',
  message: 'This topic is the metadata log of the cluster.',
}
/** From here on the answer holds the settings of the topics (KIP-525). */
const configsSince = 5

export function* createTopics(
  { apiVersion, body }: CreateTopics,
  context: RequestContext,
): Workflow<ResponseDraft<19>> {
  const { ctx, view } = context
  const { topics, validateOnly, timeoutMs } = body
  const refusals = refusalsOf(topics)
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
  const late = isUnanswered(created) ? lateError(created) : 'UNKNOWN_SERVER_ERROR'
  const outcomes = new Map(
    isUnanswered(created) ? [] : created.topics.map((outcome) => [outcome.name, outcome]),
  )
  const wanted = new Map(topics.map((topic) => [topic.name, topic]))
  return {
    topics: [...refusals].map(([name, refusal]) => {
      if (refusal !== null) return failed(name, refusal.error, refusal.message)
      const outcome = outcomes.get(name)
      if (outcome === undefined) return failed(name, late, null)
      return done(outcome, wanted.get(name) as Wanted, apiVersion >= configsSince, context)
    }),
  }
}

interface Refusal {
  readonly error: ErrorName
  readonly message: string
}

/**
 * By name, what can be refused without the controller: a name that stands twice, and the metadata
 * log's own.
 */
function refusalsOf(topics: readonly Wanted[]): Map<string, Refusal | null> {
  const refusals = new Map<string, Refusal | null>()
  for (const { name } of topics) {
    const twice = refusals.has(name)
    if (twice) refusals.set(name, { error: 'INVALID_REQUEST', message: 'The topic stands twice.' })
    else refusals.set(name, name === metadataTopic ? ownLog : null)
  }
  return refusals
}

export function lateError(late: Unanswered): ErrorName {
  return late.unanswered === 'down' ? 'NOT_CONTROLLER' : 'REQUEST_TIMED_OUT'
}

function failed(name: string, error: ErrorName, errorMessage: string | null) {
  return { name, errorCode: codeOf(error), errorMessage: shortMessage(errorMessage), configs: [] }
}

function done(
  outcome: CreatedTopic,
  { configs: given }: Wanted,
  withConfigs: boolean,
  { view }: RequestContext,
) {
  const { name, error, errorMessage, topicId, numPartitions, replicationFactor } = outcome
  if (error !== 'NONE') return failed(name, error, errorMessage)
  const read = readTopicConfig(given.map((one) => [one.name, one.value]))
  const config: TopicConfig = 'config' in read ? read.config : new Map()
  const entries = withConfigs ? topicEntries(config, view.boot.settings) : []
  const made = { topicId, numPartitions, replicationFactor, configs: entries.map(shortWireEntry) }
  return { name, errorCode: 0, errorMessage: null, ...made }
}
