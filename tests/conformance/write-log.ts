/** `write-log DIRECTORY`: writes every kind of file of a log, for Kafka's own tool to read. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { gzipSync } from 'node:zlib'
import { PartitionLog } from '../../log/partition-log.ts'
import type { ProducerSnapshotEntry } from '../../log/producer-snapshot.ts'
import { buildBatch, type NewBatch } from '../../protocol/build-batch.ts'
import { buildMarkerBatch } from '../../protocol/control-record.ts'
import { RecordBatch } from '../../protocol/record-batch.ts'
import { loadCrc32c } from '../../runtime/platform/crc32c.ts'
import { FileDisk } from '../../runtime/threads/file-disk.ts'

const crc32c = await loadCrc32c()
const directory = process.argv[2] as string
const startMs = 1_700_000_000_000

function batch(count: number, timestamp: number, more: Partial<NewBatch> = {}): RecordBatch {
  const records = Array.from({ length: count }, (_, index) => ({
    // Not in order: the largest timestamp is not that of the last record.
    timestamp: timestamp + ((index * 7) % count),
    key: new TextEncoder().encode(`key-${index}`),
    value: new Uint8Array(50 + index).fill(97 + (index % 26)),
    headers: [{ key: 'h', value: new Uint8Array([1, 2]) }],
  }))
  return new RecordBatch(buildBatch({ records, ...more }, crc32c))
}

const producers: ProducerSnapshotEntry[] = [7, 8].map((producerId) => ({
  producerId,
  producerEpoch: 3,
  lastSequence: 41,
  lastOffset: 99,
  offsetDelta: 4,
  timestamp: startMs,
  coordinatorEpoch: producerId === 7 ? 5 : -1,
  currentTxnFirstOffset: producerId === 7 ? -1 : 60,
}))

const disk = new FileDisk(directory)
const log = new PartitionLog(disk, 'orders-0', {
  crc32c,
  indexIntervalBytes: 4_096,
  segmentBytes: 150_000,
  segmentMs: 10 ** 9,
  indexBytes: 10_485_760,
  mayHaveGaps: false,
  nowMs: startMs,
  producers: () => producers,
})

for (let step = 0; step < 300; step++) {
  const epoch = 1 + Math.floor(step / 100)
  const timestamp = startMs + step * 1_000
  if (step % 10 === 3) {
    const compression = { name: 'gzip', compress: (bytes: Uint8Array) => gzipSync(bytes) } as const
    append(batch(30, timestamp, { compression }), epoch)
  } else if (step % 10 === 6) abortedTransaction(timestamp, epoch, step)
  else
    append(
      batch(1 + (step % 17), timestamp),
      epoch,
      step % 10 === 8 ? 'LogAppendTime' : 'CreateTime',
    )
}
log.close()
disk.flush()
await disk.close()

function append(
  checked: RecordBatch,
  epoch: number,
  type: 'CreateTime' | 'LogAppendTime' = 'CreateTime',
): number {
  return log.append(checked, epoch, { type, maxTimestamp: checked.maxTimestamp })
}

/** A transaction of one batch, its abort marker, and its entry in the index. */
function abortedTransaction(timestamp: number, epoch: number, step: number): void {
  const producer = { producerId: 7, producerEpoch: 3, baseSequence: step }
  const firstOffset = append(batch(4, timestamp, { ...producer, transactional: true }), epoch)
  const { producerId, producerEpoch } = producer
  const marker = { type: 'ABORT', coordinatorEpoch: 5, producerId, producerEpoch } as const
  const bytes = buildMarkerBatch({ ...marker, timestamp: timestamp + 10 }, crc32c)
  const lastOffset = append(new RecordBatch(bytes), epoch)
  log.addAborted({ producerId, firstOffset, lastOffset, lastStableOffset: lastOffset + 1 })
}

mkdirSync(directory, { recursive: true })
writeFileSync(join(directory, 'end-offset'), `${log.logEndOffset}`)
