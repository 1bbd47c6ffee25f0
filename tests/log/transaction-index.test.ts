/** The bytes of the transaction index. */
import { TransactionIndex } from '../../log/transaction-index.ts'
import { MemoryDisk } from '../../runtime/memory-disk.ts'
import { assert, suite } from '../harness.ts'

const test = suite('transaction index')
const aborted = (n: number) => ({
  producerId: n,
  firstOffset: n * 10,
  lastOffset: n * 10 + 5,
  lastStableOffset: n * 10 + 6,
})

test('entries of 34 bytes come back in order, and a cut takes those whose marker is gone', () => {
  const disk = new MemoryDisk()
  const index = new TransactionIndex(disk, 'i')
  for (const n of [1, 2, 3]) index.append(aborted(n))
  assert.is(disk.sizeOf('i'), 3 * 34)
  const again = new TransactionIndex(disk, 'i')
  assert.equal([...again.entries()], [1, 2, 3].map(aborted))
  assert.ok(again.isSane())
  again.truncateTo(25)
  assert.equal([...again.entries()], [aborted(1)])
  again.append({ ...aborted(2), firstOffset: 99 })
  assert.not.ok(again.isSane())
})

test.run()
