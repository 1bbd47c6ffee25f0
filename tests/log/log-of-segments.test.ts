/** The log as a replica uses it: appends, reads, look-ups, cuts, segments that come and go. */
import { type LogOptions, PartitionLog } from '../../log/partition-log.ts'
import { batchesIn, RecordBatch } from '../../protocol/record-batch.ts'
import { concatBytes } from '../../protocol/writer.ts'
import { must } from '../../runtime/assert.ts'
import { MemoryDisk } from '../../runtime/memory-disk.ts'
import { assert, suite } from '../harness.ts'
import { append, batchOf, crc32c, diskBench, logOptions } from './batches.ts'

const test = suite('log of segments')

function made(options: Partial<LogOptions> = {}) {
  const disk = new MemoryDisk()
  return { disk, log: new PartitionLog(disk, 't-0', { ...logOptions, ...options }) }
}

/** Ten batches of three records each, 100 ms apart. */
function filled(options: Partial<LogOptions> = {}) {
  const { disk, log } = made(options)
  for (let n = 0; n < 10; n++) append(log, batchOf(3, 1_000 + n * 100), 1)
  return { disk, log }
}

const offsetsOf = (records: readonly Uint8Array[]): number[] =>
  records.flatMap((part) => [...batchesIn(part)].map(({ baseOffset }) => baseOffset))
const logs = (disk: MemoryDisk): string[] => disk.list('t-0/').filter((f) => f.endsWith('.log'))

test('a batch gets its offsets and the leader epoch; the bytes of the caller stay', () => {
  const { log } = made()
  const batch = batchOf(3)
  assert.is(append(log, batch, 7), 0)
  assert.is(append(log, batch, 7), 3)
  assert.equal([batch.baseOffset, batch.partitionLeaderEpoch], [0, -1])
  const { records } = log.read(3, 99, 9_999)
  const [second] = batchesIn(must(records[0], 'bytes'))
  assert.equal([second?.baseOffset, second?.partitionLeaderEpoch, log.logEndOffset], [3, 7, 6])
  assert.ok(second?.hasValidCrc(crc32c))
})

test('a read begins with the batch that holds the offset, and ends at the limit', () => {
  const { log } = filled({ segmentBytes: 1_000_000 })
  assert.equal(offsetsOf(log.read(4, 12, 9_999).records), [3, 6, 9])
  assert.equal(offsetsOf(log.read(4, 11, 9_999).records), [3, 6])
  assert.equal(offsetsOf(log.read(0, 30, 500).records), [0, 3])
  assert.equal(offsetsOf(log.read(0, 30, 1).records), [0], 'one batch at least')
  assert.equal(log.read(30, 99, 500).records, [])
})

test('a read ends with its segment, and the next goes on in the next one', () => {
  const { disk, log } = filled({ segmentBytes: 450 })
  assert.is(logs(disk).length, 5)
  const all: number[] = []
  for (let at = 0; at < 30; ) {
    const found = offsetsOf(log.read(at, 30, 9_999).records)
    all.push(...found)
    at = must(found.at(-1), 'a batch') + 3
  }
  assert.equal(all, [0, 3, 6, 9, 12, 15, 18, 21, 24, 27])
})

test('a segment also ends with its age, and when its index is full', () => {
  assert.is(logs(filled({ segmentMs: 250 }).disk).length, 4)
  assert.ok(logs(filled({ indexBytes: 8, indexIntervalBytes: 0 }).disk).length > 4)
})

test('a time finds the first record that is not earlier, over all segments', () => {
  const { log } = filled({ segmentBytes: 450 })
  assert.equal(log.offsetForTimestamp(0), { offset: 0, timestamp: 1_000 })
  assert.equal(log.offsetForTimestamp(1_501), { offset: 16, timestamp: 1_501 })
  assert.equal(log.offsetForTimestamp(1_503), { offset: 18, timestamp: 1_600 })
  assert.is(log.offsetForTimestamp(1_903), null)
  assert.equal(log.offsetOfMaxTimestamp(), { offset: 29, timestamp: 1_902 })
  assert.equal(made().log.offsetOfMaxTimestamp(), { offset: -1, timestamp: -1 })
})

test('LogAppendTime stamps all records of a batch', () => {
  const { log } = made()
  log.append(batchOf(3), 1, { type: 'LogAppendTime', maxTimestamp: 5_000 })
  assert.equal(log.offsetForTimestamp(4_999), { offset: 0, timestamp: 5_000 })
})

test('a follower takes batches as they are, and refuses what does not fit', () => {
  const { log } = filled()
  const all = concatBytes(log.read(0, 30, 99_999).records)
  const follower = made().log
  const { batches, fault } = follower.appendAsFollower(all)
  assert.equal([batches.length, fault], [10, null])
  assert.equal(
    follower.read(0, 30, 99_999).records.map((part) => [...part]),
    [[...all]],
  )
  assert.is(follower.epochs.latestEpoch, 1)
  assert.is(follower.appendAsFollower(all).fault, 'offset')
  const later = new RecordBatch(batchOf(2).bytes.slice())
  later.setBaseOffset(30)
  later.setPartitionLeaderEpoch(0)
  assert.is(follower.appendAsFollower(later.bytes).fault, 'epoch')
  later.setPartitionLeaderEpoch(4)
  const rotten = later.bytes.slice()
  ;(rotten[70] as number) ^= 4
  assert.is(follower.appendAsFollower(rotten).fault, 'crc')
  rotten[16] = 9
  assert.is(follower.appendAsFollower(rotten).fault, 'header')
  assert.is(follower.appendAsFollower(later.bytes).fault, null)
  assert.equal(follower.epochs.entries.at(-1), { epoch: 4, startOffset: 30 })
})

test('a cut takes whole batches, with their epochs, and appends go on there', () => {
  const { disk, log } = filled({ segmentBytes: 450 })
  append(log, batchOf(3, 3_000), 2)
  log.truncateTo(13)
  assert.is(log.logEndOffset, 12)
  assert.is(log.epochs.latestEpoch, 1)
  assert.is(log.offsetForTimestamp(1_400), null)
  append(log, batchOf(1, 9_000), 5)
  assert.equal(offsetsOf(log.read(9, 99, 9_999).records), [9])
  assert.equal(offsetsOf(log.read(12, 99, 9_999).records), [12])
  const again = new PartitionLog(disk, 't-0', { ...logOptions, segmentBytes: 450 })
  assert.equal([again.logEndOffset, again.recovery.cut, again.recovery.damage], [13, null, []])
  log.truncateTo(99)
  assert.is(log.logEndOffset, 13)
})

test('a follower may start anew at any offset', () => {
  const { log } = filled({ segmentBytes: 450 })
  log.truncateFullyAndStartAt(500)
  assert.equal([log.logStartOffset, log.logEndOffset, log.epochs.entries.length], [500, 500, 0])
  assert.is(append(log, batchOf(2), 3), 500)
  assert.equal(offsetsOf(log.read(500, 999, 9_999).records), [500])
})

test('the log start moves, and segments without readable records are removed', () => {
  const { disk, log } = filled({ segmentBytes: 450 })
  log.moveLogStart(13)
  assert.is(log.logStartOffset, 13)
  assert.equal(
    logs(disk).map((file) => Number(file.slice(4, 24))),
    [12, 18, 24],
  )
  assert.equal(log.epochs.entries, [{ epoch: 1, startOffset: 13 }])
  log.moveLogStart(5)
  assert.is(log.logStartOffset, 13)
})

test('segments go by age and size, the active one too, nothing above the high watermark', () => {
  const rules = { nowMs: 9_999, retentionMs: 1, retentionBytes: -1, highWatermark: 30 }
  const { disk, log } = filled({ segmentBytes: 450 })
  assert.is(log.deleteOldSegments({ ...rules, retentionMs: -1 }), 0)
  assert.is(log.deleteOldSegments({ ...rules, highWatermark: 13 }), 2)
  assert.is(log.logStartOffset, 12)
  assert.is(log.deleteOldSegments(rules), 3)
  assert.equal([log.logStartOffset, log.logEndOffset, logs(disk)], [30, 30, []])
  assert.is(append(log, batchOf(1), 1), 30)
})

test('an epoch begins where the log ends, and one that wrote nothing leaves no trace', () => {
  const { log } = filled()
  log.beginEpoch(4)
  log.beginEpoch(6)
  assert.equal(log.epochs.entries, [
    { epoch: 1, startOffset: 0 },
    { epoch: 6, startOffset: 30 },
  ])
})

test('producers are kept when a segment begins and at the end; the last good one counts', () => {
  const entry = {
    producerId: 5,
    producerEpoch: 0,
    lastSequence: 3,
    lastOffset: 17,
    offsetDelta: 0,
    timestamp: 1,
    coordinatorEpoch: -1,
    currentTxnFirstOffset: -1,
  }
  const { disk, log } = filled({ segmentBytes: 450, producers: () => [entry] })
  assert.equal(log.latestSnapshot(), { offset: 24, producers: [entry] })
  log.close()
  assert.is(log.latestSnapshot()?.offset, 30)
  log.truncateTo(20)
  assert.is(log.latestSnapshot()?.offset, 18)
  assert.equal(
    [...log.headersFrom(17)].map(({ header }) => header.baseOffset),
    [15],
  )
  disk.truncate('t-0/00000000000000000018.snapshot', 20)
  assert.is(log.latestSnapshot()?.offset, 12)
})

test('aborted transactions are found for a range, and noted once', () => {
  const { log } = filled()
  const aborted = { producerId: 1, firstOffset: 3, lastOffset: 9, lastStableOffset: 10 }
  log.addAborted(aborted)
  log.addAborted(aborted)
  assert.equal(log.abortedBetween(4, 8), [aborted])
  assert.equal(log.abortedBetween(10, 20), [])
  assert.equal(log.abortedBetween(0, 3), [])
})

test('what is synced is the recovery point, unless it is cut off meanwhile', () => {
  const { disk, settle } = diskBench()
  const log = new PartitionLog(disk, 't-0', logOptions)
  for (let n = 0; n < 4; n++) append(log, batchOf(3), 1)
  assert.is(log.recoveryPoint, 0)
  log.sync(() => {})
  log.truncateTo(6)
  settle()
  assert.is(log.recoveryPoint, 6)
})

test.run()
