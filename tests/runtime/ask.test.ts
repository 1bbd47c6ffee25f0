/** Tests of questions between actors. */
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import { type ReplyTo, refTo } from '../../runtime/ref.ts'
import { assert, suite } from '../harness.ts'
import { flat, Workbench } from './support/workbench.ts'

const test = suite('ask')

type Question = { text: string; replyTo: ReplyTo<string> }

class Oracle extends Actor {
  private kept: ReplyTo<string> | null = null

  answer({ text, replyTo }: Question): void {
    this.ctx.reply(replyTo, `${text}!`)
  }

  answerTwice({ replyTo }: Question): void {
    this.ctx.reply(replyTo, 'one')
    this.ctx.reply(replyTo, 'two')
  }

  keepQuiet({ replyTo }: Question): void {
    this.kept = replyTo
  }

  speak(_: null): void {
    if (this.kept !== null) this.ctx.reply(this.kept, 'at last')
  }

  crash({ replyTo }: Question): void {
    this.ctx.reply(replyTo, 'never leaves')
    throw new Error('crash')
  }
}

class Asker extends Actor {
  readonly outcomes: unknown[] = []

  ask({
    how,
    of,
    text,
  }: {
    how: 'answer' | 'answerTwice' | 'keepQuiet' | 'crash'
    of: string
    text: string
  }): void {
    const oracle = refTo<Oracle>('here', of)
    this.ctx.ask(oracle, 100)[how]({ text }).answers(this.answered, text)
  }

  askAndForget({ of }: { of: string }): void {
    const asked = this.ctx.ask(refTo<Oracle>('here', of), 100).answer({ text: 'x' })
    asked.answers(this.answered, 'x')
    asked.cancel()
  }

  askElsewhere(_: null): void {
    const oracle = refTo<Oracle>('there', 'oracle')
    this.ctx.ask(oracle, 100).answer({ text: 'far' }).answers(this.answered, 'far')
  }

  answered({ answer, tag }: Answered<string, string>): void {
    this.outcomes.push([tag, answer])
  }

  protected override describe(): Record<string, unknown> {
    return { outcomes: this.outcomes }
  }
}

function bench(): { bench: Workbench; outcomes: () => unknown[] } {
  let asker: Asker | null = null
  const bench = new Workbench(
    flat([
      ['oracle', (ctx) => new Oracle(ctx)],
      ['asker', (ctx) => (asker = new Asker(ctx))],
    ]),
  )
  return { bench, outcomes: () => (asker as unknown as Asker).outcomes }
}

const timedOut = { unanswered: 'timed-out' }
const down = { unanswered: 'down' }
const oracle = 'root/oracle'

test('the answer comes to the named method, with the tag', () => {
  const { bench: on, outcomes } = bench()
  on.tell('root/asker', 'ask', { how: 'answer', of: oracle, text: 'a' })
  on.tell('root/asker', 'ask', { how: 'answer', of: oracle, text: 'b' })
  assert.equal(outcomes(), [
    ['a', 'a!'],
    ['b', 'b!'],
  ])
})

test('a question without an answer ends at its time-out, and not before', () => {
  const { bench: on, outcomes } = bench()
  on.tell('root/asker', 'ask', { how: 'keepQuiet', of: oracle, text: 'a' })
  on.advance(99)
  assert.equal(outcomes(), [])
  on.advance(1)
  assert.equal(outcomes(), [['a', timedOut]])
})

test('an answer after the time-out is a dead letter', () => {
  const { bench: on, outcomes } = bench()
  on.tell('root/asker', 'ask', { how: 'keepQuiet', of: oracle, text: 'a' })
  on.advance(100)
  on.tell(oracle, 'speak', null)
  assert.equal(outcomes(), [['a', timedOut]])
  assert.is(on.system.deadLetters, 1)
})

test('only the first of two answers counts', () => {
  const { bench: on, outcomes } = bench()
  on.tell('root/asker', 'ask', { how: 'answerTwice', of: oracle, text: 'a' })
  assert.equal(outcomes(), [['a', 'one']])
  on.advance(1_000)
  assert.is(outcomes().length, 1)
})

test('the crash of the asked actor ends all its open questions as down, at once', () => {
  const { bench: on, outcomes } = bench()
  on.tell('root/asker', 'ask', { how: 'keepQuiet', of: oracle, text: 'a' })
  on.tell('root/asker', 'ask', { how: 'crash', of: oracle, text: 'b' })
  assert.equal(outcomes(), [
    ['a', down],
    ['b', down],
  ])
  assert.is(on.nowMs, 0)
})

test('a question to an actor that does not live ends as down at once', () => {
  const { bench: on, outcomes } = bench()
  on.tell('root/asker', 'ask', { how: 'answer', of: 'root/nobody', text: 'a' })
  assert.equal(outcomes(), [['a', down]])
})

test('the death of the asked system ends the question as down', () => {
  const { bench: on, outcomes } = bench()
  on.tell('root/asker', 'askElsewhere', null)
  on.system.linkDown('another')
  on.settle()
  assert.equal(outcomes(), [])
  on.system.linkDown('there')
  on.settle()
  assert.equal(outcomes(), [['far', down]])
})

test('a cancelled question tells nobody anything, and leaves no timer', () => {
  const { bench: on, outcomes } = bench()
  on.tell('root/asker', 'askAndForget', { of: oracle })
  assert.is(on.system.timers.size, 0)
  on.advance(1_000)
  assert.equal(outcomes(), [])
})

test('the answer to an earlier life of the asker is dropped', () => {
  const { bench: on, outcomes } = bench()
  on.tell('root/asker', 'ask', { how: 'keepQuiet', of: oracle, text: 'a' })
  on.tell('root/asker', 'noSuchMethod', null)
  on.tell(oracle, 'speak', null)
  on.advance(1_000)
  assert.equal(outcomes(), [])
})

test.run()
