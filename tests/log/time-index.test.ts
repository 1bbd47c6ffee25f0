/** The bytes and the look-ups of the time index. */
import { TimeIndex } from '../../log/time-index.ts'
import { joined, MemoryDisk } from '../../runtime/memory-disk.ts'
import { assert, suite } from '../harness.ts'

const test = suite('time index')

function filled(): { index: TimeIndex; disk: MemoryDisk } {
  const disk = new MemoryDisk()
  const index = new TimeIndex(disk, 'i', 50)
  index.maybeAppend({ timestamp: 1_700_000_000_000, offset: 60 })
  index.maybeAppend({ timestamp: 1_700_000_000_000, offset: 70 })
  index.maybeAppend({ timestamp: 1_700_000_000_500, offset: 80 })
  return { index, disk }
}

test('an entry is a timestamp of 8 bytes and a relative offset of 4, and times only grow', () => {
  const { disk } = filled()
  assert.is(disk.sizeOf('i'), 24)
  assert.equal([...joined(disk.read('i', 0, 12))], [0, 0, 1, 139, 207, 229, 104, 0, 0, 0, 0, 10])
})

test('a look-up gives the last entry before the time; before the first there is none', () => {
  const { index } = filled()
  assert.equal(index.lookupBefore(1_700_000_000_000), { timestamp: -1, offset: 50 })
  assert.is(index.lookupBefore(1_700_000_000_500).offset, 60)
  assert.is(index.lookupBefore(1_700_000_000_501).offset, 80)
})

test('a cut forgets what lies at or above the offset', () => {
  const { index } = filled()
  index.truncateTo(80)
  assert.is(index.last().offset, 60)
  assert.ok(index.isSane())
})

test.run()
