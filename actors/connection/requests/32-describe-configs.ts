/** DescribeConfigs: the settings of topics and brokers, with where each value comes from. */

import type { ConfigEntry } from '../../../cluster-config/config-entry.ts'
import { topicNameFault } from '../../../cluster-config/topic-name.ts'
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import { configOf } from '../../metadata/cluster-image.ts'
import { brokerEntries, topicEntries, wireEntry } from '../config-entries.ts'
import type { RequestContext } from '../request-handlers.ts'

type DescribeConfigs = Extract<Request, { apiKey: 32 }>
type Resource = DescribeConfigs['body']['resources'][number]

const topicResource = 2
const brokerResource = 4

interface Described {
  readonly error: ErrorName
  readonly message: string | null
  readonly entries: readonly ConfigEntry[]
}

export function* describeConfigs(
  { body }: DescribeConfigs,
  context: RequestContext,
): Workflow<ResponseDraft<32>> {
  return {
    throttleTimeMs: 0,
    results: body.resources.map((resource) => {
      const { resourceType, resourceName, configurationKeys } = resource
      const { error, message, entries } = described(resource, context)
      const shown = entries.filter(
        ({ name }) => configurationKeys === null || configurationKeys.includes(name),
      )
      return {
        errorCode: codeOf(error),
        errorMessage: message,
        resourceType,
        resourceName,
        configs: shown.map((entry) =>
          wireEntry(entry, body.includeSynonyms, body.includeDocumentation),
        ),
      }
    }),
  }
}

function described({ resourceType, resourceName }: Resource, { view }: RequestContext): Described {
  const { settings, brokerId, controlUrl } = view.boot
  if (resourceType === topicResource) {
    const topic = view.image.topicNamed(resourceName)
    if (topic !== undefined) return found(topicEntries(configOf(topic), settings))
    const fault = topicNameFault(resourceName)
    if (fault !== null) return { error: 'INVALID_TOPIC_EXCEPTION', message: fault, entries: [] }
    return { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: null, entries: [] }
  }
  if (resourceType === brokerResource) {
    // The empty name asks for what was set for all brokers at run time: nothing can be yet.
    if (resourceName === '') return found([])
    if (resourceName === String(brokerId))
      return found(brokerEntries(settings, brokerId, controlUrl))
    const message = `Unexpected broker id, expected ${brokerId} or empty string, but received ${resourceName}`
    return { error: 'INVALID_REQUEST', message, entries: [] }
  }
  const message = `Unsupported resource type: ${resourceType}`
  return { error: 'INVALID_REQUEST', message, entries: [] }
}

function found(entries: readonly ConfigEntry[]): Described {
  return { error: 'NONE', message: null, entries }
}
