/**
 * CreateTopics (key 19).   Source: Apache Kafka CreateTopics{Request,Response}.json.
 *   v2 throttleTimeMs
 *   v4 -1 = the broker's default for partitions and replication factor (KIP-464)
 *   v5 flexible; the new topic's settings in the response (KIP-525)
 *   v6 THROTTLING_QUOTA_EXCEEDED (KIP-599)
 *   v7 topicId (KIP-516)
 */
import {
  array,
  type Body,
  boolean,
  int8,
  int16,
  int32,
  request,
  response,
  string,
  uuid,
} from '../schema.ts'

export const createTopicsRequest = request(
  {
    apiKey: 19,
    name: 'CreateTopics',
    versions: [2, 7],
    flexible: 5,
  },
  {
    topics: array({
      name: string,
      numPartitions: int32, // -1: by assignments, or (v4+) the broker's default
      replicationFactor: int16, // -1 likewise
      assignments: array({
        partitionIndex: int32,
        brokerIds: array(int32),
      }),
      configs: array({
        name: string,
        value: string.nullable(),
      }),
    }),
    timeoutMs: int32.default(60_000),
    validateOnly: boolean.from(1),
  },
)
export type CreateTopicsRequest = Body<typeof createTopicsRequest>

export const createTopicsResponse = response(
  {
    apiKey: 19,
    name: 'CreateTopics',
    versions: [2, 7],
    flexible: 5,
  },
  {
    throttleTimeMs: int32.from(2).ignorable(),
    topics: array({
      name: string,
      topicId: uuid.from(7).ignorable(),
      errorCode: int16,
      errorMessage: string.nullable().from(1).ignorable(),
      topicConfigErrorCode: int16.tagged(0, 5).ignorable(),
      numPartitions: int32.from(5).default(-1).ignorable(),
      replicationFactor: int16.from(5).default(-1).ignorable(),
      configs: array({
        name: string,
        value: string.nullable(),
        readOnly: boolean,
        configSource: int8.default(-1).ignorable(),
        isSensitive: boolean,
      })
        .nullable(5)
        .from(5)
        .ignorable(),
    }),
  },
)
export type CreateTopicsResponse = Body<typeof createTopicsResponse>
