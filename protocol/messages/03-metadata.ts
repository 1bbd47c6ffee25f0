/**
 * Metadata (key 3): brokers, topics, partitions and their leaders.
 * Source: Apache Kafka Metadata{Request,Response}.json.
 *   v0 no topics means all   v1 null means all; rack, controllerId, isInternal   v2 clusterId
 *   v3 throttleTimeMs   v4 allowAutoTopicCreation   v5 offlineReplicas   v7 leaderEpoch (KIP-320)
 *   v8 authorized operations (KIP-430)   v9 flexible
 *   v10 topicId, not to be used in requests before v12
 *   v11 no clusterAuthorizedOperations (KIP-700)   v12 requests by topicId (KIP-516)
 *   v13 errorCode
 */
import {
  array,
  type Body,
  boolean,
  int16,
  int32,
  request,
  response,
  string,
  uuid,
} from '../schema.ts'

/** Kafka's value for "authorized operations were not asked for". */
const operationsNotAsked = -0x8000_0000

export const metadataRequest = request(
  { apiKey: 3, name: 'Metadata', versions: [0, 13], flexible: 9 },
  {
    topics: array({
      topicId: uuid.from(10).ignorable(),
      name: string.nullable(10),
    }).nullable(1),
    allowAutoTopicCreation: boolean.from(4).default(true),
    includeClusterAuthorizedOperations: boolean.from(8).until(10),
    includeTopicAuthorizedOperations: boolean.from(8),
  },
)
export type MetadataRequest = Body<typeof metadataRequest>

export const metadataResponse = response(
  { apiKey: 3, name: 'Metadata', versions: [0, 13], flexible: 9 },
  {
    throttleTimeMs: int32.from(3).ignorable(),
    brokers: array({
      nodeId: int32,
      host: string,
      port: int32,
      rack: string.nullable(1).from(1).default(null).ignorable(),
    }),
    clusterId: string.nullable(2).from(2).default(null).ignorable(),
    controllerId: int32.from(1).default(-1).ignorable(),
    topics: array({
      errorCode: int16,
      name: string.nullable(12),
      topicId: uuid.from(10).ignorable(),
      isInternal: boolean.from(1).ignorable(),
      partitions: array({
        errorCode: int16,
        partitionIndex: int32,
        leaderId: int32,
        leaderEpoch: int32.from(7).default(-1).ignorable(),
        replicaNodes: array(int32),
        isrNodes: array(int32),
        offlineReplicas: array(int32).from(5).ignorable(),
      }),
      topicAuthorizedOperations: int32.from(8).default(operationsNotAsked),
    }),
    clusterAuthorizedOperations: int32.from(8).until(10).default(operationsNotAsked),
    errorCode: int16.from(13).ignorable(),
  },
)
export type MetadataResponse = Body<typeof metadataResponse>
