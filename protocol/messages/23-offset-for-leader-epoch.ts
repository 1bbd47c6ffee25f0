/**
 * OffsetForLeaderEpoch (key 23): where a leader epoch ends in the leader's log (KIP-101, KIP-320).
 * Source: Apache Kafka OffsetForLeaderEpoch{Request,Response}.json.
 *   v1 leaderEpoch in the response   v2 currentLeaderEpoch, throttleTimeMs
 *   v3 replicaId, so that consumers may ask   v4 flexible
 */
import { array, type Body, int16, int32, int64, request, response, string } from '../schema.ts'

export const offsetForLeaderEpochRequest = request(
  {
    apiKey: 23,
    name: 'OffsetForLeaderEpoch',
    versions: [2, 4],
    flexible: 4,
  },
  {
    replicaId: int32.from(3).default(-2).ignorable(), // -1 consumer, -2 debugging
    topics: array({
      topic: string,
      partitions: array({
        partition: int32,
        currentLeaderEpoch: int32.from(2).default(-1),
        leaderEpoch: int32,
      }),
    }),
  },
)
export type OffsetForLeaderEpochRequest = Body<typeof offsetForLeaderEpochRequest>

export const offsetForLeaderEpochResponse = response(
  {
    apiKey: 23,
    name: 'OffsetForLeaderEpoch',
    versions: [2, 4],
    flexible: 4,
  },
  {
    throttleTimeMs: int32.from(2).ignorable(),
    topics: array({
      topic: string,
      partitions: array({
        errorCode: int16,
        partition: int32,
        leaderEpoch: int32.from(1).default(-1),
        endOffset: int64.default(-1),
      }),
    }),
  },
)
export type OffsetForLeaderEpochResponse = Body<typeof offsetForLeaderEpochResponse>
