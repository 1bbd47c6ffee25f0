/** Tests of the actor system: ticks, mailboxes, the end of a tick, and how a system dies. */
import { Actor } from '../../runtime/actor.ts'
import { MemoryDisk } from '../../runtime/memory-disk.ts'
import { DiskError, SystemDeath } from '../../runtime/ports/disk.ts'
import { type ReplyTo, refTo } from '../../runtime/ref.ts'
import { child } from '../../runtime/supervisor.ts'
import { assert, suite } from '../harness.ts'
import { flat, fromElsewhere, heard, Keeper, keeper, Workbench } from './support/workbench.ts'

const test = suite('actor system')

class Writer extends Actor {
  private broken = false

  write({ replyTo }: { replyTo: ReplyTo<string> }): void {
    this.ctx.disk.append('f', new Uint8Array([1]))
    this.ctx.to(refTo<Keeper>('there', 'keeper')).keep('written')
    this.ctx.reply(replyTo, 'written')
  }

  breakInvariant(_: null): void {
    this.broken = true
  }

  answerWithValue(_: null): unknown {
    return 'a value'
  }

  protected override invariants(): void {
    if (this.broken) throw new Error('broken')
  }
}

function bench(ports: ConstructorParameters<typeof Workbench>[1] = {}): Workbench {
  heard()
  return new Workbench(
    flat([
      ['keeper', (ctx) => new Keeper(ctx)],
      ['writer', (ctx) => new Writer(ctx)],
    ]),
    ports,
  )
}

test('a tick handles no more than its budget, and asks for the next one', () => {
  const on = bench()
  for (let n = 0; n < 5; n++) on.system.receive(fromElsewhere(keeper.path, 'keep', n))
  const { wakes } = on
  assert.is(on.system.tick(3), 3)
  assert.equal(heard(), [0, 1, 2])
  assert.ok(on.wakes > wakes)
  assert.is(on.system.tick(3), 2)
  assert.equal(heard(), [3, 4])
})

test('what arrives between ticks wakes the host, also when nobody lives there', () => {
  const on = bench()
  const { wakes } = on
  on.system.receive(fromElsewhere('root/nobody', 'keep', null))
  assert.ok(on.wakes > wakes)
  assert.is(on.system.deadLetters, 1)
})

test('messages and answers leave after the disk has taken what the tick appended', () => {
  const order: string[] = []
  class Watched extends MemoryDisk {
    override flush(): void {
      order.push('flush')
    }
  }
  const on = bench({ disk: new Watched(), links: { post: () => void order.push('post') } })
  order.length = 0
  on.system.receive(fromElsewhere('root/writer', 'write', { replyTo: replyTo(1) }))
  on.system.tick(10)
  assert.equal(order, ['flush', 'post'])
})

test('when the disk fails at the end of a tick, nothing leaves and the system is dead', () => {
  let fails = false
  class Failing extends MemoryDisk {
    override flush(): void {
      if (fails) throw new DiskError('EIO', 'f')
    }
  }
  const on = bench({ disk: new Failing() })
  fails = true
  on.ask('root/writer', 'write', {}, 1)
  assert.equal(on.posted, [])
  assert.ok(on.system.failed)
  assert.ok(on.failure?.includes('EIO'))
})

test('a death in the middle of a handler ends the system: no answer, no restart', () => {
  class Deadly extends MemoryDisk {
    override append(): void {
      throw new SystemDeath('power')
    }
  }
  const on = bench({ disk: new Deadly() })
  on.ask('root/writer', 'write', {}, 1)
  on.tell(keeper.path, 'keep', 'too late')
  assert.is(on.failure, 'power')
  assert.equal([on.posted, heard()], [[], []])
  assert.equal(on.eventsOf('root/writer'), ['started'])
})

test('a death while an actor starts ends the system at once, without another attempt', () => {
  let starts = 0
  class Stillborn extends Actor {
    protected override started(): void {
      starts++
      throw new SystemDeath('power')
    }
  }
  const on = new Workbench(flat([['stillborn', (ctx) => new Stillborn(ctx)]]))
  assert.equal([starts, on.failure], [1, 'power'])
  assert.equal(on.eventsOf('root'), [])
})

test('one message more than a mailbox holds crashes the receiver, and drops what waited', () => {
  heard()
  const small = child('keeper', (ctx) => new Keeper(ctx), { mailbox: 3 })
  const on = new Workbench({ ...flat([]), children: [small] })
  for (let n = 0; n < 3; n++) on.system.receive(fromElsewhere(keeper.path, 'keep', n))
  assert.equal(on.eventsOf(keeper.path), ['started'])
  on.system.receive(fromElsewhere(keeper.path, 'keep', { replyTo: replyTo(1) }))
  assert.equal(on.eventsOf(keeper.path), ['started', 'crashed', 'started', 'deadLetter'])
  on.settle()
  assert.equal(heard(), [])
  assert.is(on.system.deadLetters, 4)
  assert.equal(on.answers, [[1, { unanswered: 'down' }]])
  on.tell(keeper.path, 'keep', 'next life')
  assert.equal(heard(), ['next life'])
})

test('what waited for the life that crashed is answered down and not delivered again', () => {
  const on = bench()
  on.system.receive(fromElsewhere('root/writer', 'noSuchMethod', null))
  on.system.receive(fromElsewhere('root/writer', 'write', { replyTo: replyTo(1) }))
  on.settle()
  assert.equal(on.answers, [[1, { unanswered: 'down' }]])
  assert.is(on.disk.sizeOf('f'), -1)
})

test('a broken invariant crashes the actor after the handler that broke it', () => {
  const on = bench()
  on.tell('root/writer', 'breakInvariant', null)
  assert.equal(on.eventsOf('root/writer'), ['started', 'crashed', 'started'])
  const live = bench({ checkInvariants: false })
  live.tell('root/writer', 'breakInvariant', null)
  assert.equal(live.eventsOf('root/writer'), ['started'])
})

test('a handler that returns a value (as an async one does) is found by tests', () => {
  const on = bench()
  on.tell('root/writer', 'answerWithValue', null)
  assert.equal(on.eventsOf('root/writer'), ['started', 'crashed', 'started'])
})

test('an unknown message type crashes the receiver', () => {
  const on = bench()
  on.tell('root/writer', 'noSuchMethod', null)
  const crash = on.events.find(({ type }) => type === 'crashed')
  assert.is(crash?.details['error'], 'root/writer has no method noSuchMethod')
})

test('a message for an earlier incarnation is dropped', () => {
  const on = bench()
  const { incarnation } = on.system.tree.cells.get(keeper.path) ?? { incarnation: 0 }
  on.system.receive({ ...fromElsewhere(keeper.path, 'keep', 'old'), incarnation: incarnation - 1 })
  on.system.receive({ ...fromElsewhere(keeper.path, 'keep', 'new'), incarnation })
  on.settle()
  assert.equal(heard(), ['new'])
})

test('no two lives of a system have an incarnation in common', () => {
  const [first, second] = [bench({ life: 1 }), bench({ life: 2 })]
  const of = (on: Workbench) => on.system.tree.cells.get(keeper.path)?.incarnation ?? 0
  for (let n = 0; n < 5; n++) first.tell(keeper.path, 'noSuchMethod', null)
  assert.ok(of(first) < of(second))
})

test('a stopped system handles nothing more', () => {
  const on = bench()
  on.system.stop()
  on.tell(keeper.path, 'keep', 'late')
  assert.equal(heard(), [])
})

function replyTo(askId: number): ReplyTo<unknown> {
  return { system: 'there', path: 'asker', incarnation: 7, askId }
}

test.run()
