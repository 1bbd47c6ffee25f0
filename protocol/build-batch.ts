/** Makes a record batch v2 from records. */

import type { Crc32c } from '../runtime/ports/codecs.ts'
import { type NewRecord, writeRecord } from './record.ts'
import {
  attributeBits,
  batchHeaderBytes,
  type Compression,
  codecIdOf,
  magicV2,
} from './record-batch.ts'
import { concatBytes, Writer } from './writer.ts'

export interface NewBatch {
  /** At least one; offsets are given to them without gaps. */
  readonly records: readonly NewRecord[]
  readonly baseOffset?: number
  readonly partitionLeaderEpoch?: number
  readonly producerId?: number
  readonly producerEpoch?: number
  readonly baseSequence?: number
  readonly transactional?: boolean
  readonly control?: boolean
  /** A codec, with the function that compresses the records' bytes in its format. */
  readonly compression?: {
    readonly name: Exclude<Compression, 'none'>
    readonly compress: (bytes: Uint8Array) => Uint8Array
  }
}

const crcFrom = 21

export function buildBatch(batch: NewBatch, crc32c: Crc32c): Uint8Array {
  const { records, compression } = batch
  const baseTimestamp = records[0]!.timestamp
  const plain = encodeRecords(records, baseTimestamp)
  const body = compression === undefined ? plain : compression.compress(plain)

  const header = new Writer(batchHeaderBytes)
  header.int64(batch.baseOffset ?? 0)
  header.int32(batchHeaderBytes - 12 + body.length)
  header.int32(batch.partitionLeaderEpoch ?? -1)
  header.int8(magicV2)
  header.uint32(0)
  header.int16(attributesOf(batch))
  header.int32(records.length - 1)
  header.int64(baseTimestamp)
  header.int64(records.reduce((max, { timestamp }) => Math.max(max, timestamp), -1))
  header.int64(batch.producerId ?? -1)
  header.int16(batch.producerEpoch ?? -1)
  header.int32(batch.baseSequence ?? -1)
  header.int32(records.length)

  const bytes = concatBytes([...header.finish(), body])
  new DataView(bytes.buffer).setUint32(17, crc32c(bytes, crcFrom))
  return bytes
}

function encodeRecords(records: readonly NewRecord[], baseTimestamp: number): Uint8Array {
  const writer = new Writer(64 * records.length)
  records.forEach((record, i) => {
    writeRecord(writer, record, record.timestamp - baseTimestamp, i)
  })
  return concatBytes(writer.finish())
}

function attributesOf({ compression, transactional, control }: NewBatch): number {
  let attributes = codecIdOf(compression?.name ?? 'none')
  if (transactional === true) attributes |= attributeBits.transactional
  if (control === true) attributes |= attributeBits.control
  return attributes
}
