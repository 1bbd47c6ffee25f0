/**
 * ElectLeaders (key 43): preferred or unclean elections that somebody asks for (KIP-183, KIP-460).
 * Source: Apache Kafka ElectLeaders{Request,Response}.json.
 *   v1 electionType, errorCode   v2 flexible
 */
import { array, type Body, int8, int16, int32, request, response, string } from '../schema.ts'

export const electLeadersRequest = request(
  {
    apiKey: 43,
    name: 'ElectLeaders',
    versions: [0, 2],
    flexible: 2,
  },
  {
    electionType: int8.from(1), // 0 preferred, 1 unclean
    topicPartitions: array({ topic: string, partitions: array(int32) }).nullable(), // null: all
    timeoutMs: int32.default(60_000),
  },
)
export type ElectLeadersRequest = Body<typeof electLeadersRequest>

export const electLeadersResponse = response(
  {
    apiKey: 43,
    name: 'ElectLeaders',
    versions: [0, 2],
    flexible: 2,
  },
  {
    throttleTimeMs: int32,
    errorCode: int16.from(1),
    replicaElectionResults: array({
      topic: string,
      partitionResult: array({
        partitionId: int32,
        errorCode: int16,
        errorMessage: string.nullable(),
      }),
    }),
  },
)
export type ElectLeadersResponse = Body<typeof electLeadersResponse>
