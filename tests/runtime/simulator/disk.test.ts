/** Tests of the simulated disk: three layers, and every way to fail. */
import { type DiskDone, DiskError, SystemDeath } from '../../../runtime/ports/disk.ts'
import { SimulatedDisk } from '../../../runtime/simulator/disk.ts'
import { Scheduler } from '../../../runtime/simulator/scheduler.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('simulated disk')

interface Bench {
  readonly disk: SimulatedDisk
  readonly scheduler: Scheduler
  readonly operations: string[]
  /** Runs an operation that ends later, to its end. */
  outcome(operation: (done: (outcome: DiskDone) => void) => void): string | null | 'never'
}

function bench(seed = 1): Bench {
  const scheduler = new Scheduler()
  const operations: string[] = []
  const disk = new SimulatedDisk({
    seed,
    system: 's',
    operated: (operation, file, number) => void operations.push(`${operation} ${file} ${number}`),
    later: (delayUs, action) => scheduler.later(delayUs, action),
    deliver: (action) => action(),
  })
  const outcome: Bench['outcome'] = (operation) => {
    let ended: string | null = 'never'
    operation(({ error }) => {
      ended = error
    })
    while (scheduler.step());
    return ended
  }
  return { disk, scheduler, operations, outcome }
}

const bytes = (length: number) => new Uint8Array(length).map((_, index) => index & 0xff)

function isError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof DiskError && error.code === code
}

test('appended bytes are read at once, and every operation is recorded', () => {
  const { disk, operations, outcome } = bench()
  disk.append('f', bytes(10))
  assert.equal([...(disk.read('f', 3, 2)[0] ?? [])], [3, 4])
  disk.flush()
  disk.flush()
  assert.is(
    outcome((done) => disk.sync('f', done)),
    null,
  )
  disk.truncate('f', 5)
  assert.equal(operations, ['append f 10', 'read f 3', 'write f 10', 'sync f 10', 'truncate f 5'])
  assert.is(disk.operations, 5)
})

test('the death of the process takes what was not flushed, and nothing else', () => {
  const { disk } = bench()
  disk.append('f', bytes(10))
  disk.flush()
  disk.append('f', bytes(7))
  disk.append('g', bytes(7))
  disk.processDied()
  assert.equal([disk.sizeOf('f'), disk.sizeOf('g')], [10, 0])
})

test('a loss of power keeps what was synced; of the rest all, nothing, pages, or any byte', () => {
  const sizes = new Set<number>()
  for (let seed = 1; seed <= 200; seed++) {
    const { disk, outcome } = bench(seed)
    disk.append('f', bytes(5_000))
    disk.flush()
    outcome((done) => disk.sync('f', done))
    disk.append('f', bytes(20_000))
    disk.flush()
    disk.append('f', bytes(1_000))
    disk.processDied()
    disk.powerLost()
    const size = disk.sizeOf('f')
    assert.ok(size >= 5_000 && size <= 25_000, `${size}`)
    assert.equal([...(disk.read('f', 4_999, 1)[0] ?? [])], [4_999 & 0xff])
    sizes.add(size)
  }
  assert.ok(sizes.has(5_000) && sizes.has(25_000) && sizes.has(8_192))
  assert.ok(sizes.size > 30, 'torn at many bytes')
})

test('a file that was never synced may be gone after a loss of power; a renamed one is not', () => {
  let gone = 0
  for (let seed = 1; seed <= 100; seed++) {
    const { disk, outcome } = bench(seed)
    for (const file of ['new', 'tmp']) disk.append(file, bytes(3))
    disk.flush()
    assert.is(
      outcome((done) => disk.rename('tmp', 'kept', done)),
      null,
    )
    disk.processDied()
    disk.powerLost()
    if (disk.sizeOf('new') === -1) gone++
    assert.ok(disk.sizeOf('kept') >= 0)
  }
  assert.ok(gone > 20 && gone < 80, `${gone}`)
})

test('bytes appended before a sync in the same tick are part of it', () => {
  const { disk, scheduler } = bench()
  disk.append('f', bytes(10))
  disk.sync('f', () => {})
  disk.flush()
  while (scheduler.step());
  disk.processDied()
  disk.powerLost()
  assert.is(disk.sizeOf('f'), 10)
})

test('the n-th operation fails with the given error, the next one works again', () => {
  const { disk, outcome } = bench()
  disk.append('f', bytes(1))
  disk.failAt(2, 'EIO')
  disk.append('f', bytes(1))
  assert.throws(() => disk.append('f', bytes(1)), isError('EIO'))
  disk.append('f', bytes(1))
  assert.is(disk.sizeOf('f'), 3)
  disk.failAt(1, 'EIO')
  assert.throws(() => disk.flush(), isError('EIO'))
  disk.failAt(1, 'EROFS')
  assert.is(
    outcome((done) => disk.sync('f', done)),
    'EROFS',
  )
})

test('any operation can be the death of the system, in its middle', () => {
  const operations: ((disk: SimulatedDisk) => void)[] = [
    (disk) => disk.append('f', bytes(1)),
    (disk) => disk.read('f', 0, 1),
    (disk) => disk.truncate('f', 0),
    (disk) => disk.sync('f', () => {}),
    (disk) => disk.rename('f', 'g', () => {}),
    (disk) => disk.remove('f', () => {}),
    (disk) => disk.flush(),
  ]
  for (const operation of operations) {
    const { disk } = bench()
    disk.append('f', bytes(1))
    disk.failAt(1, 'death')
    assert.throws(
      () => operation(disk),
      (error: unknown) => error instanceof SystemDeath,
    )
  }
})

test('a flush that fails in its middle leaves a part of the bytes', () => {
  const sizes = new Set<number>()
  for (let seed = 1; seed <= 50; seed++) {
    const { disk } = bench(seed)
    disk.append('f', bytes(1_000))
    disk.failAt(1, 'death')
    assert.throws(() => disk.flush())
    disk.processDied()
    sizes.add(disk.sizeOf('f'))
  }
  assert.ok(sizes.size > 20)
})

test('a broken disk fails every operation until it is repaired', () => {
  const { disk, outcome } = bench()
  disk.append('f', bytes(1))
  disk.flush()
  disk.broken = 'EIO'
  assert.throws(() => disk.append('f', bytes(1)), isError('EIO'))
  assert.throws(() => disk.read('f', 0, 1), isError('EIO'))
  assert.is(
    outcome((done) => disk.remove('f', done)),
    'EIO',
  )
  disk.broken = null
  assert.is(disk.read('f', 0, 1).length, 1)
})

test('a full disk takes what fits, and fails the flush', () => {
  const { disk } = bench()
  disk.append('f', bytes(10))
  disk.flush()
  disk.capacityBytes = 15
  disk.append('f', bytes(10))
  assert.throws(() => disk.flush(), isError('ENOSPC'))
  disk.processDied()
  assert.is(disk.sizeOf('f'), 15)
  disk.truncate('f', 0)
  disk.append('f', bytes(10))
  disk.flush()
  assert.is(disk.usedBytes(), 10)
})

test('bytes whose sync has failed are never durable, though a later sync succeeds', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const { disk, outcome } = bench(seed)
    disk.append('f', bytes(100))
    disk.flush()
    outcome((done) => disk.sync('f', done))
    disk.append('f', bytes(100))
    disk.flush()
    disk.failAt(1, 'EIO')
    outcome((done) => disk.sync('f', done))
    assert.is(
      outcome((done) => disk.sync('f', done)),
      null,
    )
    disk.processDied()
    disk.powerLost()
    if (disk.sizeOf('f') === 100) return
  }
  assert.unreachable('no seed lost them')
})

test('a slow disk delays what ends later, by that much', () => {
  const { disk, scheduler, outcome } = bench()
  disk.append('f', bytes(1))
  disk.slowUs = 2_000_000
  outcome((done) => disk.sync('f', done))
  assert.ok(scheduler.nowUs >= 2_000_000 && scheduler.nowUs < 2_010_000)
})

test('what is under way when the process dies tells nobody, and is done or not', () => {
  let renamed = 0
  for (let seed = 1; seed <= 100; seed++) {
    const { disk, scheduler } = bench(seed)
    disk.append('f', bytes(1))
    disk.flush()
    disk.rename('f', 'g', () => assert.unreachable('told a dead process'))
    disk.processDied()
    while (scheduler.step());
    if (disk.sizeOf('g') === 1) renamed++
    assert.is(disk.list('').length, 1)
  }
  assert.ok(renamed > 25 && renamed < 75, `${renamed}`)
})

test('rot shows in what is read, not in what is kept', () => {
  const { disk } = bench()
  disk.append('f', new Uint8Array([1, 2, 3]))
  const heal = disk.rot.damage('f', 1, 0x80)
  assert.equal([...(disk.read('f', 0, 3)[0] ?? [])], [1, 0x82, 3])
  heal()
  assert.equal([...(disk.read('f', 0, 3)[0] ?? [])], [1, 2, 3])
})

test('what is asked of a file that does not exist ends with ENOENT', () => {
  const { disk, outcome } = bench()
  for (const operation of [
    (done: (outcome: DiskDone) => void) => disk.sync('no', done),
    (done: (outcome: DiskDone) => void) => disk.rename('no', 'yes', done),
    (done: (outcome: DiskDone) => void) => disk.remove('no', done),
  ]) {
    assert.is(outcome(operation), 'ENOENT')
  }
  assert.equal(disk.list(''), [])
})

test('a directory moves at once, with the layers and the rot of its files', () => {
  const { disk, outcome } = bench()
  disk.append('a/x', bytes(10))
  disk.flush()
  outcome((done) => disk.sync('a/x', done))
  disk.append('a/x', bytes(5))
  disk.rot.damage('a/x', 0, 1)
  disk.moveDirectory('a', 'b')
  assert.equal(disk.list(''), ['b/x'])
  assert.is(disk.read('b/x', 0, 1)[0]?.[0], 1)
  disk.processDied()
  disk.powerLost()
  assert.is(disk.sizeOf('b/x'), 10)
})

test('a scan ends later, sees the rot, and says nothing of a file that is gone', () => {
  const { disk, scheduler } = bench()
  disk.append('x', bytes(4))
  disk.rot.damage('x', 0, 128)
  const scan = {
    name: 'first',
    run: (read: (at: number, length: number) => Uint8Array, at: number) => read(at, 1)[0],
  }
  const found: unknown[] = []
  for (const file of ['x', 'y']) disk.scan(file, scan, 0, (byte) => found.push(byte))
  assert.equal(found, [])
  while (scheduler.step());
  assert.equal([...found].sort(), [128, null])
  assert.not.ok(disk.isInMemory())
})

test.run()
