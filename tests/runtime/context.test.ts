/** Tests of the context: what a handler does leaves when it returns, or not at all. */
import { Actor } from '../../runtime/actor.ts'
import type { ActorDown } from '../../runtime/context.ts'
import { type ReplyTo, refTo } from '../../runtime/ref.ts'
import type { Timer } from '../../runtime/timer.ts'
import { assert, suite } from '../harness.ts'
import { flat, heard, Keeper, keeper, Workbench } from './support/workbench.ts'

const test = suite('context')

class Subject extends Actor {
  private timer: Timer | null = null

  sendAndThrow({ replyTo }: { replyTo: ReplyTo<string> }): void {
    this.ctx.to(keeper).keep('sent')
    this.ctx.reply(replyTo, 'replied')
    this.ctx.after(this, 10).ring('armed')
    this.ctx.spawn('root', 'child', (ctx) => new Keeper(ctx))
    throw new Error('after all that')
  }

  sendInOrder(_: null): void {
    this.ctx.to(keeper).keep(1)
    this.ctx.to(keeper).keep(2)
  }

  passOn({ replyTo }: { replyTo: ReplyTo<string> }): void {
    this.ctx.to(refTo<Other>('here', 'root/other')).take({ replyTo })
  }

  passOnAndThrow({ replyTo }: { replyTo: ReplyTo<string> }): void {
    this.ctx.to(refTo<Other>('here', 'root/other')).take({ replyTo })
    throw new Error('handed over nothing')
  }

  arm({ ms }: { ms: number }): void {
    this.timer = this.ctx.after(this, ms).ring(`after ${ms}`)
  }

  disarm(_: null): void {
    this.ctx.cancel(this.timer)
  }

  ring(text: string): void {
    this.ctx.to(keeper).keep(text)
  }

  watch({ path, tag }: { path: string; tag: string }): void {
    const id = this.ctx.watch(refTo('here', path), this.wentDown, tag)
    if (tag === 'unwatched') this.ctx.unwatch(id)
  }

  watchFar(_: null): void {
    this.ctx.watch(refTo('there', 'someone'), this.wentDown, 'far')
  }

  wentDown({ path, reason, tag }: ActorDown<string>): void {
    this.ctx.to(keeper).keep([path, reason, tag])
  }

  spawn({ name }: { name: string }): void {
    const ref = this.ctx.spawn('root', name, (ctx) => new Other(ctx), { restart: 'temporary' })
    this.ctx.to(ref).greet({ by: this.ctx.self<Subject>().path })
  }

  stopChild({ name }: { name: string }): void {
    this.ctx.stop(refTo('here', `root/${name}`))
  }

  crash(_: null): void {
    throw new Error('crash')
  }

  end(_: null): void {
    this.ctx.stopSelf()
  }

  look(_: null): void {
    const { ctx } = this
    const clocks = [ctx.monotonicMs(), ctx.wallClockMs()]
    ctx.to(keeper).keep([clocks, ctx.random(1_000), ctx.random(1_000)])
    ctx.log('warn', 'looked')
    ctx.trace('seen', { what: 'all' })
  }
}

class Other extends Actor {
  private readonly owed: ReplyTo<string>[] = []

  take({ replyTo }: { replyTo: ReplyTo<string> }): void {
    this.owed.push(replyTo)
  }

  greet({ by }: { by: string }): void {
    this.ctx.to(keeper).keep(`${this.ctx.path} greeted by ${by}`)
  }

  crash(_: null): void {
    throw new Error('crash')
  }

  protected override stopping(): void {
    this.ctx.to(keeper).keep(`${this.ctx.path} stops`)
  }
}

const subject = 'root/subject'

function bench(): Workbench {
  heard()
  return new Workbench(
    flat([
      ['keeper', (ctx) => new Keeper(ctx)],
      ['other', (ctx) => new Other(ctx)],
      ['subject', (ctx) => new Subject(ctx)],
    ]),
  )
}

test('a handler that throws sends nothing, starts nobody, and its asker hears down', () => {
  const on = bench()
  on.ask(subject, 'sendAndThrow', {}, 1)
  on.advance(100)
  assert.equal(heard(), [])
  assert.equal(on.answers, [[1, { unanswered: 'down' }]])
  assert.not(on.system.tree.cells.has('root/child'))
})

test('messages between two actors of a system arrive in the order of sending', () => {
  const on = bench()
  on.tell(subject, 'sendInOrder', null)
  assert.equal(heard(), [1, 2])
})

test('who hands a question on owes no answer any more; who got it does', () => {
  const on = bench()
  on.ask(subject, 'passOn', {}, 1)
  on.tell(subject, 'crash', null)
  assert.equal(on.answers, [])
  on.tell('root/other', 'crash', null)
  assert.equal(on.answers, [[1, { unanswered: 'down' }]])
})

test('a question that a throwing handler wanted to hand on is answered down', () => {
  const on = bench()
  on.ask(subject, 'passOnAndThrow', {}, 1)
  assert.equal(on.answers, [[1, { unanswered: 'down' }]])
})

test('a timer sends its message once, at its time', () => {
  const on = bench()
  on.tell(subject, 'arm', { ms: 50 })
  on.advance(49)
  assert.equal(heard(), [])
  on.advance(1)
  assert.equal(heard(), ['after 50'])
  on.advance(1_000)
  assert.equal(heard(), [])
})

test('a cancelled timer never sends, and neither does one of an earlier life', () => {
  const on = bench()
  on.tell(subject, 'arm', { ms: 50 })
  on.tell(subject, 'disarm', null)
  on.tell(subject, 'arm', { ms: 60 })
  on.tell(subject, 'crash', null)
  on.advance(1_000)
  assert.equal(heard(), [])
  assert.is(on.system.timers.size, 0)
})

test('a timer message that waits when its actor crashes does not reach the next life', () => {
  const on = bench()
  on.tell(subject, 'arm', { ms: 50 })
  on.system.receive({ ...crashOf(subject) })
  on.nowMs = 50
  on.settle()
  assert.equal(heard(), [])
})

function crashOf(path: string) {
  const [system, from, type] = ['here', 'there/x', 'crash']
  const [incarnation, fromIncarnation, id, message] = [0, 0, 0, null]
  return {
    kind: 'tell' as const,
    system,
    path,
    incarnation,
    from,
    fromIncarnation,
    type,
    id,
    message,
  }
}

test('a watch answers exactly once: on a crash, on a stop, and for who never lived', () => {
  const on = bench()
  on.tell(subject, 'watch', { path: 'root/other', tag: 'a' })
  on.tell(subject, 'watch', { path: 'root/nobody', tag: 'b' })
  on.tell('root/other', 'crash', null)
  on.tell('root/other', 'crash', null)
  assert.equal(heard(), [
    ['root/nobody', 'no-such-actor', 'b'],
    ['root/other', 'crashed', 'a'],
  ])
  on.tell(subject, 'spawn', { name: 'child' })
  on.tell(subject, 'watch', { path: 'root/child', tag: 'c' })
  heard()
  on.tell(subject, 'stopChild', { name: 'child' })
  assert.equal(heard(), ['root/child stops', ['root/child', 'stopped', 'c']])
})

test('a watch on an actor of a dead system answers unreachable, once', () => {
  const on = bench()
  on.tell(subject, 'watchFar', null)
  assert.equal(
    on.posted.map(({ kind }) => kind),
    ['watch'],
  )
  on.system.linkDown('there')
  on.system.linkDown('there')
  on.settle()
  assert.equal(heard(), [['someone', 'unreachable', 'far']])
})

test('what is no longer watched is not reported', () => {
  const on = bench()
  on.tell(subject, 'watch', { path: 'root/other', tag: 'unwatched' })
  on.tell('root/other', 'crash', null)
  assert.equal(heard(), [])
})

test('a spawned actor gets what the same handler sent to it, and ends with its spawner', () => {
  const on = bench()
  on.tell(subject, 'spawn', { name: 'child' })
  assert.equal(heard(), ['root/child greeted by root/subject'])
  on.tell(subject, 'crash', null)
  assert.equal(heard(), ['root/child stops'])
  assert.not(on.system.tree.cells.has('root/child'))
})

test('a temporary actor that crashed is forgotten, and its name is free again', () => {
  const on = bench()
  on.tell(subject, 'spawn', { name: 'child' })
  on.tell('root/child', 'crash', null)
  assert.not(on.system.tree.cells.has('root/child'))
  heard()
  on.tell(subject, 'spawn', { name: 'child' })
  assert.equal(heard(), ['root/child greeted by root/subject'])
})

test('a permanent actor that ends itself comes back as a new incarnation', () => {
  const on = bench()
  const before = on.system.tree.cells.get(subject)?.incarnation ?? 0
  on.tell(subject, 'end', null)
  const cell = on.system.tree.cells.get(subject)
  assert.ok(cell?.running)
  assert.ok((cell?.incarnation ?? 0) > before)
  assert.equal(on.eventsOf(subject), ['started', 'stopped', 'started'])
})

test('clocks, chance, log and trace reach an actor through its context only', () => {
  const on = bench()
  on.advance(25)
  on.tell(subject, 'look', null)
  const [[clocks, one, two]] = heard() as [[number[], number, number]]
  assert.equal(clocks, [25, 1_000_025])
  assert.ok(one < 1_000 && two < 1_000)
  const again = bench()
  again.advance(25)
  again.tell(subject, 'look', null)
  assert.equal(heard(), [[clocks, one, two]], 'the same seed draws the same')
  const [log, seen] = on.events.slice(-2)
  assert.equal([log?.type, log?.details], ['log', { level: 'warn', text: 'looked' }])
  assert.equal([seen?.type, seen?.details, seen?.atMs], ['seen', { what: 'all' }, 25])
})

test.run()
