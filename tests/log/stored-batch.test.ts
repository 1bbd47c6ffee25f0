/** Batches are found in a file by their headers. */
import { readWhole, storedBatchAt } from '../../log/stored-batch.ts'
import { MemoryDisk } from '../../runtime/memory-disk.ts'
import { assert, suite } from '../harness.ts'
import { batchAt } from '../support/batches.ts'

const test = suite('stored batch')
const file = 'orders-0/00000000000000000000.log'

function diskWith(...parts: Uint8Array[]): MemoryDisk {
  const disk = new MemoryDisk()
  for (const part of parts) disk.append(file, part)
  return disk
}

test('a batch is found by its header, and read whole with its records', () => {
  const [first, second] = [batchAt(1, 2), batchAt(3)]
  const disk = diskWith(first.bytes, second.bytes)
  const found = storedBatchAt(disk, file, first.sizeBytes)
  assert.is(found?.position, first.sizeBytes)
  assert.is(found?.sizeBytes, second.sizeBytes)
  assert.is(found?.header.recordCount, 1)
  assert.equal(readWhole(disk, file, found!).bytes, second.bytes)
})

test('a batch whose bytes lie in several pieces is read like one', () => {
  const { bytes } = batchAt(1, 2, 3)
  const disk = diskWith(...[...bytes].map((byte) => new Uint8Array([byte])))
  const found = storedBatchAt(disk, file, 0)
  assert.equal(readWhole(disk, file, found!).bytes, bytes)
})

test('at the end of the file, and where no whole header is left, there is none', () => {
  const { bytes } = batchAt(1)
  const disk = diskWith(bytes, bytes.subarray(0, 60))
  assert.is(storedBatchAt(disk, file, bytes.length), null)
  assert.is(storedBatchAt(disk, file, bytes.length + 60), null)
})

for (const length of [-13, -1, 0, 48]) {
  test(`a batch that says it is ${length} bytes long, less than its header, is none`, () => {
    const bytes = batchAt(1).bytes.slice()
    new DataView(bytes.buffer).setInt32(8, length)
    assert.is(storedBatchAt(diskWith(bytes), file, 0), null)
  })
}

test.run()
