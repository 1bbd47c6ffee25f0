/** Small systems for tests of the simulator: actors that note what they are told. */
import { Actor } from '../../../runtime/actor.ts'
import type { Answered } from '../../../runtime/ask.ts'
import type { ActorDown } from '../../../runtime/context.ts'
import { loadXxh } from '../../../runtime/platform/xxh.ts'
import type { Owner } from '../../../runtime/ports/network.ts'
import { type ReplyTo, refTo } from '../../../runtime/ref.ts'
import type { Machine } from '../../../runtime/simulator/machine.ts'
import { Simulator, type SimulatorOptions } from '../../../runtime/simulator/simulator.ts'
import { child, type SupervisorSpec, supervisor } from '../../../runtime/supervisor.ts'

const xxh = await loadXxh()

/** What has been noted, by system: virtual time in ms and a text. */
export type Notes = Map<string, [atMs: number, text: string][]>

/** Does as it is told by messages, and notes what comes of it. */
export class Hand extends Actor {
  private readonly notes: Notes

  constructor(ctx: Actor['ctx'], notes: Notes) {
    super(ctx)
    this.notes = notes
  }

  protected override started(): void {
    this.note('started')
  }

  hear({ text }: { text: string }): void {
    this.note(text)
  }

  answer({ replyTo }: { replyTo: ReplyTo<string> }): void {
    this.ctx.reply(replyTo, 'answer')
  }

  tell({ to, text }: { to: string; text: string }): void {
    this.ctx.to(refTo<Hand>(to, 'root/hand')).hear({ text })
  }

  ask({ to, timeoutMs }: { to: string; timeoutMs: number }): void {
    const hand = refTo<Hand>(to, 'root/hand')
    this.ctx.ask(hand, timeoutMs).answer({}).answers(this.answered, null)
  }

  answered({ answer }: Answered<string>): void {
    this.note(typeof answer === 'string' ? answer : answer.unanswered)
  }

  watch({ to }: { to: string }): void {
    this.ctx.watch(refTo(to, 'root/hand'), this.wentDown, null)
  }

  wentDown({ system, reason }: ActorDown): void {
    this.note(`${system} ${reason}`)
  }

  wait({ ms }: { ms: number }): void {
    this.ctx.after(this, ms).hear({ text: `waited ${ms}` })
  }

  crash(_: null): void {
    throw new Error('crash')
  }

  append({ bytes }: { bytes: number }): void {
    this.ctx.disk.append('f', new Uint8Array(bytes))
  }

  save({ bytes }: { bytes: number }): void {
    this.ctx.disk.append('f', new Uint8Array(bytes))
    this.ctx.disk.sync('f', ({ error }) => this.note(`saved ${error}`))
  }

  useClock(_: null): void {
    this.note(`${Date.now()}`)
  }

  private note(text: string): void {
    const here = this.notes.get(this.ctx.system) ?? []
    this.notes.set(this.ctx.system, [...here, [this.ctx.monotonicMs(), text]])
  }
}

export class Lab {
  readonly notes: Notes = new Map()
  readonly simulator: Simulator
  readonly tree: SupervisorSpec

  constructor(options: Partial<SimulatorOptions> = {}) {
    this.simulator = new Simulator({ seed: 1, xxh, ...options })
    this.tree = supervisor({
      name: 'root',
      strategy: 'one-for-one',
      limit: { restarts: 100, withinMs: 1_000 },
      children: [child('hand', (ctx) => new Hand(ctx, this.notes))],
    })
  }

  /** Adds systems of one hand each, and lets them start. */
  add(...names: string[]): Machine[] {
    const machines = names.map((name) => this.simulator.system(name, this.tree))
    this.simulator.run({ untilMs: this.simulator.nowMs + 1 })
    for (const name of names) this.texts(name)
    return machines
  }

  /** Has the hand of a system get a message, now. */
  order(system: string, type: string, message: unknown): void {
    const machine = this.simulator.machine(system)
    const cell = machine.system?.tree.cells.get('root/hand')
    const owner: Owner = { path: 'root/hand', incarnation: cell?.incarnation ?? 0 }
    machine.deliver(() => machine.system?.input(owner, type, message))
  }

  run(forMs: number): void {
    this.simulator.run({ untilMs: this.simulator.nowMs + forMs })
  }

  /** What a system has noted since the last call. */
  texts(system: string): string[] {
    const noted = this.notes.get(system) ?? []
    this.notes.delete(system)
    return noted.map(([, text]) => text)
  }
}
