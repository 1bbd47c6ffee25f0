/** The context: an actor's only door to the world, to other actors and to its own future. */
import type { Actor, ActorFactory, Asker, Sender, TimedSender } from './actor.ts'
import type { Ask } from './ask.ts'
import type { Cell } from './cell.ts'
import { DiskDoor } from './doors/disk-door.ts'
import { NetworkDoor } from './doors/network-door.ts'
import { type StubTarget, stubClass } from './doors/stubs.ts'
import {
  type Destination,
  type Envelope,
  type EnvelopeKind,
  envelope,
  type Sent,
} from './envelope.ts'
import type { DiskPort } from './ports/disk.ts'
import { RandomStream } from './random.ts'
import { addressOf, type Ref, type ReplyTo, refTo, timedOut } from './ref.ts'
import { child, type RestartPolicy } from './supervisor.ts'
import type { ActorSystem } from './system.ts'
import type { Timer } from './timer.ts'
import { drive, type Workflow } from './workflow.ts'

const TellStub = stubClass()
const AskStub = stubClass()
const TimerStub = stubClass()

/**
 * What a handler wants done once it has returned: an envelope to send, or an action to carry
 * out.
 */
export type Outgoing = Envelope | (() => void)

/** How an actor hears of the end of one that it watches. */
export interface ActorDown<T = null> {
  readonly system: string
  readonly path: string
  readonly reason: 'crashed' | 'stopped' | 'unreachable' | 'no-such-actor'
  readonly tag: T
}

export class Context {
  readonly system: string
  readonly path: string
  readonly incarnation: number
  readonly network: NetworkDoor
  readonly disk: DiskPort
  /** What the running handler has sent so far; it leaves when the handler returns. */
  readonly outbox: Outgoing[] = []
  /** Questions that the running handler answers or hands on: still owed if it throws. */
  readonly discharged: ReplyTo<unknown>[] = []
  private readonly sent: Sent
  private readonly home: ActorSystem
  private readonly cell: Cell
  private stream: RandomStream | null = null

  constructor(home: ActorSystem, cell: Cell) {
    this.home = home
    this.cell = cell
    this.system = home.name
    this.path = cell.path
    this.incarnation = cell.incarnation
    this.sent = { from: addressOf(this), fromIncarnation: this.incarnation }
    this.network = new NetworkDoor(home, cell, this.outbox)
    this.disk = new DiskDoor(home, cell)
  }

  /** This actor's own address, typed as its class. */
  self<A>(): Ref<A> {
    return refTo<A>(this.system, this.path)
  }

  monotonicMs(): number {
    return this.home.ports.clock.monotonicMs()
  }

  wallClockMs(): number {
    return this.home.ports.clock.wallClockMs()
  }

  /** An integer in [0, bound), from this actor's own stream. */
  random(bound: number): number {
    this.stream ??= new RandomStream(this.home.ports.seed, `${this.sent.from}#${this.incarnation}`)
    const value = this.stream.below(bound)
    this.home.ports.observer.drew(this.path, value)
    return value
  }

  /** Sends a message: `to(ref).method(message)`. At most once; in order within a system. */
  to<A>(ref: Ref<A>): Sender<A> {
    return new TellStub(new Tell(this, ref.system, ref.path)) as unknown as Sender<A>
  }

  /** Sends a message to this actor itself, later. The timer ends with this incarnation. */
  after<A extends Actor>(self: A, delayMs: number): TimedSender<A> {
    void self
    return new TimerStub(new Later(this, delayMs)) as unknown as TimedSender<A>
  }

  cancel(timer: Timer | null): void {
    if (timer === null) return
    this.cell.timers.delete(timer)
    this.home.timers.cancel(timer)
  }

  /** Asks: `ask(ref, timeoutMs).method(message)`; the `replyTo` of the message is filled in. */
  ask<A>(ref: Ref<A>, timeoutMs: number): Asker<A> {
    return new AskStub(new Question(this, ref, timeoutMs)) as unknown as Asker<A>
  }

  /** Answers a question; a second answer to the same one is dropped by the asker. */
  reply<R>(replyTo: ReplyTo<R>, answer: R): void {
    this.discharged.push(replyTo)
    this.send(this.envelope('answer', replyTo, '', replyTo.askId, answer))
  }

  /** Drives a workflow; `done` runs inside a handler of this actor. */
  run<R>(workflow: Workflow<R>, done: (result: R) => void): void {
    drive(workflow, done)
  }

  /** Waits in a workflow. */
  sleep(delayMs: number): Ask<null> {
    return this.home.openAsk<null>(this.cell, this, delayMs, null).ask
  }

  /**
   * Starts an actor under the supervisor at path `under` of this system, once the handler returns.
   * It ends when this actor ends.
   */
  spawn<A extends Actor>(
    under: string,
    name: string,
    create: ActorFactory<A>,
    options: { role?: string; restart?: RestartPolicy; mailbox?: number } = {},
  ): Ref<A> {
    const spec = child(name, create, options)
    this.outbox.push(() => this.home.tree.add(under, spec, this.cell))
    return refTo<A>(this.system, `${under}/${name}`)
  }

  /** Ends an actor that this one has spawned, in order and for good. */
  stop(spawned: Ref<unknown>): void {
    this.outbox.push(() => this.home.tree.removePath(spawned.path))
  }

  /** Ends this actor itself, in order, once the handler returns. */
  stopSelf(): void {
    this.outbox.push(() => this.home.tree.endSelf(this.cell))
  }

  /**
   * Calls `handler` exactly once when the actor at `ref` ends, or at once when it does not live.
   */
  watch<T>(ref: Ref<unknown>, handler: (down: ActorDown<T>) => void, tag: T): number {
    const id = this.home.nextId()
    this.cell.watches.set(id, { system: ref.system, path: ref.path, type: handler.name, tag })
    this.send(this.envelope('watch', whoeverLivesAt(ref), '', id, null))
    return id
  }

  unwatch(id: number): void {
    const held = this.cell.watches.get(id)
    if (held === undefined) return
    this.cell.watches.delete(id)
    this.send(this.envelope('unwatch', whoeverLivesAt(held), '', id, null))
  }

  /** A line in the log. `level`: error, warn, info or debug. */
  log(level: 'error' | 'warn' | 'info' | 'debug', text: string): void {
    this.home.happened(this.cell, 'log', { level, text })
  }

  /** An event for traces, the dashboard and experiments. */
  trace(type: string, details: Record<string, unknown>): void {
    this.home.happened(this.cell, type, details)
  }

  /** Only for the stubs and doors of this context. */
  send(outgoing: Outgoing): void {
    this.outbox.push(outgoing)
  }

  /** The actor that this context belongs to; it lives whenever one of its handlers runs. */
  actor(): Actor {
    return this.cell.actor as Actor
  }

  /** An envelope from this actor. */
  envelope(kind: EnvelopeKind, to: Destination, type: string, id: number, message: unknown) {
    return envelope(kind, to, type, id, this.sent, message)
  }

  /** Hands the duty to answer on when a message passes a `replyTo` along. */
  handOver(message: unknown): void {
    if (this.cell.owed.size === 0) return
    const replyTo = (message as { replyTo?: ReplyTo<unknown> } | undefined)?.replyTo
    if (replyTo !== undefined) this.discharged.push(replyTo)
  }

  armTimer(delayMs: number, fire: () => void): Timer {
    const timer = this.home.timers.add(this.monotonicMs() + delayMs, () => {
      this.cell.timers.delete(timer)
      fire()
    })
    this.cell.timers.add(timer)
    return timer
  }

  /** A question to `ref` that ends as timed out after `timeoutMs`. */
  openAsk<R>(ref: Ref<unknown>, timeoutMs: number): { ask: Ask<R>; replyTo: ReplyTo<R> } {
    return this.home.openAsk<R>(this.cell, ref, timeoutMs, timedOut)
  }

  selfTell(type: string, message: unknown): void {
    this.home.receive(this.envelope('timer', this, type, 0, message))
  }
}

/** An address without an incarnation: a restart does not make it stale. */
function whoeverLivesAt({ system, path }: { system: string; path: string }): Destination {
  return { system, path, incarnation: 0 }
}

class Tell implements StubTarget {
  private readonly context: Context
  readonly system: string
  readonly path: string
  readonly incarnation = 0

  constructor(context: Context, system: string, path: string) {
    this.context = context
    this.system = system
    this.path = path
  }

  called(type: string, message: unknown): void {
    this.context.handOver(message)
    this.context.send(this.context.envelope('tell', this, type, 0, message))
  }
}

class Later implements StubTarget {
  private readonly context: Context
  private readonly delayMs: number

  constructor(context: Context, delayMs: number) {
    this.context = context
    this.delayMs = delayMs
  }

  called(type: string, message: unknown): Timer {
    return this.context.armTimer(this.delayMs, () => this.context.selfTell(type, message))
  }
}

class Question implements StubTarget {
  private readonly context: Context
  private readonly ref: Ref<unknown>
  private readonly timeoutMs: number

  constructor(context: Context, ref: Ref<unknown>, timeoutMs: number) {
    this.context = context
    this.ref = ref
    this.timeoutMs = timeoutMs
  }

  called(type: string, message: unknown): Ask<unknown> {
    const { ask, replyTo } = this.context.openAsk<unknown>(this.ref, this.timeoutMs)
    const question = { ...(message as object), replyTo }
    this.context.send(this.context.envelope('tell', whoeverLivesAt(this.ref), type, 0, question))
    return ask
  }
}
