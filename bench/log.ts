/** How fast a log on files takes appends, and how long its recovery scan takes: `bench log`. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { noPoints } from '../log/open-log.ts'
import { PartitionLog } from '../log/partition-log.ts'
import { buildBatch } from '../protocol/build-batch.ts'
import { RecordBatch } from '../protocol/record-batch.ts'
import { loadCrc32c } from '../runtime/platform/crc32c.ts'
import { FileDisk } from '../runtime/threads/file-disk.ts'

const crc32c = await loadCrc32c()
const totalBytes = Number(process.argv[2] ?? 512) * 1024 * 1024
const options = {
  crc32c,
  indexIntervalBytes: 4_096,
  segmentBytes: 1_073_741_824,
  segmentMs: 10 ** 12,
  indexBytes: 10_485_760,
  mayHaveGaps: false,
  nowMs: 0,
}

function batchOf(count: number, valueBytes: number): RecordBatch {
  const value = new Uint8Array(valueBytes).fill(7)
  const records = Array.from({ length: count }, () => ({ timestamp: 1, key: null, value }))
  return new RecordBatch(buildBatch({ records }, crc32c))
}

for (const [name, batch] of [
  ['batches of 128 KiB', batchOf(128, 1_010)],
  ['batches of 1 KiB', batchOf(1, 900)],
] as const) {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-bench-'))
  try {
    const disk = new FileDisk(folder)
    const log = new PartitionLog(disk, 't-0', options)
    const beganMs = performance.now()
    let count = 0
    for (let bytes = 0; bytes < totalBytes; bytes += batch.sizeBytes) {
      log.append(batch, 1, { type: 'CreateTime', maxTimestamp: batch.maxTimestamp })
      if (++count % 8 === 0) disk.flush()
    }
    disk.flush()
    const tookMs = performance.now() - beganMs
    say(`${name}: append`, totalBytes, tookMs)
    const readMs = performance.now()
    for (let at = 0; at < log.logEndOffset; ) {
      const { sizeBytes } = log.read(at, log.logEndOffset, 1_048_576)
      at += Math.round((sizeBytes / batch.sizeBytes) * batch.recordCount)
    }
    say(`${name}: read, checked`, totalBytes, performance.now() - readMs)
    const openMs = performance.now()
    const again = new PartitionLog(new FileDisk(folder), 't-0', options, noPoints)
    say(`${name}: recovery scan`, again.recovery.scannedBytes, performance.now() - openMs)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function say(what: string, bytes: number, ms: number): void {
  const rate = Math.round(bytes / 1_048_576 / (ms / 1_000))
  console.log(`${what}: ${Math.round(ms)} ms, ${rate} MiB/s`)
}
