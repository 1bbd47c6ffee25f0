/**
 * Produce (key 0): append record batches to partitions.
 * Source: Apache Kafka Produce{Request,Response}.json.
 *   v3 record batches v2, transactionalId   v4 KAFKA_STORAGE_ERROR   v5 logStartOffset
 *   v7 zstd (KIP-110)
 *   v8 recordErrors, errorMessage (KIP-467)   v9 flexible
 *   v10 currentLeader, nodeEndpoints (KIP-951)
 *   v11 TRANSACTION_ABORTABLE (KIP-890)   v12 implicit AddPartitionsToTxn (KIP-890)
 *   v13 topic ids (KIP-516)
 * v0 to v2 are gone, but still advertised: old librdkafka needs that (KAFKA-18659).
 */
import {
  array,
  type Body,
  int16,
  int32,
  int64,
  records,
  request,
  response,
  string,
  struct,
  uuid,
} from '../schema.ts'

export const produceRequest = request(
  { apiKey: 0, name: 'Produce', versions: [3, 13], flexible: 9 },
  {
    transactionalId: string.nullable().from(3).default(null),
    acks: int16, // 0 none, 1 leader, -1 all in-sync replicas
    timeoutMs: int32, // how long the leader waits for acks = -1
    topicData: array({
      name: string.until(12).ignorable(),
      topicId: uuid.from(13).ignorable(),
      partitionData: array({
        index: int32,
        records: records.nullable(),
      }),
    }),
  },
)
export type ProduceRequest = Body<typeof produceRequest>

export const produceResponse = response(
  { apiKey: 0, name: 'Produce', versions: [3, 13], flexible: 9 },
  {
    responses: array({
      name: string.until(12).ignorable(),
      topicId: uuid.from(13).ignorable(),
      partitionResponses: array({
        index: int32,
        errorCode: int16,
        baseOffset: int64,
        logAppendTimeMs: int64.from(2).default(-1).ignorable(), // -1 unless LogAppendTime
        logStartOffset: int64.from(5).default(-1).ignorable(),
        recordErrors: array({
          batchIndex: int32, // the record in the batch that failed
          batchIndexErrorMessage: string.nullable().default(null),
        })
          .from(8)
          .ignorable(),
        errorMessage: string.nullable().from(8).default(null).ignorable(),
        currentLeader: struct({
          leaderId: int32.default(-1),
          leaderEpoch: int32.default(-1),
        }).tagged(0, 10),
      }),
    }),
    throttleTimeMs: int32.from(1).ignorable(),
    nodeEndpoints: array({
      nodeId: int32,
      host: string,
      port: int32,
      rack: string.nullable().default(null),
    }).tagged(0, 10),
  },
)
export type ProduceResponse = Body<typeof produceResponse>
