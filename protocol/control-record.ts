/**
 * Control records: what the cluster itself writes into a partition, alone in their batch.
 * Key: version int16, type int16.
 * Source: Kafka ControlRecordType, EndTransactionMarker.
 */
import type { Crc32c } from '../runtime/ports/codecs.ts'
import { buildBatch } from './build-batch.ts'
import { Reader } from './reader.ts'
import type { KafkaRecord } from './record.ts'
import { concatBytes, Writer } from './writer.ts'

/** In the order of their codes. */
const controlTypes = [
  'ABORT',
  'COMMIT',
  'LEADER_CHANGE',
  'SNAPSHOT_HEADER',
  'SNAPSHOT_FOOTER',
  'KRAFT_VERSION',
  'KRAFT_VOTERS',
] as const
export type ControlType = (typeof controlTypes)[number] | 'UNKNOWN'

/** The type of a control record; consumers pass over those of an unknown type. */
export function controlTypeOf(key: Uint8Array): ControlType {
  const reader = new Reader(key)
  const version = reader.int16()
  if (version < 0) reader.fail(`control record version ${version}`)
  return controlTypes[reader.int16()] ?? 'UNKNOWN'
}

/** The end of a transaction in one partition. */
export interface EndTransactionMarker {
  readonly type: 'ABORT' | 'COMMIT'
  readonly coordinatorEpoch: number
}

export interface NewMarker extends EndTransactionMarker {
  readonly producerId: number
  readonly producerEpoch: number
  readonly timestamp: number
  readonly baseOffset?: number
  readonly partitionLeaderEpoch?: number
}

/** A batch with one marker: transactional and control, without a sequence number. */
export function buildMarkerBatch(
  { type, coordinatorEpoch, timestamp, ...batch }: NewMarker,
  crc32c: Crc32c,
): Uint8Array {
  const key = new Writer(4)
  key.int16(0)
  key.int16(controlTypes.indexOf(type))
  const value = new Writer(6)
  value.int16(0)
  value.int32(coordinatorEpoch)
  const record = { timestamp, key: concatBytes(key.finish()), value: concatBytes(value.finish()) }
  return buildBatch({ ...batch, records: [record], transactional: true, control: true }, crc32c)
}

/** Undefined when the record is another control record; a DecodeError when it is damaged. */
export function decodeMarker({ key, value }: KafkaRecord): EndTransactionMarker | undefined {
  const type = controlTypeOf(key ?? new Uint8Array(0))
  if (type !== 'ABORT' && type !== 'COMMIT') return undefined
  const reader = new Reader(value ?? new Uint8Array(0))
  const version = reader.int16()
  if (version < 0) reader.fail(`end transaction marker version ${version}`)
  return { type, coordinatorEpoch: reader.int32() }
}
