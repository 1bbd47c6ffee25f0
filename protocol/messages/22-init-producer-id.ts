/**
 * InitProducerId (key 22): a producer id, and for a transactional id a new epoch (KIP-98).
 * Source: Apache Kafka InitProducerId{Request,Response}.json.
 *   v2 flexible   v3 producerId, producerEpoch: go on after an error (KIP-360)   v4 PRODUCER_FENCED
 *   v5 TRANSACTION_ABORTABLE (KIP-890)
 *   v6 two-phase commit (KIP-939) is unstable in Kafka 4.4, and not here
 */
import { type Body, int16, int32, int64, request, response, string } from '../schema.ts'

export const initProducerIdRequest = request(
  {
    apiKey: 22,
    name: 'InitProducerId',
    versions: [0, 5],
    flexible: 2,
  },
  {
    transactionalId: string.nullable(), // null: an idempotent producer
    transactionTimeoutMs: int32,
    producerId: int64.from(3).default(-1),
    producerEpoch: int16.from(3).default(-1),
  },
)
export type InitProducerIdRequest = Body<typeof initProducerIdRequest>

export const initProducerIdResponse = response(
  {
    apiKey: 22,
    name: 'InitProducerId',
    versions: [0, 5],
    flexible: 2,
  },
  {
    throttleTimeMs: int32.default(0).ignorable(),
    errorCode: int16,
    producerId: int64.default(-1),
    producerEpoch: int16,
  },
)
export type InitProducerIdResponse = Body<typeof initProducerIdResponse>
