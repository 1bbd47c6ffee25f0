/**
 * AlterPartitionReassignments (key 45): moves partitions to other brokers, or calls that off
 * (KIP-455). Source: Apache Kafka AlterPartitionReassignments{Request,Response}.json.
 *   v0 flexible   v1 allowReplicationFactorChange (KIP-860)
 */
import { array, type Body, boolean, int16, int32, request, response, string } from '../schema.ts'

export const alterPartitionReassignmentsRequest = request(
  {
    apiKey: 45,
    name: 'AlterPartitionReassignments',
    versions: [0, 1],
    flexible: 0,
  },
  {
    timeoutMs: int32.default(60_000),
    allowReplicationFactorChange: boolean.from(1).default(true),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        replicas: array(int32).nullable().default(null), // null: what is under way is called off
      }),
    }),
  },
)
export type AlterPartitionReassignmentsRequest = Body<typeof alterPartitionReassignmentsRequest>

export const alterPartitionReassignmentsResponse = response(
  {
    apiKey: 45,
    name: 'AlterPartitionReassignments',
    versions: [0, 1],
    flexible: 0,
  },
  {
    throttleTimeMs: int32,
    allowReplicationFactorChange: boolean.from(1).default(true).ignorable(),
    errorCode: int16,
    errorMessage: string.nullable(),
    responses: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        errorMessage: string.nullable(),
      }),
    }),
  },
)
export type AlterPartitionReassignmentsResponse = Body<typeof alterPartitionReassignmentsResponse>
