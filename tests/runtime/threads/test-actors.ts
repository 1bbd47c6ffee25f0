/** Small actors for tests of threads: one that works, freezes, crashes or dies on demand. */
import { setTimeout } from 'node:timers'
import { Actor } from '../../../runtime/actor.ts'
import type { Answered } from '../../../runtime/ask.ts'
import type { ActorDown } from '../../../runtime/context.ts'
import { isUnanswered, type ReplyTo, refTo } from '../../../runtime/ref.ts'
import { child, type SupervisorSpec, supervisor } from '../../../runtime/supervisor.ts'

export type TestBoot =
  | { kind: 'broken' }
  | { kind: 'scenario'; system: string }
  /** `does`: what the worker does a moment after its start. `asks`: the system that it asks. */
  | { kind: 'actors'; does?: 'freeze' | 'exit' | 'throw' | 'give-up' | 'listen'; asks?: string }

export function testTree(boot: TestBoot & { kind: 'actors' }): SupervisorSpec {
  return supervisor({
    name: 'root',
    strategy: 'one-for-one',
    limit: { restarts: 3, withinMs: 60_000 },
    children: [
      child('worker', (ctx) => new Worker(ctx, boot), { role: 'test-worker' }),
      child('echo', (ctx) => new Echo(ctx)),
    ],
  })
}

/** Answers with what it got; holds back what it is told to hold. */
export class Echo extends Actor {
  echo({ bytes, replyTo }: { bytes: Uint8Array; replyTo: ReplyTo<Uint8Array> }): void {
    this.ctx.reply(replyTo, bytes)
  }

  never(_: { replyTo: ReplyTo<null> }): void {}
}

export class Worker extends Actor {
  private readonly boot: TestBoot & { kind: 'actors' }

  constructor(ctx: Actor['ctx'], boot: TestBoot & { kind: 'actors' }) {
    super(ctx)
    this.boot = boot
  }

  protected override started(): void {
    this.ctx.after(this, 20).act()
    const { asks } = this.boot
    if (asks === undefined) return
    const echo = refTo<Echo>(asks, 'root/echo')
    this.ctx.watch(echo, this.echoDown, null)
    const slice = new Uint8Array(1_000_000).subarray(10, 13)
    this.ctx.ask(echo, 60_000).echo({ bytes: slice }).answers(this.echoed, null)
    this.ctx.ask(echo, 60_000).never({}).answers(this.unanswered, null)
  }

  act(): void {
    switch (this.boot.does) {
      case 'freeze':
        for (;;);
      case 'exit':
        process.exit(3)
        break
      case 'throw':
        setTimeout(() => {
          throw new RangeError('thrown outside of any actor')
        }, 0)
        break
      case 'give-up':
        throw new Error('it cannot work')
      case 'listen':
        this.ctx.network.listen({ host: '127.0.0.1', port: 0 })
    }
  }

  listening({ port }: { port: number }): void {
    this.ctx.trace('listening', { port })
  }

  echoed({ answer }: Answered<Uint8Array>): void {
    if (isUnanswered(answer)) return this.ctx.trace('answer', { answer })
    this.ctx.trace('answer', { length: answer.length, below: answer.buffer.byteLength })
  }

  unanswered({ answer }: Answered<null>): void {
    this.ctx.trace('answer', { answer })
  }

  echoDown({ reason }: ActorDown): void {
    this.ctx.trace('echoDown', { reason })
  }

  protected override describe(): Record<string, unknown> {
    return { does: this.boot.does ?? null }
  }
}
