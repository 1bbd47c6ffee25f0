/**
 * One scenario for both hosts: a pinger on one system asks a ponger on another, which crashes at
 * every tenth ping and is restarted by its supervisor.
 */
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { ActorDown } from '../../runtime/context.ts'
import { isUnanswered, type ReplyTo, refTo } from '../../runtime/ref.ts'
import { child, type SupervisorSpec, supervisor } from '../../runtime/supervisor.ts'
import type { TraceEvent } from '../../runtime/trace.ts'

const pingsPerLife = 10
const pongsWanted = 900
/** An answer that takes longer is lost; long enough for a busy machine. */
const patienceMs = 10_000
/** Between two attempts to reach the other system, which may start later than this one. */
const greetingMs = 10

export class Ponger extends Actor {
  private pings = 0

  hello({ replyTo }: { replyTo: ReplyTo<string> }): void {
    this.ctx.reply(replyTo, 'hello')
  }

  ping({ number, replyTo }: { number: number; replyTo: ReplyTo<number> }): void {
    this.pings++
    this.ctx.reply(replyTo, number)
    if (this.pings === pingsPerLife) throw new Error('every tenth ping is one too many')
  }
}

export class Pinger extends Actor {
  private readonly ponger = refTo<Ponger>('ponger', 'ponger/ponger')
  private pings = 0
  private pongs = 0
  private downs = 0
  private timeOuts = 0
  private deaths = 0

  protected override started(): void {
    this.greet()
  }

  greet(): void {
    this.ctx
      .ask(this.ponger, 10 * greetingMs)
      .hello({})
      .answers(this.greeted, null)
  }

  greeted({ answer }: Answered<string>): void {
    if (isUnanswered(answer)) {
      this.ctx.after(this, greetingMs).greet()
      return
    }
    this.ctx.watch(this.ponger, this.pongerDied, null)
    this.ping()
  }

  ponged({ answer, tag }: Answered<number, number>): void {
    if (!isUnanswered(answer)) {
      if (answer !== tag) throw new Error(`ping ${tag} was answered with ${answer}`)
      this.pongs++
    } else if (answer.unanswered === 'down') this.downs++
    else this.timeOuts++
    if (this.pongs < pongsWanted) this.ping()
    else this.report()
  }

  pongerDied({ reason }: ActorDown): void {
    if (reason !== 'crashed') throw new Error(`the ponger ended as ${reason}`)
    this.deaths++
    this.ctx.watch(this.ponger, this.pongerDied, null)
  }

  private ping(): void {
    const number = ++this.pings
    this.ctx.ask(this.ponger, patienceMs).ping({ number }).answers(this.ponged, number)
  }

  private report(): void {
    const { pings, pongs, downs, timeOuts, deaths } = this
    this.ctx.trace('done', { pings, pongs, downs, timeOuts, deaths })
  }
}

const crashes = pongsWanted / (pingsPerLife - 1) - 1

/**
 * What the `done` event of the pinger must say: the ponger's last life ends one ping too early
 * to crash.
 */
export const expected = {
  pings: pongsWanted + crashes,
  pongs: pongsWanted,
  downs: crashes,
  timeOuts: 0,
  deaths: crashes,
}

/** The systems of the scenario: name and tree. They may start in any order. */
export const systems: readonly { name: string; tree: SupervisorSpec }[] = [
  {
    name: 'pinger',
    tree: supervisor({
      name: 'pinger',
      strategy: 'one-for-one',
      limit: { restarts: 0, withinMs: 1_000 },
      children: [child('pinger', (ctx) => new Pinger(ctx))],
    }),
  },
  {
    name: 'ponger',
    tree: supervisor({
      name: 'ponger',
      strategy: 'one-for-one',
      limit: { restarts: crashes, withinMs: 600_000 },
      children: [child('ponger', (ctx) => new Ponger(ctx))],
    }),
  },
]

/** True for the event that ends the scenario. */
export function isDone({ system, type }: TraceEvent): boolean {
  return system === 'pinger' && type === 'done'
}
