/** Tests of the place of one actor: what ends with an incarnation, and what outlives it. */
import { Actor } from '../../runtime/actor.ts'
import type { ReplyTo } from '../../runtime/ref.ts'
import { assert, suite } from '../harness.ts'
import { flat, heard, Keeper, keeper, Workbench } from './support/workbench.ts'

const test = suite('cell')

class Subject extends Actor {
  protected override started(): void {
    this.ctx.to(keeper).keep(`started ${this.ctx.incarnation % 1_000}`)
    this.ctx.after(this, 1_000).tick({})
  }

  tick(_: object): void {}

  owe(_: { replyTo: ReplyTo<string> }): void {}

  protected override stopping(): void {
    this.ctx.to(keeper).keep('stopping')
    if (this.ctx.incarnation % 1_000 === 3) throw new Error('does not stop in order')
  }
}

function bench(): Workbench {
  heard()
  return new Workbench(
    flat([
      ['keeper', (ctx) => new Keeper(ctx)],
      ['subject', (ctx) => new Subject(ctx)],
    ]),
  )
}

test('stopping runs on an orderly end, not after a crash', () => {
  const on = bench()
  assert.equal(heard(), ['started 2'])
  on.tell('root/subject', 'noSuchMethod', null)
  assert.equal(heard(), ['started 3'])
  on.system.tree.removePath('root/subject')
  assert.equal(on.eventsOf('root/subject').slice(-2), ['started', 'crashed'])
  on.settle()
  assert.equal(heard(), [], 'a stopping that throws sends nothing')
})

test('the end of an incarnation ends its timers, and answers what it owes as down', () => {
  const on = bench()
  on.ask('root/subject', 'owe', {}, 1)
  on.ask('root/subject', 'owe', {}, 2)
  assert.is(on.system.timers.size, 1)
  on.system.tree.removePath('root/subject')
  on.settle()
  assert.is(on.system.timers.size, 0)
  const down = { unanswered: 'down' }
  assert.equal(on.answers, [
    [1, down],
    [2, down],
  ])
})

test('restarts and messages are counted, each incarnation from zero', () => {
  const on = bench()
  const cell = on.system.tree.cells.get('root/subject')
  on.tell('root/subject', 'tick', {})
  on.tell('root/subject', 'tick', {})
  assert.equal([cell?.restarts, cell?.handled], [0, 2])
  on.tell('root/subject', 'noSuchMethod', null)
  assert.equal([cell?.restarts, cell?.handled], [1, 0])
})

test.run()
