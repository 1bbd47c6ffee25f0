/**
 * ListPartitionReassignments (key 46): what is under way (KIP-455).   v0 flexible
 * Source: Apache Kafka ListPartitionReassignments{Request,Response}.json.
 */
import { array, type Body, int16, int32, request, response, string } from '../schema.ts'

export const listPartitionReassignmentsRequest = request(
  {
    apiKey: 46,
    name: 'ListPartitionReassignments',
    versions: [0, 0],
    flexible: 0,
  },
  {
    timeoutMs: int32.default(60_000),
    topics: array({ name: string, partitionIndexes: array(int32) })
      .nullable()
      .default(null),
  },
)
export type ListPartitionReassignmentsRequest = Body<typeof listPartitionReassignmentsRequest>

export const listPartitionReassignmentsResponse = response(
  {
    apiKey: 46,
    name: 'ListPartitionReassignments',
    versions: [0, 0],
    flexible: 0,
  },
  {
    throttleTimeMs: int32,
    errorCode: int16,
    errorMessage: string.nullable(),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        replicas: array(int32),
        addingReplicas: array(int32),
        removingReplicas: array(int32),
      }),
    }),
  },
)
export type ListPartitionReassignmentsResponse = Body<typeof listPartitionReassignmentsResponse>
