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
import { shortMessage } from '../short-message.ts'

type DescribeConfigs = Extract<Request, { apiKey: 32 }>
type Resource = DescribeConfigs['body']['resources'][number]

const topicResource = 2
const brokerResource = 4

interface Described {
  readonly error: ErrorName
  readonly message: string
  readonly entries: readonly ConfigEntry[]
}

export function* describeConfigs(
  { body }: DescribeConfigs,
  context: RequestContext,
): Workflow<ResponseDraft<32>> {
  return {
    throttleTimeMs: 0,
    results: distinct(body.resources).map((resource) => {
      const { resourceType, resourceName, configurationKeys } = resource
      const { error, message, entries } = described(resource, context)
      // No keys at all ask for all of them, as null does.
      const keys = new Set(configurationKeys)
      const shown = entries.filter(({ name }) => keys.size === 0 || keys.has(name))
      return {
        errorCode: codeOf(error),
        errorMessage: shortMessage(message),
        resourceType,
        resourceName,
        configs: shown.map((entry) =>
          wireEntry(entry, body.includeSynonyms, body.includeDocumentation),
        ),
      }
    }),
  }
}

/** Each resource once: what an answer holds is bounded by what there is to describe. */
function distinct(resources: readonly Resource[]): Resource[] {
  const found = new Map<string, Resource>()
  for (const resource of resources) {
    found.set(`${resource.resourceType} ${resource.resourceName}`, resource)
  }
  return [...found.values()]
}

function described({ resourceType, resourceName }: Resource, { view }: RequestContext): Described {
  const { settings, brokerId, controlUrl } = view.boot
  if (resourceType === topicResource) {
    const topic = view.image.topicNamed(resourceName)
    if (topic !== undefined) return found(topicEntries(configOf(topic), settings))
    const fault = topicNameFault(resourceName)
    if (fault !== null) return { error: 'INVALID_TOPIC_EXCEPTION', message: fault, entries: [] }
    return { error: 'UNKNOWN_TOPIC_OR_PARTITION', message: '', entries: [] }
  }
  if (resourceType === brokerResource) {
    // The empty name asks for what was set for all brokers at run time: nothing can be yet.
    if (resourceName === '') return found([])
    if (resourceName === String(brokerId))
      return found(brokerEntries(settings, brokerId, controlUrl))
    const message = `This is broker ${brokerId}; it does not describe broker ${resourceName}.`
    return { error: 'INVALID_REQUEST', message, entries: [] }
  }
  const message = `Unsupported resource type: ${resourceType}`
  return { error: 'INVALID_REQUEST', message, entries: [] }
}

function found(entries: readonly ConfigEntry[]): Described {
  return { error: 'NONE', message: '', entries }
}
