/**
 * What a partition knows of its producers, as of an offset: the file `<offset>.snapshot`.
 * Version int16 = 1, CRC-32C of what follows uint32, count int32, then an entry a producer.
 * Source: Kafka ProducerSnapshot.json, ProducerStateManager.
 */
import { DecodeError } from '../protocol/decode-error.ts'
import { Reader } from '../protocol/reader.ts'
import { concatBytes, Writer } from '../protocol/writer.ts'
import type { Crc32c } from '../runtime/ports/codecs.ts'

/** A producer and its last batch; earlier batches are not in a snapshot. */
export interface ProducerSnapshotEntry {
  readonly producerId: number
  readonly producerEpoch: number
  /** Of the last record; -1 for none. */
  readonly lastSequence: number
  readonly lastOffset: number
  /** Records in the last batch, minus one. */
  readonly offsetDelta: number
  /** The largest of the last batch, in ms since 1970. */
  readonly timestamp: number
  /** Of the coordinator that wrote the last marker; -1 for none. */
  readonly coordinatorEpoch: number
  /** Of the transaction that is open; -1 for none. */
  readonly currentTxnFirstOffset: number
}

const version = 1
const crcFrom = 6

export function encodeProducerSnapshot(
  producers: readonly ProducerSnapshotEntry[],
  crc32c: Crc32c,
): Uint8Array {
  const writer = new Writer(10 + 46 * producers.length)
  writer.int16(version)
  writer.uint32(0)
  writer.int32(producers.length)
  for (const producer of producers) {
    writer.int64(producer.producerId)
    writer.int16(producer.producerEpoch)
    writer.int32(producer.lastSequence)
    writer.int64(producer.lastOffset)
    writer.int32(producer.offsetDelta)
    writer.int64(producer.timestamp)
    writer.int32(producer.coordinatorEpoch)
    writer.int64(producer.currentTxnFirstOffset)
  }
  const bytes = concatBytes(writer.finish())
  new DataView(bytes.buffer).setUint32(2, crc32c(bytes, crcFrom))
  return bytes
}

/** Null when the bytes are damaged. */
export function decodeProducerSnapshot(
  bytes: Uint8Array,
  crc32c: Crc32c,
): ProducerSnapshotEntry[] | null {
  try {
    const reader = new Reader(bytes)
    if (reader.int16() !== version || reader.uint32() !== crc32c(bytes, crcFrom)) return null
    const producers = Array.from({ length: countIn(reader) }, () => entryFrom(reader))
    return reader.remaining === 0 ? producers : null
  } catch (error) {
    if (error instanceof DecodeError) return null
    throw error
  }
}

const entryBytes = 46

function countIn(reader: Reader): number {
  const count = reader.int32()
  if (count * entryBytes !== reader.remaining) reader.fail(`${count} producers`)
  return count
}

const entryFrom = (reader: Reader): ProducerSnapshotEntry => ({
  producerId: reader.int64(),
  producerEpoch: reader.int16(),
  lastSequence: reader.int32(),
  lastOffset: reader.int64(),
  offsetDelta: reader.int32(),
  timestamp: reader.int64(),
  coordinatorEpoch: reader.int32(),
  currentTxnFirstOffset: reader.int64(),
})
