/** One bit turned over in every byte of a segment and of its indexes: it is seen, and where. */
import type { LogRead } from '../../log/log-answers.ts'
import { PartitionLog } from '../../log/partition-log.ts'
import { type SegmentFiles, verifySegment } from '../../log/verify.ts'
import { batchesIn } from '../../protocol/record-batch.ts'
import { must } from '../../runtime/assert.ts'
import { joined } from '../../runtime/memory-disk.ts'
import { assert, suite } from '../harness.ts'
import { append, batchOf, crc32c, type DiskBench, diskBench, logOptions } from './batches.ts'

const test = suite('bit rot')
const base = 't-0/00000000000000000000'
const options = { ...logOptions, segmentBytes: 100_000 }
const points = { recoveryPoint: 0, highWatermark: 0, logStartOffset: 0, closedAt: -1 }

/** Two epochs, batches of one to five records, one index entry every few batches. */
function written(): { bench: DiskBench; log: PartitionLog } {
  const bench = diskBench()
  const log = new PartitionLog(bench.disk, 't-0', options)
  for (let i = 0; i < 14; i++) {
    const batch = batchOf(1 + (i % 5), 1_000 * i)
    append(log, batch, i < 7 ? 1 : 3)
  }
  log.close()
  bench.settle()
  return { bench, log }
}

function bytesOf({ disk }: DiskBench, file: string): Uint8Array {
  return joined(disk.read(file, 0, disk.sizeOf(file)))
}

function filesOf(bench: DiskBench): SegmentFiles {
  const log = bytesOf(bench, `${base}.log`)
  return {
    baseOffset: 0,
    logBytes: log.length,
    readLog: (position, length) => log.subarray(position, position + length),
    index: bytesOf(bench, `${base}.index`),
    timeindex: bytesOf(bench, `${base}.timeindex`),
    epochs: [
      { epoch: 1, startOffset: 0 },
      { epoch: 3, startOffset: 18 },
    ],
    mayHaveGaps: false,
  }
}

/** Runs `look` with each bit-flip in turn. */
function withEachByteRotten(bench: DiskBench, file: string, look: (position: number) => void) {
  const size = bench.disk.sizeOf(file)
  assert.ok(size > 0)
  for (let position = 0; position < size; position++) {
    const mend = bench.disk.rot.damage(file, position, 1 << (position % 8))
    look(position)
    mend()
  }
}

test('a segment as it was written has no problem', () => {
  const { bench } = written()
  const { problems, batches, records } = verifySegment(filesOf(bench), crc32c)
  assert.equal(problems, [])
  assert.equal([batches, records], [14, 40])
})

for (const kind of ['log', 'index', 'timeindex'] as const) {
  test(`log verify sees a bit turned over in any byte of a .${kind}`, () => {
    const { bench } = written()
    withEachByteRotten(bench, `${base}.${kind}`, (position) => {
      const { problems } = verifySegment(filesOf(bench), crc32c)
      assert.ok(problems.length > 0, `byte ${position}`)
      const first = must(problems[0], 'a problem')
      if (kind !== 'log') assert.is(first.file, kind, `byte ${position}`)
      assert.ok(
        problems.some((each) => each.position <= position),
        `byte ${position}`,
      )
    })
  })
}

test('a reader gets no damaged batch: each byte of a segment is checked on the way', () => {
  const { bench, log } = written()
  const good = readAll(log)
  assert.is(good.damage, null)
  withEachByteRotten(bench, `${base}.log`, (position) => {
    const { records, damage } = readAll(log)
    assert.ok(damage !== null, `byte ${position}`)
    for (const [offset, crc] of records) assert.is(crc, good.records.get(offset))
  })
})

test('a damaged index misleads no reader: it is made anew from the log', () => {
  const { bench, log } = written()
  const good = readAll(log)
  const times = Array.from({ length: 30 }, (_, index) => index * 500)
  const found = times.map((time) => log.offsetForTimestamp(time))
  for (const kind of ['index', 'timeindex']) {
    withEachByteRotten(bench, `${base}.${kind}`, (position) => {
      const points = { recoveryPoint: 0, highWatermark: 40, logStartOffset: 0, closedAt: 40 }
      const again = new PartitionLog(bench.disk, 't-0', options, points)
      const where = `byte ${position} of the ${kind}`
      assert.equal(readAll(again), good, where)
      assert.equal(
        times.map((time) => again.offsetForTimestamp(time)),
        found,
        where,
      )
    })
  }
})

test('after an unclean stop damage below the high watermark is not cut, and above it is', () => {
  const { bench, log: whole } = written()
  const highWatermark = 30
  const lastAt = must([...whole.headersFrom(39)].at(-1), 'a batch').position
  withEachByteRotten(bench, `${base}.log`, (position) => {
    const size = bench.disk.sizeOf(`${base}.log`)
    const copy = copyOf(bench)
    const log = new PartitionLog(copy.disk, 't-0', options, { ...points, highWatermark })
    const { cut, damage } = log.recovery
    const where = `byte ${position}`
    // A later epoch in the last batch may be one that the checkpoint does not know yet.
    if (position >= lastAt + 12 && position < lastAt + 16 && cut === null) return
    assert.is((cut === null) !== (damage.length === 0), true, where)
    if (cut !== null) assert.ok(cut.offset >= highWatermark, where)
    for (const { fromOffset, toOffset } of damage) {
      assert.ok(fromOffset < highWatermark && toOffset > fromOffset, where)
      assert.is(copy.disk.sizeOf(`${base}.log`), size, where)
    }
  })
})

test('the epoch of a last batch is what cannot be seen without the checkpoint', () => {
  const { bench } = written()
  const files = { ...filesOf(bench), epochs: [] }
  assert.equal(verifySegment(files, crc32c).problems, [])
  const batches = [...batchesIn(bytesOf(bench, `${base}.log`))]
  const last = must(batches.at(-1), 'a batch')
  const position = files.logBytes - last.sizeBytes + 15
  const mend = bench.disk.rot.damage(`${base}.log`, position, 4)
  assert.equal(verifySegment({ ...filesOf(bench), epochs: [] }, crc32c).problems, [])
  const { problems } = verifySegment(filesOf(bench), crc32c)
  assert.is(problems.filter(({ file }) => file === 'log').length, 1)
  mend()
})

/** The same bytes on another disk, rot included. */
function copyOf(bench: DiskBench): DiskBench {
  const copy = diskBench()
  for (const file of bench.disk.list('')) copy.disk.append(file, bytesOf(bench, file).slice())
  copy.settle()
  return copy
}

interface All {
  readonly records: Map<number, number>
  readonly damage: LogRead['damage']
}

function readAll(log: PartitionLog): All {
  const records = new Map<number, number>()
  let at = 0
  while (at < log.logEndOffset) {
    const read = log.read(at, log.logEndOffset, 500)
    if (read.damage !== null) return { records, damage: read.damage }
    for (const part of read.records) {
      for (const batch of batchesIn(part)) {
        records.set(batch.baseOffset, batch.crc)
        at = batch.nextOffset
      }
    }
  }
  return { records, damage: null }
}

test.run()
