/**
 * ListOffsets (key 2): offsets by timestamp or by name.
 * Source: Apache Kafka ListOffsets{Request,Response}.json.
 * Timestamps below zero are names: -1 latest, -2 earliest, and by version the further ones.
 *   v1 one offset, with its timestamp   v2 isolationLevel, throttleTimeMs
 *   v4 leader epochs (KIP-320)
 *   v5 OFFSET_NOT_AVAILABLE   v6 flexible   v7 -3 maximum timestamp (KIP-734)
 *   v8 -4 local earliest (KIP-405)
 *   v9 -5 last tiered (KIP-1005)   v10 timeoutMs (KIP-1075)
 *   v11 -6 earliest pending upload (KIP-1023)
 */
import {
  array,
  type Body,
  int8,
  int16,
  int32,
  int64,
  request,
  response,
  string,
} from '../schema.ts'

export const listOffsetsRequest = request(
  {
    apiKey: 2,
    name: 'ListOffsets',
    versions: [1, 11],
    flexible: 6,
  },
  {
    replicaId: int32, // -1 consumer, -2 debugging
    isolationLevel: int8.from(2), // 0 read_uncommitted, 1 read_committed
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        currentLeaderEpoch: int32.from(4).default(-1).ignorable(),
        timestamp: int64,
      }),
    }),
    timeoutMs: int32.from(10).ignorable(),
  },
)
export type ListOffsetsRequest = Body<typeof listOffsetsRequest>

export const listOffsetsResponse = response(
  {
    apiKey: 2,
    name: 'ListOffsets',
    versions: [1, 11],
    flexible: 6,
  },
  {
    throttleTimeMs: int32.from(2).ignorable(),
    topics: array({
      name: string,
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        timestamp: int64.from(1).default(-1),
        offset: int64.from(1).default(-1),
        leaderEpoch: int32.from(4).default(-1),
      }),
    }),
  },
)
export type ListOffsetsResponse = Body<typeof listOffsetsResponse>
