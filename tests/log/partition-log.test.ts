/** A log keeps, finds and recovers batches. */
import { PartitionLog } from '../../log/partition-log.ts'
import type { Stamp } from '../../log/replica-log.ts'
import { RecordBatch } from '../../protocol/record-batch.ts'
import { concatBytes } from '../../protocol/writer.ts'
import { MemoryDisk } from '../../runtime/memory-disk.ts'
import { RandomStream } from '../../runtime/random.ts'
import { assert, suite } from '../harness.ts'
import { batchAt, batchesOf, recordsOf, valuesOf } from '../support/batches.ts'
import { batchWith, codecs } from '../support/simulated-kafka.ts'

const test = suite('partition log')
const directory = 'orders-0'
const file = `${directory}/${'0'.repeat(20)}.log`
const { crc32c } = codecs

const open = (disk: MemoryDisk, indexIntervalBytes = 0) =>
  new PartitionLog(disk, directory, { crc32c, indexIntervalBytes })

const ownTime = (batch: RecordBatch): Stamp => ({
  type: 'CreateTime',
  maxTimestamp: batch.maxTimestamp,
})

function append(log: PartitionLog, batch: RecordBatch, leaderEpoch = 0): number {
  return log.append(batch, leaderEpoch, ownTime(batch))
}

test('an empty log begins and ends at 0, and has nothing to read', () => {
  const log = open(new MemoryDisk())
  assert.is(log.logStartOffset, 0)
  assert.is(log.logEndOffset, 0)
  assert.equal(log.read(0, 0, 1_000), { records: [], sizeBytes: 0 })
  assert.is(log.offsetForTimestamp(0), null)
  assert.equal(log.offsetOfMaxTimestamp(), { offset: -1, timestamp: -1 })
})

test('batches get offsets one behind the other, and the leader epoch; their CRC stays good', () => {
  const log = open(new MemoryDisk())
  assert.is(append(log, batchAt(1, 2, 3), 4), 0)
  assert.is(append(log, batchAt(4, 5), 5), 3)
  assert.is(log.logEndOffset, 5)
  const [first, second] = batchesOf(log.read(0, 5, 10_000).records)
  assert.equal([first?.baseOffset, first?.partitionLeaderEpoch], [0, 4])
  assert.equal([second?.baseOffset, second?.partitionLeaderEpoch], [3, 5])
  assert.ok(first?.hasValidCrc(crc32c) && second?.hasValidCrc(crc32c))
})

test("the caller's bytes are left as they are", () => {
  const log = open(new MemoryDisk())
  append(log, batchAt(1))
  const batch = batchAt(1)
  const before = batch.bytes.slice()
  log.append(batch, 9, { type: 'LogAppendTime', maxTimestamp: 77 })
  assert.equal(batch.bytes, before)
})

test("with LogAppendTime the stored batch has the bit, the broker's time and a good CRC", () => {
  const log = open(new MemoryDisk())
  log.append(batchAt(1, 2), 0, { type: 'LogAppendTime', maxTimestamp: 5_000 })
  const { records } = log.read(0, 2, 10_000)
  const [stored] = batchesOf(records)
  assert.is(stored?.timestampType, 'LogAppendTime')
  assert.is(stored?.maxTimestamp, 5_000)
  assert.ok(stored?.hasValidCrc(crc32c))
  assert.equal(
    recordsOf(records).map(({ timestamp }) => timestamp),
    [5_000, 5_000],
  )
})

test('a largest timestamp that the client has made up is replaced by the true one', () => {
  const log = open(new MemoryDisk())
  const lying = new RecordBatch(batchAt(10, 20).bytes.slice())
  lying.setMaxTimestamp('CreateTime', 15, crc32c)
  log.append(lying, 0, { type: 'CreateTime', maxTimestamp: 20 })
  const [stored] = batchesOf(log.read(0, 2, 10_000).records)
  assert.is(stored?.maxTimestamp, 20)
  assert.ok(stored?.hasValidCrc(crc32c))
  assert.equal(log.offsetForTimestamp(16), { offset: 1, timestamp: 20 })
})

test('a read begins with the batch that holds the offset', () => {
  const log = open(new MemoryDisk())
  append(log, new RecordBatch(batchWith({}, 'a', 'b', 'c')))
  append(log, new RecordBatch(batchWith({}, 'd', 'e')))
  assert.equal(valuesOf(log.read(1, 5, 10_000).records), ['a', 'b', 'c', 'd', 'e'])
  assert.equal(valuesOf(log.read(3, 5, 10_000).records), ['d', 'e'])
  assert.equal(valuesOf(log.read(4, 5, 10_000).records), ['d', 'e'])
  assert.equal(log.read(5, 5, 10_000).records, [])
})

test('the first batch comes even when it is larger than asked for, whatever was asked for', () => {
  const log = open(new MemoryDisk())
  append(log, new RecordBatch(batchWith({}, 'a', 'b')))
  append(log, new RecordBatch(batchWith({}, 'c')))
  for (const maxBytes of [1, 0, -1, -2_147_483_648]) {
    assert.equal(valuesOf(log.read(0, 3, maxBytes).records), ['a', 'b'], `${maxBytes} bytes`)
  }
})

/** What a read must give, found the slow way. */
function slowRead(sizes: readonly { size: number; count: number }[]) {
  return (from: number, limit: number, maxBytes: number): number => {
    let offset = 0
    let total = 0
    for (const { size, count } of sizes) {
      const last = offset + count - 1
      if (last >= limit) break
      if (last >= from) {
        if (total > 0 && total + size > maxBytes) break
        total += size
      }
      offset = last + 1
    }
    return total
  }
}

test('any read gives the whole batches that fit, below the limit, for any index interval', () => {
  const random = new RandomStream(4, 'reads')
  for (const interval of [0, 100, 500, 5_000]) {
    const log = open(new MemoryDisk(), interval)
    const sizes: { size: number; count: number }[] = []
    for (let i = 0; i < 60; i++) {
      const count = random.between(1, 5)
      const values = Array.from({ length: count }, () => 'x'.repeat(random.below(80)))
      const batch = new RecordBatch(batchWith({}, ...values))
      append(log, batch)
      sizes.push({ size: batch.sizeBytes, count })
    }
    const expected = slowRead(sizes)
    for (let i = 0; i < 400; i++) {
      const limit = random.chance(0.5) ? log.logEndOffset : random.between(0, log.logEndOffset)
      const from = random.between(0, log.logEndOffset)
      const maxBytes = random.between(1, 3_000)
      const { records, sizeBytes } = log.read(from, limit, maxBytes)
      const says = `[${from}, ${limit}) of ${maxBytes} bytes, interval ${interval}`
      assert.is(sizeBytes, from >= limit ? 0 : expected(from, limit, maxBytes), says)
      assert.is(concatBytes(records).length, sizeBytes, says)
    }
  }
})

test('a time finds the first record at or after it, in any order of timestamps', () => {
  const random = new RandomStream(5, 'times')
  const log = open(new MemoryDisk(), 200)
  const all: number[] = []
  for (let i = 0; i < 100; i++) {
    const timestamps = Array.from({ length: random.between(1, 4) }, () => random.between(1, 1_000))
    append(log, batchAt(...timestamps))
    all.push(...timestamps)
  }
  for (let wanted = 0; wanted <= 1_001; wanted++) {
    const offset = all.findIndex((timestamp) => timestamp >= wanted)
    const expected = offset < 0 ? null : { offset, timestamp: all[offset] }
    assert.equal(log.offsetForTimestamp(wanted), expected, `at ${wanted}`)
  }
  const latest = Math.max(...all)
  const expected = { offset: all.indexOf(latest), timestamp: latest }
  assert.equal(log.offsetOfMaxTimestamp(), expected)
})

test('a compressed batch stays closed: its first record speaks for it, never a later one', () => {
  const gzip = { name: 'gzip' as const, compress: (bytes: Uint8Array) => bytes }
  const log = open(new MemoryDisk())
  append(log, new RecordBatch(batchWith({ timestamp: 100, compression: gzip }, 'a', 'b', 'c')))
  assert.equal(log.offsetForTimestamp(102), { offset: 0, timestamp: 100 })
  assert.is(log.offsetForTimestamp(103), null)
})

test('records without a timestamp are before every time', () => {
  const log = open(new MemoryDisk())
  append(log, batchAt(-1, -1))
  assert.is(log.offsetForTimestamp(0), null)
  assert.equal(log.offsetOfMaxTimestamp(), { offset: -1, timestamp: -1 })
})

test('a log that is opened again on its disk is the same', () => {
  const disk = new MemoryDisk()
  const log = open(disk)
  for (let i = 0; i < 20; i++) append(log, batchAt(i * 10, i * 10 + 5), i)
  const again = open(disk)
  assert.is(again.logEndOffset, 40)
  assert.equal(again.read(7, 40, 500), log.read(7, 40, 500))
  assert.equal(again.offsetForTimestamp(101), { offset: 21, timestamp: 105 })
  assert.is(append(again, batchAt(1)), 40)
})

test('what follows the last whole batch is cut off, wherever the last write was torn', () => {
  const whole = new MemoryDisk()
  const log = open(whole)
  for (const timestamp of [1, 2, 3]) append(log, batchAt(timestamp, timestamp))
  const bytes = concatBytes(whole.read(file, 0, whole.sizeOf(file)))
  const size = bytes.length / 3
  for (let length = 0; length <= bytes.length; length++) {
    const disk = new MemoryDisk()
    disk.append(file, bytes.slice(0, length))
    const again = open(disk)
    const kept = Math.floor(length / size)
    assert.is(again.logEndOffset, kept * 2, `${length} bytes`)
    assert.is(disk.sizeOf(file), kept * size, `${length} bytes`)
  }
})

test('a batch that is damaged at any byte that counts ends the log before it', () => {
  const whole = new MemoryDisk()
  const log = open(whole)
  for (const timestamp of [1, 2]) append(log, batchAt(timestamp))
  const bytes = concatBytes(whole.read(file, 0, whole.sizeOf(file)))
  const size = bytes.length / 2
  const leaderEpochAt = 12
  for (let at = size; at < bytes.length; at++) {
    const inLeaderEpoch = at - size >= leaderEpochAt && at - size < leaderEpochAt + 4
    if (inLeaderEpoch) continue // no CRC covers it
    const disk = new MemoryDisk()
    const damaged = bytes.slice()
    damaged[at] = (damaged[at] as number) ^ 0x80
    disk.append(file, damaged)
    assert.is(open(disk).logEndOffset, 1, `byte ${at - size} of the batch`)
  }
})

test.run()
