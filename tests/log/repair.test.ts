/** A damaged range is mended with the batches of another replica, or left as it is. */
import { PartitionLog } from '../../log/partition-log.ts'
import type { RepairFault } from '../../log/repair.ts'
import { batchesIn } from '../../protocol/record-batch.ts'
import { concatBytes } from '../../protocol/writer.ts'
import { must } from '../../runtime/assert.ts'
import { joined } from '../../runtime/memory-disk.ts'
import { assert, suite } from '../harness.ts'
import { append, batchOf, type DiskBench, diskBench, logOptions } from './batches.ts'

const test = suite('repair')
const options = { ...logOptions, segmentBytes: 1_000 }
const points = { recoveryPoint: 0, highWatermark: 42, logStartOffset: 0, closedAt: -1 }

/** Three segments in two epochs. */
function replica(): { bench: DiskBench; log: PartitionLog } {
  const bench = diskBench()
  const log = new PartitionLog(bench.disk, 't-0', options)
  for (let n = 0; n < 14; n++) append(log, batchOf(3, 1_000 * n), n < 6 ? 1 : 2)
  bench.settle()
  return { bench, log }
}

const open = ({ disk }: DiskBench): PartitionLog => new PartitionLog(disk, 't-0', options, points)

/** Batches from `fromOffset` to `toOffset`, as the good replica has them. */
function batchesOf(log: PartitionLog, fromOffset: number, toOffset: number): Uint8Array {
  const parts: Uint8Array[] = []
  for (let at = fromOffset; at < toOffset; ) {
    const { records } = log.read(at, toOffset, 100_000)
    for (const part of records) {
      for (const batch of batchesIn(part)) at = batch.nextOffset
      parts.push(part)
    }
  }
  return concatBytes(parts)
}

const content = ({ disk }: DiskBench): [string, string][] =>
  disk
    .list('t-0/')
    .filter((file) => file.endsWith('.log'))
    .map((file) => [file, joined(disk.read(file, 0, disk.sizeOf(file))).join()])

test('rot in any byte of any segment is mended, and the files are as before', () => {
  const good = replica()
  const files = content(good.bench)
  assert.ok(files.length >= 3)
  let mended = 0
  for (const [file, bytes] of files) {
    for (let at = 0; at < bytes.split(',').length; at += 7) {
      const { bench } = replica()
      bench.disk.rot.damage(file, at, 4)
      const log = open(bench)
      const [range] = log.damage
      if (range === undefined) continue // an epoch that the checkpoint may not know yet
      const outcome: (RepairFault | null)[] = []
      const records = batchesOf(good.log, range.fromOffset, range.toOffset)
      log.repair(range, records, (fault) => outcome.push(fault))
      bench.settle()
      assert.equal(outcome, [null], `${file} at ${at}`)
      const again = open(bench)
      assert.equal([again.damage, again.logEndOffset], [[], 42])
      assert.equal(content(bench), files)
      mended++
    }
  }
  assert.ok(mended > 300, `${mended}`)
})

test('batches that do not fit, are rotten or of another epoch mend nothing', () => {
  const good = replica()
  const { bench } = replica()
  bench.disk.rot.damage('t-0/00000000000000000000.log', 500, 4)
  const log = open(bench)
  const range = must(log.damage[0], 'damage')
  const right = batchesOf(good.log, range.fromOffset, range.toOffset)
  const rotten = right.slice()
  ;(rotten[100] as number) ^= 1
  const foreign = right.slice()
  foreign[15] = 9
  const short = right.subarray(0, 0)
  const long = batchesOf(good.log, range.fromOffset, range.toOffset + 3)
  const before = content(bench)
  for (const wrong of [rotten, foreign, short, long, right.subarray(0, right.length - 1)]) {
    const outcome: (RepairFault | null)[] = []
    log.repair(range, wrong, (fault) => outcome.push(fault))
    bench.settle()
    assert.equal(outcome, ['records do not fit'])
  }
  assert.equal(content(bench), before)
})

test.run()
