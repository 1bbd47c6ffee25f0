/**
 * DeleteTopics (key 20).   Source: Apache Kafka DeleteTopics{Request,Response}.json.
 *   v1 throttleTimeMs   v3 TOPIC_DELETION_DISABLED   v4 flexible
 *   v5 errorMessage, THROTTLING_QUOTA_EXCEEDED (KIP-599)   v6 topics by name or by id (KIP-516)
 */
import { zeroUuid } from '../primitives.ts'
import { array, type Body, int16, int32, request, response, string, uuid } from '../schema.ts'

export const deleteTopicsRequest = request(
  {
    apiKey: 20,
    name: 'DeleteTopics',
    versions: [1, 6],
    flexible: 4,
  },
  {
    topics: array({
      name: string.nullable().default(null),
      topicId: uuid.default(zeroUuid), // or by id
    }).from(6),
    topicNames: array(string).until(5).ignorable(),
    timeoutMs: int32,
  },
)
export type DeleteTopicsRequest = Body<typeof deleteTopicsRequest>

export const deleteTopicsResponse = response(
  {
    apiKey: 20,
    name: 'DeleteTopics',
    versions: [1, 6],
    flexible: 4,
  },
  {
    throttleTimeMs: int32.from(1).ignorable(),
    responses: array({
      name: string.nullable(6),
      topicId: uuid.from(6).ignorable(),
      errorCode: int16,
      errorMessage: string.nullable(5).from(5).default(null).ignorable(),
    }),
  },
)
export type DeleteTopicsResponse = Body<typeof deleteTopicsResponse>
