/** What `log dump` shows of a file of a segment: one row an entry. */
import { recordsFrom } from '../../actors/clients/fetched-records.ts'
import { decodeProducerSnapshot } from '../../log/producer-snapshot.ts'
import { joinInt64 } from '../../protocol/primitives.ts'
import type { RecordBatch } from '../../protocol/record-batch.ts'
import type { Codecs } from '../../runtime/ports/codecs.ts'

export type Row = Record<string, string | number | boolean | null>

export const batchRow = (batch: RecordBatch, position: number, codecs: Codecs): Row => ({
  baseOffset: batch.baseOffset,
  lastOffset: batch.lastOffset,
  count: batch.recordCount,
  leaderEpoch: batch.partitionLeaderEpoch,
  producerId: batch.producerId,
  producerEpoch: batch.producerEpoch,
  baseSequence: batch.baseSequence,
  transactional: batch.isTransactional,
  control: batch.isControl,
  maxTimestamp: batch.maxTimestamp,
  codec: batch.compression ?? 'unknown',
  position,
  bytes: batch.sizeBytes,
  crc: batch.hasValidCrc(codecs.crc32c) ? 'good' : 'WRONG',
})

/** The records of one batch; a batch that cannot be opened has one row that says why. */
export function recordRows(batch: RecordBatch, codecs: Codecs): Row[] {
  if (batch.isControl) return []
  const { records, fault } = recordsFrom(batch.bytes, 0, codecs)
  if (fault !== null) return [{ fault: fault.message }]
  return records.map(({ offset, timestamp, key, value }) => ({
    offset,
    timestamp,
    key: textOrNull(key),
    value: textOrNull(value),
  }))
}

export function indexRows(kind: string, bytes: Uint8Array, baseOffset: number): Row[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const rows: Row[] = []
  const entryBytes = entrySizes.get(kind) ?? bytes.length
  for (let at = 0; at + entryBytes <= bytes.length; at += entryBytes) {
    if (kind === 'index') {
      rows.push({ offset: baseOffset + view.getInt32(at), position: view.getInt32(at + 4) })
    } else if (kind === 'timeindex') {
      rows.push({ timestamp: int64(view, at), offset: baseOffset + view.getInt32(at + 8) })
    } else {
      rows.push({
        version: view.getInt16(at),
        producerId: int64(view, at + 2),
        firstOffset: int64(view, at + 10),
        lastOffset: int64(view, at + 18),
        lastStableOffset: int64(view, at + 26),
      })
    }
  }
  return rows
}

/** Null when the snapshot is damaged. */
export const snapshotRows = (bytes: Uint8Array, { crc32c }: Codecs): Row[] | null =>
  decodeProducerSnapshot(bytes, crc32c)?.map((entry) => ({ ...entry })) ?? null

const entrySizes = new Map([
  ['index', 8],
  ['timeindex', 12],
  ['txnindex', 34],
])

const int64 = (view: DataView, at: number): number =>
  joinInt64(view.getInt32(at), view.getUint32(at + 4))

const textOrNull = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : new TextDecoder().decode(bytes)
