/** Which workflow answers which API: one file for each in `requests/`. */
import type { ApiKey, ResponseDraft } from '../../protocol/api-versions.ts'
import type { Request } from '../../protocol/frames.ts'
import type { Context } from '../../runtime/context.ts'
import type { Workflow } from '../../runtime/workflow.ts'
import type { BrokerView } from '../broker/broker-view.ts'
import { produce } from './requests/00-produce.ts'
import { fetch } from './requests/01-fetch.ts'
import { listOffsets } from './requests/02-list-offsets.ts'
import { metadata } from './requests/03-metadata.ts'
import { apiVersions } from './requests/18-api-versions.ts'
import { createTopics } from './requests/19-create-topics.ts'
import { deleteTopics } from './requests/20-delete-topics.ts'
import { initProducerId } from './requests/22-init-producer-id.ts'
import { offsetForLeaderEpoch } from './requests/23-offset-for-leader-epoch.ts'
import { describeConfigs } from './requests/32-describe-configs.ts'
import { createPartitions } from './requests/37-create-partitions.ts'
import { electLeaders } from './requests/43-elect-leaders.ts'
import { alterPartitionReassignments } from './requests/45-alter-partition-reassignments.ts'
import { listPartitionReassignments } from './requests/46-list-partition-reassignments.ts'
import { describeCluster } from './requests/60-describe-cluster.ts'
import { describeTopicPartitions } from './requests/75-describe-topic-partitions.ts'

/** What a request workflow may use. It owns nothing, so nothing can change beneath it. */
export interface RequestContext {
  readonly ctx: Context
  readonly view: BrokerView
  /** The path of the connection: tells one reader from another. */
  readonly connection: string
}

/** An answer; null where the client reads none (acks = 0); `close` ends the connection instead. */
export type Outcome<K extends ApiKey> = ResponseDraft<K> | null | 'close'

export type Handler<K extends ApiKey> = (
  request: Extract<Request, { apiKey: K }>,
  context: RequestContext,
) => Workflow<Outcome<K>>

const handlers: { readonly [K in ApiKey]: Handler<K> } = {
  0: produce,
  1: fetch,
  2: listOffsets,
  3: metadata,
  18: apiVersions,
  19: createTopics,
  20: deleteTopics,
  22: initProducerId,
  23: offsetForLeaderEpoch,
  32: describeConfigs,
  37: createPartitions,
  43: electLeaders,
  45: alterPartitionReassignments,
  46: listPartitionReassignments,
  60: describeCluster,
  75: describeTopicPartitions,
}

export function handlerOf(request: Request, context: RequestContext): Workflow<Outcome<ApiKey>> {
  const handler = handlers[request.apiKey] as Handler<ApiKey>
  return handler(request, context)
}
