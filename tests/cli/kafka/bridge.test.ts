/** The way to the actors and back. */
import { Bridge, Desk } from '../../../cli/kafka/bridge.ts'
import { Actor } from '../../../runtime/actor.ts'
import { down, type ReplyTo, refTo, timedOut } from '../../../runtime/ref.ts'
import { child, supervisor } from '../../../runtime/supervisor.ts'
import { LiveSystem } from '../../../runtime/threads/live-system.ts'
import { silent } from '../../../runtime/trace.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('bridge')

class Doubler extends Actor {
  double({ number, replyTo }: { number: number; replyTo: ReplyTo<number> }): void {
    if (number >= 0) this.ctx.reply(replyTo, number * 2)
  }
}

const doubler = refTo<Doubler>('test', 'root/doubler')

async function withSystem(use: (desk: Desk, tell: (id: number) => void) => Promise<void>) {
  const desk = new Desk()
  const system = new LiveSystem({
    name: 'test',
    tree: supervisor({
      name: 'root',
      strategy: 'one-for-one',
      limit: { restarts: 0, withinMs: 1 },
      children: [
        child('doubler', (ctx) => new Doubler(ctx)),
        child('bridge', (ctx) => new Bridge(ctx, desk)),
      ],
    }),
    life: 1,
    observer: silent,
    checkInvariants: true,
    failed: () => {},
  })
  system.start()
  await use(desk, (id) => system.tell('root/bridge', 'put', { id }))
  await system.stop()
}

test('each question gets its own answer', async () => {
  await withSystem(async (desk, tell) => {
    const ask = (number: number) =>
      desk.put((ctx) => ctx.ask(doubler, 1_000).double({ number }), tell)
    assert.equal(await Promise.all([ask(1), ask(2), ask(3)]), [2, 4, 6])
  })
})

test('no answer is told as a time-out', async () => {
  await withSystem(async (desk, tell) => {
    const answer = await desk.put((ctx) => ctx.ask(doubler, 5).double({ number: -1 }), tell)
    assert.equal(answer, timedOut)
  })
})

test('whoever still waits at the end is told', async () => {
  const desk = new Desk()
  const answer = desk.put(
    (ctx) => ctx.ask(doubler, 5).double({ number: 1 }),
    () => {},
  )
  desk.settleAll(down)
  assert.equal(await answer, down)
})

test.run()
