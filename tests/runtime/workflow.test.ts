/** Tests of request workflows. */
import { Actor } from '../../runtime/actor.ts'
import { isUnanswered, type ReplyTo, refTo } from '../../runtime/ref.ts'
import { all, first, ready, type Workflow } from '../../runtime/workflow.ts'
import { assert, suite } from '../harness.ts'
import { flat, Workbench } from './support/workbench.ts'

const test = suite('workflow')

/** Answers after as many milliseconds as it is asked to wait. */
class Slow extends Actor {
  wait({ ms, replyTo }: { ms: number; replyTo: ReplyTo<number> }): void {
    if (ms === 0) this.ctx.reply(replyTo, 0)
    else this.ctx.after(this, ms).answer({ ms, replyTo })
  }

  answer({ ms, replyTo }: { ms: number; replyTo: ReplyTo<number> }): void {
    this.ctx.reply(replyTo, ms)
  }
}

const slow = refTo<Slow>('here', 'root/slow')
const results: [name: string, result: unknown, atMs: number][] = []

class Worker extends Actor {
  start({
    name,
  }: {
    name: 'oneByOne' | 'sideBySide' | 'fastest' | 'atOnce' | 'naps' | 'crash'
  }): void {
    this.ctx.run(this[name](), (result) => results.push([name, result, this.ctx.monotonicMs()]))
  }

  private *oneByOne(): Workflow<unknown> {
    const one = yield* this.ctx.ask(slow, 1_000).wait({ ms: 10 })
    const two = yield* this.ctx.ask(slow, 1_000).wait({ ms: 20 })
    return [one, two]
  }

  private *sideBySide(): Workflow<unknown> {
    return yield* all<unknown>([
      this.ctx.ask(slow, 1_000).wait({ ms: 20 }),
      this.ctx.ask(slow, 1_000).wait({ ms: 10 }),
      ready('ready'),
    ])
  }

  private *fastest(): Workflow<unknown> {
    const asks = [30, 10, 20].map((ms) => this.ctx.ask(slow, 1_000).wait({ ms }))
    return yield* first([...asks, this.ctx.sleep(15)])
  }

  private *atOnce(): Workflow<unknown> {
    const outcome = yield* this.ctx.ask(refTo<Slow>('here', 'root/nobody'), 5).wait({ ms: 0 })
    return isUnanswered(outcome) && (yield* first([])) === -1
  }

  private *naps(): Workflow<unknown> {
    yield* this.ctx.sleep(7)
    return 'rested'
  }

  private *crash(): Workflow<unknown> {
    yield* this.ctx.sleep(1)
    throw new Error('in the middle')
  }
}

function run(name: string): { on: Workbench; results: typeof results } {
  results.length = 0
  const on = new Workbench(
    flat([
      ['slow', (ctx) => new Slow(ctx)],
      ['worker', (ctx) => new Worker(ctx)],
    ]),
  )
  on.tell('root/worker', 'start', { name })
  on.advance(100)
  return { on, results }
}

test('waits in a row take the sum of their times', () => {
  assert.equal(run('oneByOne').results, [['oneByOne', [10, 20], 30]])
})

test('questions made together run side by side, and answer in the order of asking', () => {
  assert.equal(run('sideBySide').results, [['sideBySide', [20, 10, 'ready'], 20]])
})

test('first gives the index of the one that settled first and drops the others', () => {
  const { on, results: seen } = run('fastest')
  assert.equal(seen, [['fastest', 1, 10]])
  assert.is(on.system.timers.size, 0)
  assert.is(on.system.deadLetters, 2, 'two late answers')
})

test('an actor that does not live ends a wait as down; first of nothing is -1', () => {
  assert.equal(run('atOnce').results, [['atOnce', true, 0]])
})

test('a workflow can sleep', () => {
  assert.equal(run('naps').results, [['naps', 'rested', 7]])
})

test('a throw in a workflow crashes the actor that drives it', () => {
  const { on, results: seen } = run('crash')
  assert.equal(seen, [])
  assert.equal(on.eventsOf('root/worker'), ['started', 'crashed', 'started'])
})

test.run()
