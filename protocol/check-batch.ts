/**
 * Checks what a client produces to one partition, and answers with Kafka's errors. The batch header
 * is checked whole; the records of an uncompressed batch are walked, those of a compressed one are
 * not opened.
 * Source: Kafka ProduceRequest.validateRecords, UnifiedLog.analyzeAndValidateRecords, LogValidator.
 */
import type { Crc32c } from '../runtime/ports/codecs.ts'
import { DecodeError } from './decode-error.ts'
import type { ErrorName } from './errors.ts'
import { Reader } from './reader.ts'
import { type RecordShape, skipRecord } from './record.ts'
import { magicV2, RecordBatch, sizeOfBatchAt } from './record-batch.ts'

export interface ProduceRules {
  readonly crc32c: Crc32c
  /** The version of the Produce request. */
  readonly apiVersion: number
  /** `max.message.bytes` of the topic. */
  readonly bytesMax?: number
  /** A compacted topic takes no record without a key. */
  readonly keyed?: boolean
  /** `CreateTime` timestamps, in ms since the epoch, must be within these bounds. */
  readonly timestampMinMs?: number
  readonly timestampMaxMs?: number
}

export interface Refused {
  readonly error: Exclude<ErrorName, 'NONE'>
  readonly message: string
  /** The index in the batch of the record that is at fault, when it is known. */
  readonly recordIndex?: number
}

export interface Accepted {
  readonly error: 'NONE'
  readonly batch: RecordBatch
  /**
   * The largest timestamp of the records; a client may have written another one into the header.
   */
  readonly maxTimestamp: number
}

/** `bytes` are the `records` of one partition in a Produce request. */
export function checkBatch(bytes: Uint8Array | null, rules: ProduceRules): Accepted | Refused {
  const batch = onlyBatch(bytes ?? new Uint8Array(0))
  if (!(batch instanceof RecordBatch)) return batch
  return checkHeader(batch, rules) ?? checkRecords(batch, rules)
}

const refuse = (error: Refused['error'], message: string): Refused => ({ error, message })

/** The one batch that Produce carries. A partial one behind it is cut off, as Kafka does. */
function onlyBatch(bytes: Uint8Array): RecordBatch | Refused {
  try {
    const size = sizeOfBatchAt(bytes, 0)
    if (size === undefined) return refuse('INVALID_RECORD', 'There is no whole record batch.')
    if (bytes[16] !== magicV2)
      return refuse('INVALID_RECORD', 'The record batch is not of magic 2.')
    if (sizeOfBatchAt(bytes, size) !== undefined) {
      return refuse('INVALID_RECORD', 'There is more than one record batch.')
    }
    return new RecordBatch(bytes, 0, size)
  } catch (error) {
    if (error instanceof DecodeError) return refuse('CORRUPT_MESSAGE', error.message)
    throw error
  }
}

/** In Kafka's order, so that a batch with several faults gets Kafka's answer. */
function checkHeader(batch: RecordBatch, rules: ProduceRules): Refused | undefined {
  const { compression, recordCount } = batch
  if (compression === undefined) return refuse('INVALID_RECORD', 'The codec is unknown.')
  if (compression === 'zstd' && rules.apiVersion < 7) {
    return refuse('UNSUPPORTED_COMPRESSION_TYPE', 'Produce carries zstd from version 7 on.')
  }
  if (batch.baseOffset !== 0) return refuse('INVALID_RECORD', 'The base offset is not 0.')
  if (batch.sizeBytes > (rules.bytesMax ?? Infinity)) {
    return refuse('MESSAGE_TOO_LARGE', `${batch.sizeBytes} bytes are more than ${rules.bytesMax}.`)
  }
  if (!batch.hasValidCrc(rules.crc32c)) return refuse('CORRUPT_MESSAGE', 'The CRC does not match.')
  if (recordCount <= 0) return refuse('INVALID_RECORD', `The batch counts ${recordCount} records.`)
  if (batch.lastOffsetDelta + 1 !== recordCount) {
    return refuse('INVALID_RECORD', `${recordCount} records end at ${batch.lastOffsetDelta}.`)
  }
  if (batch.isControl) return refuse('INVALID_RECORD', 'Clients may not write control records.')
  if (!Number.isSafeInteger(batch.producerId)) {
    return refuse('INVALID_RECORD', 'The producer id is beyond the safe integers.')
  }
  if (batch.producerId !== -1 && batch.baseSequence < 0) {
    return refuse('INVALID_RECORD', `The sequence number is ${batch.baseSequence}.`)
  }
  return checkTimestamps(batch, rules)
}

function checkTimestamps(batch: RecordBatch, rules: ProduceRules): Refused | undefined {
  if (batch.timestampType === 'LogAppendTime') {
    return refuse('INVALID_TIMESTAMP', 'Clients may not send LogAppendTime.')
  }
  // The records of a compressed batch stay closed: its header speaks for them.
  const open = batch.compression === 'none'
  const timestamps = open ? [] : [batch.baseTimestamp, batch.maxTimestamp]
  const wrong = timestamps.find((timestamp) => !isAllowed(timestamp, rules))
  return wrong === undefined ? undefined : refuseTimestamp(wrong)
}

const refuseTimestamp = (timestamp: number): Refused =>
  refuse('INVALID_TIMESTAMP', `The timestamp ${timestamp} is out of range.`)

function isAllowed(timestamp: number, { timestampMinMs, timestampMaxMs }: ProduceRules): boolean {
  if (timestamp === -1) return true
  if (!Number.isSafeInteger(timestamp)) return false
  return timestamp >= (timestampMinMs ?? -Infinity) && timestamp <= (timestampMaxMs ?? Infinity)
}

function checkRecords(batch: RecordBatch, rules: ProduceRules): Accepted | Refused {
  if (batch.compression !== 'none') {
    return { error: 'NONE', batch, maxTimestamp: batch.maxTimestamp }
  }
  let index = 0
  try {
    const { baseTimestamp, recordCount } = batch
    const reader = new Reader(batch.records)
    const shape: RecordShape = { timestampDelta: 0, offsetDelta: 0, hasKey: false }
    let maxTimestamp = -1
    for (; index < recordCount; index++) {
      skipRecord(reader, shape)
      const timestamp = baseTimestamp + shape.timestampDelta
      const fault = recordFault(shape, index, timestamp, rules)
      if (fault !== undefined) return { ...fault, recordIndex: index }
      maxTimestamp = Math.max(maxTimestamp, timestamp)
    }
    if (reader.remaining > 0) return refuse('INVALID_RECORD', 'Bytes follow the last record.')
    return { error: 'NONE', batch, maxTimestamp }
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return { error: 'INVALID_RECORD', message: error.message, recordIndex: index }
  }
}

function recordFault(
  shape: RecordShape,
  index: number,
  timestamp: number,
  rules: ProduceRules,
): Refused | undefined {
  if (shape.offsetDelta !== index) {
    return refuse('INVALID_RECORD', `Record ${index} has offset delta ${shape.offsetDelta}.`)
  }
  if (rules.keyed === true && !shape.hasKey) {
    return refuse('INVALID_RECORD', 'A compacted topic takes no record without a key.')
  }
  return isAllowed(timestamp, rules) ? undefined : refuseTimestamp(timestamp)
}
