/** The disk port on real files: what is written when, what is kept, and how failures are named. */
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { type DiskDone, DiskError } from '../../../runtime/ports/disk.ts'
import { FileDisk, type FileDiskOptions } from '../../../runtime/threads/file-disk.ts'
import { assert, skip, suite } from '../../harness.ts'

const test = suite('file disk')
const bytes = (length: number, from = 0) =>
  new Uint8Array(length).map((_, index) => (from + index) & 0xff)

async function withDisk(
  use: (disk: FileDisk, root: string) => void | Promise<void>,
  options: FileDiskOptions = {},
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'highwater-disk-'))
  const disk = new FileDisk(root, options)
  try {
    await use(disk, root)
    await disk.close()
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
}

/** An operation that ends later, with the flush at the end of its tick. */
function ended(disk: FileDisk, begin: (done: (outcome: DiskDone) => void) => void) {
  return new Promise<string | null>((resolve) => {
    begin(({ error }) => resolve(error))
    disk.flush()
  })
}

function whole(disk: FileDisk, file: string): number[] {
  return disk.read(file, 0, 1_000_000).flatMap((part) => [...part])
}

test('appends are read at once, and are in the file after the flush', () =>
  withDisk((disk, root) => {
    disk.append('t-0/a', bytes(10), bytes(5, 10))
    disk.append('t-0/a', bytes(5, 15))
    assert.equal(whole(disk, 't-0/a'), [...bytes(20)])
    assert.is(disk.sizeOf('t-0/a'), 20)
    assert.not.ok(existsSync(join(root, 't-0/a')))
    disk.flush()
    assert.equal([...readFileSync(join(root, 't-0/a'))], [...bytes(20)])
  }))

test('what is there already is appended to, and read from the file', () =>
  withDisk((disk, root) => {
    writeFileSync(join(root, 'old'), bytes(8))
    assert.is(disk.sizeOf('old'), 8)
    assert.not.ok(disk.isInMemory('old', 0))
    disk.append('old', bytes(4, 8))
    assert.equal(whole(disk, 'old'), [...bytes(12)])
    assert.ok(disk.isInMemory('old', 8))
    assert.is(disk.sizeOf('none'), -1)
    assert.throws(() => disk.read('none', 0, 1), isError('ENOENT'))
  }))

test('a read past the bound of the tail cache comes from the file, and is the same', () =>
  withDisk(
    (disk) => {
      const all: number[] = []
      for (let step = 0; step < 60; step++) {
        disk.append('a', bytes(997, step))
        all.push(...bytes(997, step))
        disk.flush()
      }
      assert.not.ok(disk.isInMemory('a', 0))
      assert.equal(whole(disk, 'a'), all)
      for (let at = 0; at < all.length; at += 3_331) {
        const read = disk.read('a', at, 5_000).flatMap((part) => [...part])
        assert.equal(read, all.slice(at, at + 5_000))
      }
    },
    { tailBytes: 8_000 },
  ))

test('a cut takes written and unwritten bytes; what was handed out does not change', () =>
  withDisk((disk) => {
    disk.append('a', bytes(100))
    disk.flush()
    disk.append('a', bytes(50, 100))
    const [before] = disk.read('a', 0, 150)
    disk.truncate('a', 120)
    disk.append('a', bytes(10, 7))
    disk.truncate('a', 60)
    disk.append('a', bytes(3, 200))
    assert.equal(whole(disk, 'a'), [...bytes(60), ...bytes(3, 200)])
    assert.equal([...(before as Uint8Array)], [...bytes(150)].slice(0, before?.length))
    disk.flush()
    assert.equal(whole(disk, 'a'), [...bytes(60), ...bytes(3, 200)])
  }))

test('more files than may be open at a time', () =>
  withDisk(
    (disk) => {
      for (let round = 0; round < 3; round++) {
        for (let n = 0; n < 20; n++) disk.append(`f${n}`, bytes(2, n))
        disk.flush()
      }
      for (let n = 0; n < 20; n++) {
        assert.equal(
          whole(disk, `f${n}`),
          [...Array(3)].flatMap(() => [...bytes(2, n)]),
        )
      }
    },
    { openFilesMax: 3, tailBytes: 0 },
  ))

test('files are listed by prefix, those not yet written too', () =>
  withDisk((disk) => {
    for (const name of ['b-1/x', 'b-0/z', 'b-0/y', 'root']) disk.append(name, bytes(1))
    disk.flush()
    disk.append('b-0/a', bytes(1))
    assert.equal(disk.list('b-0/'), ['b-0/a', 'b-0/y', 'b-0/z'])
    assert.equal(disk.list(''), ['b-0/a', 'b-0/y', 'b-0/z', 'b-1/x', 'root'])
    assert.equal(disk.list('none/'), [])
  }))

test('sync, rename and remove end later, in order, each once', () =>
  withDisk(async (disk, root) => {
    disk.append('t-0/a.tmp', bytes(5))
    const order: string[] = []
    disk.sync('t-0/a.tmp', () => order.push('sync'))
    disk.sync('t-0/a.tmp', () => order.push('sync again'))
    disk.rename('t-0/a.tmp', 't-0/a', () => order.push('rename'))
    assert.is(await ended(disk, (done) => disk.sync('t-0/a', done)), null)
    assert.equal(order, ['sync', 'sync again', 'rename'])
    assert.equal(whole(disk, 't-0/a'), [...bytes(5)])
    assert.is(disk.sizeOf('t-0/a.tmp'), -1)
    assert.is(await ended(disk, (done) => disk.remove('t-0/a', done)), null)
    assert.is(await ended(disk, (done) => disk.remove('t-0/a', done)), 'ENOENT')
    assert.equal(readdirSync(root), [], 'the last file out takes its directory along')
  }))

test('a rename puts its file in the place of another that is open', () =>
  withDisk(async (disk) => {
    disk.append('a', bytes(9))
    disk.append('b', bytes(3, 50))
    disk.flush()
    assert.equal(whole(disk, 'a').length, 9)
    assert.is(await ended(disk, (done) => disk.rename('b', 'a', done)), null)
    assert.equal(whole(disk, 'a'), [...bytes(3, 50)])
    disk.append('a', bytes(1, 99))
    disk.flush()
    assert.equal(whole(disk, 'a'), [...bytes(3, 50), 99])
  }))

test('a directory moves at once, with what is open or not yet written in it', () =>
  withDisk((disk, root) => {
    disk.append('t-0/a', bytes(3))
    disk.flush()
    disk.append('t-0/a', bytes(2, 3))
    disk.append('t-0/b', bytes(1))
    disk.moveDirectory('t-0', 'gone')
    disk.append('t-0/a', bytes(1, 77))
    disk.flush()
    assert.equal(whole(disk, 'gone/a'), [...bytes(5)])
    assert.equal(whole(disk, 't-0/a'), [77])
    assert.equal(readdirSync(join(root, 'gone')).sort(), ['a', 'b'])
    disk.moveDirectory('never-there', 'x')
  }))

test('a scan sees what was appended, here or elsewhere', () =>
  withDisk(async (disk) => {
    disk.append('a', bytes(100))
    const sum = {
      name: 'sum',
      run: (read: (at: number, length: number) => Uint8Array, from: number) =>
        [...read(from, 1_000)].reduce((all, byte) => all + byte, 0),
    }
    const found = await new Promise((resolve) => disk.scan('a', sum, 90, resolve))
    assert.is(found, 945)
    assert.is(await new Promise((resolve) => disk.scan('none', sum, 0, resolve)), null)
  }))

test('a large file is scanned elsewhere, by the name of the scan', async () => {
  const asked: unknown[] = []
  const scanElsewhere = async (name: string, path: string, input: unknown) => {
    asked.push([name, readFileSync(path).length, input])
    return 'found'
  }
  await withDisk(
    async (disk) => {
      disk.append('a', bytes(5_000_000))
      const scan = { name: 'any', run: () => 'here' }
      assert.is(await new Promise((resolve) => disk.scan('a', scan, 7, resolve)), 'found')
      assert.equal(asked, [['any', 5_000_000, 7]])
    },
    { scanElsewhere },
  )
})

test('a full disk and a file in the way have names', () =>
  withDisk((_, root) => {
    writeFileSync(join(root, 'file'), 'x')
    const blocked = new FileDisk(root)
    assert.throws(() => blocked.append('file/below', bytes(1)), isError('EIO'))
    if (!existsSync('/dev/full')) skip('there is no device that is always full')
    const full = new FileDisk('/dev')
    full.append('full', bytes(1))
    assert.throws(() => full.flush(), isError('ENOSPC'))
  }))

test('a read-only directory is EACCES', () => {
  if (process.getuid?.() === 0) skip('root may write everywhere')
  const root = mkdtempSync(join(tmpdir(), 'highwater-disk-'))
  chmodSync(root, 0o500)
  const disk = new FileDisk(root)
  disk.append('a', bytes(1))
  assert.throws(() => disk.flush(), isError('EACCES'))
  rmSync(root, { recursive: true })
})

function isError(code: string): (error: unknown) => boolean {
  return (error) => error instanceof DiskError && error.code === code
}

test.run()
