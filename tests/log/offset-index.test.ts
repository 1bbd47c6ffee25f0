/** The bytes and the look-ups of the offset index. */
import { OffsetIndex } from '../../log/offset-index.ts'
import { joined, MemoryDisk } from '../../runtime/memory-disk.ts'
import { assert, suite } from '../harness.ts'

const test = suite('offset index')

function filled(): { index: OffsetIndex; disk: MemoryDisk } {
  const disk = new MemoryDisk()
  const index = new OffsetIndex(disk, 'i', 100)
  for (let n = 1; n <= 20; n++) index.append({ offset: 100 + n * 10, position: n * 1_000 })
  return { index, disk }
}

test('an entry is the offset less the base and the position, 4 bytes each', () => {
  const { disk } = filled()
  assert.equal([...joined(disk.read('i', 8, 8))], [0, 0, 0, 20, 0, 0, 7, 208])
  assert.is(disk.sizeOf('i'), 160)
})

test('a look-up gives the last entry at or before the offset', () => {
  const { index } = filled()
  assert.is(index.lookup(109), null)
  assert.equal(index.lookup(110), { offset: 110, position: 1_000 })
  assert.equal(index.lookup(129), { offset: 120, position: 2_000 })
  assert.equal(index.lookup(9_999), { offset: 300, position: 20_000 })
})

test('it is read back from its file; half an entry at its end is cut off', () => {
  const { disk, index } = filled()
  disk.append('i', new Uint8Array(3))
  const again = new OffsetIndex(disk, 'i', 100)
  assert.equal(again.last(), index.last())
  assert.is(disk.sizeOf('i'), 160)
})

test('a cut forgets what lies at or above the offset', () => {
  const { index, disk } = filled()
  index.truncateTo(130)
  assert.equal(index.last(), { offset: 120, position: 2_000 })
  assert.is(disk.sizeOf('i'), 16)
})

test('entries out of order, or beyond the log, are not sane', () => {
  const { index } = filled()
  assert.ok(index.isSane(20_001))
  assert.not.ok(index.isSane(20_000))
  index.append({ offset: 250, position: 30_000 })
  assert.not.ok(index.isSane(99_999))
})

test.run()
