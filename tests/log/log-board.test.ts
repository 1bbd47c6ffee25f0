/** What a broker knows of its logs over its lives. */
import { LogBoard } from '../../log/log-board.ts'
import { must } from '../../runtime/assert.ts'
import { joined } from '../../runtime/memory-disk.ts'
import { assert, suite } from '../harness.ts'
import { type DiskBench, diskBench } from './batches.ts'

const test = suite('log board')
const owner = { clusterId: 'c', nodeId: 1, newDirectoryId: 'd' }
const [idA, idB] = ['AAAAAAAAAAAAAAAAAAAAAQ', 'BBBBBBBBBBBBBBBBBBBBBQ']
const uniqueId = 'f'.repeat(32)
const partition = { topic: 't', partition: 0 }

function loaded({ disk }: DiskBench): LogBoard {
  const board = new LogBoard()
  assert.is(board.load(disk, owner), null)
  return board
}

const opened = (board: LogBoard, { disk }: DiskBench, topicId: string) =>
  must(board.open(disk, { ...partition, topicId }, uniqueId) ?? undefined, 'it opens')

const textOf = ({ disk }: DiskBench, file: string) =>
  new TextDecoder().decode(joined(disk.read(file, 0, 999)))

test('a new directory is claimed; one of another cluster or node is refused', () => {
  const bench = diskBench()
  loaded(bench)
  bench.settle()
  assert.match(textOf(bench, 'meta.properties'), 'node.id=1')
  const refused = (other: object) => new LogBoard().load(bench.disk, { ...owner, ...other })
  assert.is(refused({ clusterId: 'x' }), 'the data are of cluster c')
  assert.is(refused({ nodeId: 2 }), 'the data are of node 1')
  assert.is(refused({ newDirectoryId: 'another' }), null)
  bench.disk.truncate('meta.properties', 5)
  assert.is(refused({}), 'meta.properties is damaged')
})

test('after an orderly end the points are known, and the end of the log; a second time not', () => {
  const bench = diskBench()
  const board = loaded(bench)
  const { row, points } = opened(board, bench, idA)
  assert.equal(points, { recoveryPoint: 0, highWatermark: 0, logStartOffset: 0, closedAt: -1 })
  Object.assign(row, { recoveryPoint: 5, highWatermark: 8, logStartOffset: 2, closedAt: 9 })
  bench.settle()
  board.closeInOrder(bench.disk, 77)
  bench.settle()
  const next = loaded(bench)
  assert.equal([next.wasCleanStop, next.lastBrokerEpoch], [true, 77])
  const kept = { recoveryPoint: 5, highWatermark: 8, logStartOffset: 2 }
  assert.equal(opened(next, bench, idA).points, { ...kept, closedAt: 9 })
  bench.settle()
  const third = loaded(bench)
  assert.is(third.wasCleanStop, false)
  assert.equal(opened(third, bench, idA).points, { ...kept, closedAt: -1 })
})

test('a stop right after the start leaves the same files as a later one', () => {
  const bench = diskBench()
  const board = loaded(bench)
  opened(board, bench, idA)
  board.closeInOrder(bench.disk, 1)
  bench.disk.flush()
  while (bench.scheduler.step()) bench.disk.flush()
  assert.match(textOf(bench, 'meta.properties'), 'cluster.id=c')
  assert.match(textOf(bench, 't-0/partition.metadata'), idA)
})

test('a partition that is opened again in the same life has the points of its row', () => {
  const bench = diskBench()
  const board = loaded(bench)
  const { row } = opened(board, bench, idA)
  row.highWatermark = 12
  const again = opened(board, bench, idA)
  assert.is(again.row, row)
  assert.is(again.points.highWatermark, 12)
})

test('a topic made again under the same name gets an empty directory, at once', () => {
  const bench = diskBench()
  const board = loaded(bench)
  opened(board, bench, idA).row.highWatermark = 12
  bench.disk.append('t-0/00000000000000000000.log', new Uint8Array(9))
  bench.settle()
  const next = loaded(bench)
  assert.is(opened(next, bench, idB).points.highWatermark, 0)
  assert.is(bench.disk.sizeOf('t-0/00000000000000000000.log'), -1)
  bench.settle()
  assert.equal(bench.disk.list('t-0'), ['t-0/partition.metadata'])
  assert.match(textOf(bench, 't-0/partition.metadata'), idB)
})

test('a deletion that the process did not live to see is finished by the next life', () => {
  const bench = diskBench()
  const board = loaded(bench)
  const { row } = opened(board, bench, idA)
  bench.settle()
  board.remove(bench.disk, row, uniqueId)
  bench.disk.processDied()
  loaded(bench)
  bench.settle()
  assert.equal(bench.disk.list('t-'), [])
})

test('a directory whose owner cannot be read is not taken', () => {
  const bench = diskBench()
  const board = loaded(bench)
  opened(board, bench, idA)
  bench.settle()
  bench.disk.rot.damage('t-0/partition.metadata', 15, 128)
  assert.is(loaded(bench).open(bench.disk, { ...partition, topicId: idA }, uniqueId), null)
})

test('partitions that were not opened yet keep their place in the checkpoints', () => {
  const bench = diskBench()
  const board = loaded(bench)
  opened(board, bench, idA).row.highWatermark = 12
  for (const [name, bytes] of board.encoded()) bench.disk.append(name, bytes)
  bench.settle()
  const again = loaded(bench).encoded()
  const [, bytes] = must(
    again.find(([name]) => name.startsWith('replication')),
    'it is there',
  )
  assert.is(new TextDecoder().decode(bytes), '0\n1\nt 0 12\n')
})

test.run()
