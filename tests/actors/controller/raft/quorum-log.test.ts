/** The metadata log of one controller: what it holds, what it cuts, what survives. */
import { QuorumLog } from '../../../../actors/controller/raft/quorum-log.ts'
import type { MetadataRecord } from '../../../../actors/metadata/metadata-records.ts'
import { MemoryDisk } from '../../../../runtime/memory-disk.ts'
import { assert, suite } from '../../../harness.ts'
import { codecs } from '../../../support/simulated-kafka.ts'

const test = suite('quorum log')
const file = 'c/__cluster_metadata-0/00000000000000000000.log'

const open = (disk = new MemoryDisk()) => new QuorumLog(disk, 'c', codecs.crc32c)
const records = (...names: string[]): MetadataRecord[] =>
  names.map((name) => ({ kind: 'topic', topicId: name, name }))

/** Two batches of epoch 1 (offsets 0 to 2), one of epoch 3 (offset 3). */
function filled(disk = new MemoryDisk()): QuorumLog {
  const log = open(disk)
  log.append(1, records('a', 'b'), 1_000)
  log.append(1, records('c'), 1_000)
  log.append(3, records('d'), 1_000)
  return log
}

test('what was appended is there after a restart', () => {
  const disk = new MemoryDisk()
  const log = filled(disk)
  const again = open(disk)
  assert.is(again.endOffset, 4)
  assert.is(again.lastEpoch, 3)
  assert.is(again.chainAt(4), log.chainAt(4))
  assert.equal(again.recordsFrom(0, 4, 99), records('a', 'b', 'c', 'd'))
})

test('readers get whole batches, below the offset they are given', () => {
  const log = filled()
  assert.equal(log.recordsFrom(0, 3, 1), records('a', 'b'))
  assert.equal(log.recordsFrom(2, 3, 99), records('c'))
  assert.equal(log.recordsFrom(4, 4, 99), [])
})

test('an epoch ends where the next begins', () => {
  const log = filled()
  assert.equal(log.endOf(3), { epoch: 3, endOffset: 4 })
  assert.equal(log.endOf(2), { epoch: 1, endOffset: 3 })
  assert.equal(log.endOf(0), { epoch: 0, endOffset: 0 })
})

test('copies make an equal log; what does not follow on or is damaged is refused', () => {
  const log = filled()
  const copy = open()
  copy.appendCopies(log.copiesFrom(2, 1_000_000))
  assert.is(copy.endOffset, 0, 'a gap')
  const [first] = log.copiesFrom(0, 1)
  const damaged = Uint8Array.from(first as Uint8Array)
  damaged[70] = (damaged[70] as number) ^ 1
  copy.appendCopies([damaged])
  assert.is(copy.endOffset, 0, 'a wrong CRC')
  copy.appendCopies(log.copiesFrom(0, 1_000_000))
  assert.is(copy.chainAt(4), log.chainAt(4))
})

test('logs that differ in one record or epoch have other hashes from there on', () => {
  const log = filled()
  const other = open()
  other.append(1, records('a', 'b'), 1_000)
  other.append(2, records('c'), 1_000)
  assert.is(other.chainAt(2), log.chainAt(2))
  assert.is.not(other.chainAt(3), log.chainAt(3))
  assert.is(log.chainAt(1), undefined, 'no batch ends there')
})

test('what is cut is gone, also after a restart, and other records take its place', () => {
  const disk = new MemoryDisk()
  const log = filled(disk)
  log.truncateTo(2)
  assert.is(log.endOffset, 2)
  log.append(4, records('x'), 1_000)
  const again = open(disk)
  assert.equal(again.recordsFrom(0, 9, 99), records('a', 'b', 'x'))
  assert.is(again.lastEpoch, 4)
})

test('a torn or damaged end is cut at the start', () => {
  for (const cut of [1, 5, 30, 70]) {
    const disk = new MemoryDisk()
    filled(disk)
    disk.truncate(file, disk.sizeOf(file) - cut)
    const again = open(disk)
    assert.is(again.endOffset, 3, `${cut} bytes less`)
    again.append(4, records('x'), 1_000)
    assert.is(open(disk).endOffset, 4)
  }
})

test('only what was forced to disk is durable, also when it is cut meanwhile', () => {
  const disk = new MemoryDisk()
  const log = open(disk)
  let end: () => void = () => {}
  disk.sync = (_, done) => {
    end = () => done({ error: null })
  }
  let told = 0
  const sync = () => log.sync(() => told++)
  log.append(1, records('a'), 1_000)
  sync()
  log.append(1, records('b'), 1_000)
  assert.is(log.durableEndOffset, 0)
  end()
  assert.equal([log.durableEndOffset, told], [1, 1])
  log.truncateTo(1)
  log.append(2, records('c'), 1_000)
  end()
  assert.equal([log.durableEndOffset, told], [1, 1], 'what was forced then is not there any more')
  end()
  assert.equal([log.durableEndOffset, told], [2, 2])
})

test('a failed fsync is the end of this life, and takes back what is not safe', () => {
  const disk = new MemoryDisk()
  const log = open(disk)
  log.append(1, records('a'), 1_000)
  log.sync(() => {})
  log.append(1, records('b'), 1_000)
  disk.sync = (_, done) => done({ error: 'EIO' })
  assert.throws(() => log.sync(() => {}), /EIO/)
  assert.is(open(disk).endOffset, 1)
})

test.run()
