/** How far a log is durable. */
import { SyncPoint } from '../../log/sync-point.ts'
import { assert, suite } from '../harness.ts'
import { diskBench } from './batches.ts'

const test = suite('sync point')

test('it advances when all files are synced, and not before', () => {
  const { disk, settle } = diskBench()
  for (const file of ['a', 'b']) disk.append(file, new Uint8Array(3))
  const point = new SyncPoint(disk, 5)
  const heard: (string | null)[] = []
  point.advance(9, ['a', 'b'], (error) => heard.push(error))
  assert.equal([point.offset, heard], [5, []])
  settle()
  assert.equal([point.offset, heard], [9, [null]])
})

test('a cut while a sync is under way bounds what that sync is good for', () => {
  const { disk, settle } = diskBench()
  disk.append('a', new Uint8Array(3))
  const point = new SyncPoint(disk, 5)
  point.advance(9, ['a'], () => {})
  point.truncateTo(7)
  settle()
  assert.is(point.offset, 7)
  point.truncateTo(2)
  assert.is(point.offset, 2)
})

test('after a failed sync nothing counts as durable any more, though later ones succeed', () => {
  const { disk, settle } = diskBench()
  disk.append('a', new Uint8Array(3))
  const point = new SyncPoint(disk, 0)
  const heard: (string | null)[] = []
  disk.flush()
  disk.failAt(1, 'EIO')
  point.advance(3, ['a'], (error) => heard.push(error))
  settle()
  point.advance(3, ['a'], (error) => heard.push(error))
  settle()
  assert.equal([point.offset, heard], [0, ['EIO', 'EIO']])
})

test.run()
