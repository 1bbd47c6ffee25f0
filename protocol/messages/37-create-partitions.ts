/**
 * CreatePartitions (key 37).   Source: Apache Kafka CreatePartitions{Request,Response}.json.
 *   v2 flexible   v3 THROTTLING_QUOTA_EXCEEDED (KIP-599)
 */
import { array, type Body, boolean, int16, int32, request, response, string } from '../schema.ts'

export const createPartitionsRequest = request(
  {
    apiKey: 37,
    name: 'CreatePartitions',
    versions: [0, 3],
    flexible: 2,
  },
  {
    topics: array({
      name: string,
      count: int32, // of all partitions, old ones included
      assignments: array({ brokerIds: array(int32) }).nullable(), // of the new ones
    }),
    timeoutMs: int32,
    validateOnly: boolean,
  },
)
export type CreatePartitionsRequest = Body<typeof createPartitionsRequest>

export const createPartitionsResponse = response(
  {
    apiKey: 37,
    name: 'CreatePartitions',
    versions: [0, 3],
    flexible: 2,
  },
  {
    throttleTimeMs: int32,
    results: array({
      name: string,
      errorCode: int16,
      errorMessage: string.nullable().default(null),
    }),
  },
)
export type CreatePartitionsResponse = Body<typeof createPartitionsResponse>
