/**
 * Every API that is spoken, with its schemas and version range: one list, from which all else
 * follows.
 */

import { produceRequest, produceResponse } from './messages/00-produce.ts'
import { fetchRequest, fetchResponse } from './messages/01-fetch.ts'
import { listOffsetsRequest, listOffsetsResponse } from './messages/02-list-offsets.ts'
import { metadataRequest, metadataResponse } from './messages/03-metadata.ts'
import { apiVersionsRequest, apiVersionsResponse } from './messages/18-api-versions.ts'
import { createTopicsRequest, createTopicsResponse } from './messages/19-create-topics.ts'
import { deleteTopicsRequest, deleteTopicsResponse } from './messages/20-delete-topics.ts'
import { initProducerIdRequest, initProducerIdResponse } from './messages/22-init-producer-id.ts'
import {
  offsetForLeaderEpochRequest,
  offsetForLeaderEpochResponse,
} from './messages/23-offset-for-leader-epoch.ts'
import { describeConfigsRequest, describeConfigsResponse } from './messages/32-describe-configs.ts'
import {
  createPartitionsRequest,
  createPartitionsResponse,
} from './messages/37-create-partitions.ts'
import { electLeadersRequest, electLeadersResponse } from './messages/43-elect-leaders.ts'
import {
  alterPartitionReassignmentsRequest,
  alterPartitionReassignmentsResponse,
} from './messages/45-alter-partition-reassignments.ts'
import {
  listPartitionReassignmentsRequest,
  listPartitionReassignmentsResponse,
} from './messages/46-list-partition-reassignments.ts'
import { describeClusterRequest, describeClusterResponse } from './messages/60-describe-cluster.ts'
import {
  describeTopicPartitionsRequest,
  describeTopicPartitionsResponse,
} from './messages/75-describe-topic-partitions.ts'
import type { AnyMessage, Body, Draft } from './schema.ts'

export interface Api<Request extends AnyMessage, Response extends AnyMessage> {
  readonly key: Request['apiKey']
  readonly name: string
  readonly request: Request
  readonly response: Response
  /** The lowest and the highest version that is served, both included. */
  readonly versions: readonly [number, number]
  /** The first flexible version (KIP-482). */
  readonly flexible: number
  /**
   * The lowest version that ApiVersions names; below `versions` only where a client needs the lie.
   */
  readonly advertisedFrom: number
}

function api<Request extends AnyMessage, Response extends AnyMessage>(
  request: Request,
  response: Response,
  advertisedFrom = request.versions[0],
): Api<Request, Response> {
  const { apiKey: key, name, versions, flexible } = request
  return { key, name, request, response, versions, flexible, advertisedFrom }
}

const list = [
  api(produceRequest, produceResponse, 0), // from 0: KAFKA-18659
  api(fetchRequest, fetchResponse),
  api(listOffsetsRequest, listOffsetsResponse),
  api(metadataRequest, metadataResponse),
  api(apiVersionsRequest, apiVersionsResponse),
  api(createTopicsRequest, createTopicsResponse),
  api(deleteTopicsRequest, deleteTopicsResponse),
  api(initProducerIdRequest, initProducerIdResponse),
  api(offsetForLeaderEpochRequest, offsetForLeaderEpochResponse),
  api(describeConfigsRequest, describeConfigsResponse),
  api(createPartitionsRequest, createPartitionsResponse),
  api(electLeadersRequest, electLeadersResponse),
  api(alterPartitionReassignmentsRequest, alterPartitionReassignmentsResponse),
  api(listPartitionReassignmentsRequest, listPartitionReassignmentsResponse),
  api(describeClusterRequest, describeClusterResponse),
  api(describeTopicPartitionsRequest, describeTopicPartitionsResponse),
] as const

type Listed = (typeof list)[number]
export type ApiKey = Listed['key']
type ApiOf<K extends ApiKey> = Extract<Listed, { key: K }>
export type AnyApi = Api<AnyMessage, AnyMessage>

/** The decoded bodies of an API, and the bodies that its encoders take. */
export type RequestBody<K extends ApiKey> = Body<ApiOf<K>['request']>
export type ResponseBody<K extends ApiKey> = Body<ApiOf<K>['response']>
export type RequestDraft<K extends ApiKey> = Draft<ApiOf<K>['request']>
export type ResponseDraft<K extends ApiKey> = Draft<ApiOf<K>['response']>

/** All APIs, in the order of their keys. */
export const apis: readonly AnyApi[] = list

const byKey = new Map<number, AnyApi>(list.map((one) => [one.key, one]))

export const apiOf = (key: number): AnyApi | undefined => byKey.get(key)

export const isServed = ({ versions: [lowest, highest] }: AnyApi, version: number): boolean =>
  version >= lowest && version <= highest
