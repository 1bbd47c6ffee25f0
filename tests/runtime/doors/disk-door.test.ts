/** Tests of the disk as actors see it. */
import { Actor } from '../../../runtime/actor.ts'
import { MemoryDisk } from '../../../runtime/memory-disk.ts'
import type { DiskDone } from '../../../runtime/ports/disk.ts'
import { assert, suite } from '../../harness.ts'
import { flat, heard, Keeper, keeper, Workbench } from '../support/workbench.ts'

const test = suite('disk door')

/** Ends its operations only when told to. */
class LateDisk extends MemoryDisk {
  readonly waiting: (() => void)[] = []

  override sync(file: string, done: (outcome: DiskDone) => void): void {
    this.waiting.push(() => super.sync(file, done))
  }
}

class Writer extends Actor {
  private handling = false

  save(_: null): void {
    this.handling = true
    const { disk } = this.ctx
    disk.append('a', new Uint8Array([1, 2]))
    disk.sync('a', ({ error }) => this.saved('sync', error))
    disk.rename('a', 'b', ({ error }) => this.saved('rename', error))
    disk.remove('nothing', ({ error }) => this.saved('remove', error))
    this.handling = false
  }

  read(_: null): void {
    const { disk } = this.ctx
    disk.truncate('b', 1)
    const bytes = disk.read('b', 0, 9).map((part) => [...part])
    this.ctx.to(keeper).keep([disk.list(''), disk.sizeOf('b'), bytes])
  }

  throwWhenSaved(_: null): void {
    this.ctx.disk.sync('b', () => {
      throw new Error('when saved')
    })
  }

  private saved(what: string, error: string | null): void {
    this.ctx.to(keeper).keep([what, error, this.handling])
  }
}

function bench(disk: MemoryDisk): Workbench {
  heard()
  return new Workbench(
    flat([
      ['keeper', (ctx) => new Keeper(ctx)],
      ['writer', (ctx) => new Writer(ctx)],
    ]),
    { disk },
  )
}

test('the end of an operation runs as a handler of its own, even when it ends at once', () => {
  const on = bench(new MemoryDisk())
  on.tell('root/writer', 'save', null)
  assert.equal(heard(), [
    ['sync', null, false],
    ['rename', null, false],
    ['remove', 'ENOENT', false],
  ])
  assert.is(on.delivered.filter(({ kind }) => kind === 'done').length, 3)
  on.tell('root/writer', 'read', null)
  assert.equal(heard(), [[['b'], 1, [[1]]]])
})

test('an operation that ends after the life that began it tells nobody', () => {
  const disk = new LateDisk()
  const on = bench(disk)
  on.tell('root/writer', 'save', null)
  heard()
  on.tell('root/writer', 'noSuchMethod', null)
  for (const end of disk.waiting.splice(0)) end()
  on.settle()
  assert.equal(heard(), [])
})

test('a throw when an operation ends crashes the actor', () => {
  const on = bench(new MemoryDisk())
  on.tell('root/writer', 'throwWhenSaved', null)
  assert.equal(on.eventsOf('root/writer'), ['started', 'crashed', 'started'])
})

test.run()
