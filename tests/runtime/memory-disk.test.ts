/** Tests of the disk in memory. */
import { MemoryDisk } from '../../runtime/memory-disk.ts'
import { type DiskDone, DiskError } from '../../runtime/ports/disk.ts'
import { RandomStream } from '../../runtime/random.ts'
import { assert, suite } from '../harness.ts'

const test = suite('memory disk')

function joined(parts: readonly Uint8Array[]): number[] {
  return parts.flatMap((part) => [...part])
}

/** The outcome of an operation that must have ended at once. */
function outcome(operation: (done: (outcome: DiskDone) => void) => void): DiskDone {
  const outcomes: DiskDone[] = []
  operation((each) => outcomes.push(each))
  assert.is(outcomes.length, 1)
  return outcomes[0] as DiskDone
}

test('any range reads back as it was written, over appends and cuts of all sizes', () => {
  const random = new RandomStream(1, 'memory disk')
  const disk = new MemoryDisk()
  let model: number[] = []
  disk.append('f', new Uint8Array(0))
  for (let n = 0; n < 400; n++) {
    if (random.chance(0.9)) {
      const bytes = new Uint8Array(random.below(2_000)).map(() => random.below(256))
      disk.append('f', bytes)
      model = [...model, ...bytes]
    } else {
      const size = random.below(model.length + 1)
      disk.truncate('f', size)
      model = model.slice(0, size)
    }
    assert.is(disk.sizeOf('f'), model.length)
    const at = random.below(model.length + 1)
    const length = random.below(5_000)
    assert.equal(joined(disk.read('f', at, length)), model.slice(at, at + length))
  }
})

test('what was read does not change when the file is cut and written anew', () => {
  const disk = new MemoryDisk()
  disk.append('f', new Uint8Array([1, 2, 3, 4]))
  const before = disk.read('f', 0, 4)
  disk.truncate('f', 1)
  disk.append('f', new Uint8Array([9, 9, 9]))
  assert.equal(joined(before), [1, 2, 3, 4])
  assert.equal(joined(disk.read('f', 0, 4)), [1, 9, 9, 9])
})

test('files are listed by prefix in order, renamed over each other, and removed', () => {
  const disk = new MemoryDisk()
  for (const [index, name] of ['b/2', 'a/1', 'b/1'].entries()) {
    disk.append(name, new Uint8Array([index]))
  }
  assert.equal(disk.list('b/'), ['b/1', 'b/2'])
  assert.equal(
    outcome((done) => disk.rename('b/2', 'b/1', done)),
    { error: null },
  )
  assert.equal(joined(disk.read('b/1', 0, 9)), [0])
  assert.equal(
    outcome((done) => disk.remove('b/1', done)),
    { error: null },
  )
  assert.equal(disk.list(''), ['a/1'])
})

test('what is asked of a file that does not exist is answered with ENOENT', () => {
  const disk = new MemoryDisk()
  assert.is(disk.sizeOf('no'), -1)
  for (const operation of [() => disk.read('no', 0, 1), () => disk.truncate('no', 0)]) {
    assert.throws(operation, (error: unknown) => (error as DiskError).code === 'ENOENT')
  }
  const gone = { error: 'ENOENT' }
  assert.equal(
    outcome((done) => disk.sync('no', done)),
    gone,
  )
  assert.equal(
    outcome((done) => disk.rename('no', 'yes', done)),
    gone,
  )
  assert.equal(
    outcome((done) => disk.remove('no', done)),
    gone,
  )
  assert.instance(new DiskError('ENOENT', 'no'), Error)
})

test('a directory moves at once, and a scan gets the bytes of its file', () => {
  const disk = new MemoryDisk()
  disk.append('a/x', Uint8Array.of(1, 2, 3))
  disk.append('ab/x', Uint8Array.of(9))
  disk.moveDirectory('a', 'b')
  assert.equal(disk.list(''), ['ab/x', 'b/x'])
  assert.ok(disk.isInMemory())
  const found: unknown[] = []
  const scan = {
    name: 'sum',
    run: (read: (at: number, length: number) => Uint8Array, from: number) =>
      read(from, 9).reduce((sum, byte) => sum + byte, 0),
  }
  disk.scan('b/x', scan, 1, (sum) => found.push(sum))
  disk.scan('a/x', scan, 1, (sum) => found.push(sum))
  assert.equal(found, [5, null])
})

test.run()
