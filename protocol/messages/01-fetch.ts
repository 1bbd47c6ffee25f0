/**
 * Fetch (key 1): read record batches from partitions; consumers and followers alike.
 * Source: Apache Kafka Fetch{Request,Response}.json.
 *   v4 isolationLevel, abortedTransactions   v5 logStartOffset   v7 fetch sessions (KIP-227)
 *   v9 currentLeaderEpoch (KIP-320)   v10 zstd (KIP-110)
 *   v11 rackId, preferredReadReplica (KIP-392)
 *   v12 flexible, lastFetchedEpoch, divergingEpoch (KIP-595)   v13 topic ids (KIP-516)
 *   v14 OFFSET_MOVED_TO_TIERED_STORAGE (KIP-405)   v15 replicaState (KIP-903)
 *   v16 nodeEndpoints (KIP-951)
 *   v17 replicaDirectoryId (KIP-853)   v18 highWatermark (KIP-1166)
 */
import {
  array,
  type Body,
  int8,
  int16,
  int32,
  int64,
  int64Capped,
  records,
  request,
  response,
  string,
  struct,
  uuid,
} from '../schema.ts'

export const fetchRequest = request(
  { apiKey: 1, name: 'Fetch', versions: [4, 18], flexible: 12 },
  {
    clusterId: string.nullable().tagged(0, 12).default(null).ignorable(),
    replicaId: int32.until(14).default(-1), // -1 consumer
    replicaState: struct({
      replicaId: int32.default(-1),
      replicaEpoch: int64.default(-1), // the broker epoch of a follower
    }).tagged(1, 15),
    maxWaitMs: int32,
    minBytes: int32,
    maxBytes: int32.from(3).default(0x7fff_ffff).ignorable(),
    isolationLevel: int8.from(4).ignorable(), // 0 read_uncommitted, 1 read_committed
    sessionId: int32.from(7).ignorable(),
    sessionEpoch: int32.from(7).default(-1).ignorable(),
    topics: array({
      topic: string.until(12).ignorable(),
      topicId: uuid.from(13).ignorable(),
      partitions: array({
        partition: int32,
        currentLeaderEpoch: int32.from(9).default(-1).ignorable(),
        fetchOffset: int64,
        lastFetchedEpoch: int32.from(12).default(-1),
        logStartOffset: int64.from(5).default(-1).ignorable(), // of the follower
        partitionMaxBytes: int32,
        replicaDirectoryId: uuid.tagged(0, 17).ignorable(),
        highWatermark: int64Capped.tagged(1, 18).ignorable(), // as the follower knows it
      }),
    }),
    forgottenTopicsData: array({
      topic: string.until(12).ignorable(),
      topicId: uuid.from(13).ignorable(),
      partitions: array(int32),
    }).from(7),
    rackId: string.from(11).ignorable(),
  },
)
export type FetchRequest = Body<typeof fetchRequest>

export const fetchResponse = response(
  { apiKey: 1, name: 'Fetch', versions: [4, 18], flexible: 12 },
  {
    throttleTimeMs: int32.from(1).ignorable(),
    errorCode: int16.from(7).ignorable(),
    sessionId: int32.from(7),
    responses: array({
      topic: string.until(12).ignorable(),
      topicId: uuid.from(13).ignorable(),
      partitions: array({
        partitionIndex: int32,
        errorCode: int16,
        highWatermark: int64,
        lastStableOffset: int64.from(4).default(-1).ignorable(),
        logStartOffset: int64.from(5).default(-1).ignorable(),
        divergingEpoch: struct({
          epoch: int32.default(-1),
          endOffset: int64.default(-1),
        }).tagged(0, 12),
        currentLeader: struct({
          leaderId: int32.default(-1),
          leaderEpoch: int32.default(-1),
        }).tagged(1, 12),
        snapshotId: struct({
          endOffset: int64.default(-1),
          epoch: int32.default(-1),
        }).tagged(2, 12),
        abortedTransactions: array({
          producerId: int64,
          firstOffset: int64,
        })
          .nullable(4)
          .from(4)
          .ignorable(),
        preferredReadReplica: int32.from(11).default(-1),
        records: records.nullable(),
      }),
    }),
    nodeEndpoints: array({
      nodeId: int32,
      host: string,
      port: int32,
      rack: string.nullable().default(null),
    }).tagged(0, 16),
  },
)
export type FetchResponse = Body<typeof fetchResponse>
