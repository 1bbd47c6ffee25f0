/**
 * The place of one actor in its system: it outlives the actor's incarnations and keeps their
 * book.
 */
import type { Actor } from './actor.ts'
import type { Ask } from './ask.ts'
import { Context } from './context.ts'
import type { Envelope } from './envelope.ts'
import type { ReplyTo } from './ref.ts'
import type { ActorSpec, RestartPolicy, Supervised, Supervisor } from './supervisor.ts'
import type { ActorSystem } from './system.ts'
import type { Timer } from './timer.ts'

/** A question that this actor has asked. */
export interface PendingAsk {
  readonly ask: Ask<unknown>
  readonly system: string
  readonly path: string
  readonly timer: Timer
}

/** Somebody who wants to hear when this incarnation ends. */
export interface Watcher {
  readonly system: string
  readonly path: string
  readonly incarnation: number
  readonly id: number
}

/** A watch that this actor holds on another. */
export interface HeldWatch {
  readonly system: string
  readonly path: string
  readonly type: string
  readonly tag: unknown
}

/** Why an incarnation ended. */
export type EndReason = 'crashed' | 'stopped' | 'unreachable' | 'no-such-actor'

/** One message in a mailbox. */
export interface Delivery {
  readonly envelope: Envelope
  readonly cell: Cell
  /** The incarnation in whose mailbox it waits. */
  readonly incarnation: number
}

export class Cell implements Supervised {
  readonly system: ActorSystem
  readonly path: string
  readonly spec: ActorSpec
  readonly supervisor: Supervisor
  /** Who spawned it; null for a child of the declared tree. It ends with its spawner. */
  readonly spawner: Cell | null
  readonly spawned = new Set<Cell>()
  readonly asks = new Map<number, PendingAsk>()
  /** Questions that were delivered to this incarnation and are not answered yet. */
  readonly owed = new Set<ReplyTo<unknown>>()
  /** Disk operations under way, by number: what runs in this actor when they end. */
  readonly diskWaits = new Map<number, (outcome: unknown) => void>()
  readonly timers = new Set<Timer>()
  readonly watchers: Watcher[] = []
  readonly watches = new Map<number, HeldWatch>()
  actor: Actor | null = null
  context: Context | null = null
  incarnation = 0
  /** Messages that wait for this incarnation. */
  depth = 0
  restarts = -1
  handled = 0
  usesNetwork = false
  /** Killed: no supervisor starts it before somebody lifts this. */
  heldDown = false
  /** What waits while it is frozen; null while it is not. */
  frozen: Delivery[] | null = null

  constructor(
    system: ActorSystem,
    path: string,
    spec: ActorSpec,
    supervisor: Supervisor,
    spawner: Cell | null,
  ) {
    this.system = system
    this.path = path
    this.spec = spec
    this.supervisor = supervisor
    this.spawner = spawner
  }

  get name(): string {
    return this.spec.name
  }

  get restart(): RestartPolicy {
    return this.spec.restart
  }

  get running(): boolean {
    return this.actor !== null
  }

  /** A new incarnation: new context, new actor, `started`. Not while it is held down. */
  start(): boolean {
    if (this.heldDown) return true
    this.restarts++
    this.incarnation = this.system.nextIncarnation()
    this.depth = 0
    this.handled = 0
    const context = new Context(this.system, this)
    this.context = context
    return this.system.attempt(this, context, () => {
      const actor = this.spec.create(context)
      this.actor = actor
      this.system.happened(this, 'started', { restarts: this.restarts })
      callHook(actor, 'started')
    })
  }

  /** An orderly end: `stopping` runs, and what it sends still leaves. */
  stop(): void {
    const { actor, context } = this
    if (actor === null || context === null) return
    const ended = this.system.attempt(this, context, () => callHook(actor, 'stopping'))
    if (ended) this.system.happened(this, 'stopped', {})
    this.end(ended ? 'stopped' : 'crashed')
  }

  /**
   * Ends the incarnation: timers and questions go, whoever waits for an answer or watches is told,
   * spawned actors end too. Who restarts it is the supervisor's business.
   */
  end(reason: EndReason): void {
    this.actor = null
    this.context = null
    // What waits for a frozen life is undeliverable now, and its senders hear so.
    if (this.frozen !== null) this.system.thaw(this)
    for (const timer of this.timers) this.system.timers.cancel(timer)
    this.timers.clear()
    for (const pending of this.asks.values()) this.system.timers.cancel(pending.timer)
    this.asks.clear()
    this.diskWaits.clear()
    const owed = [...this.owed]
    this.owed.clear()
    for (const replyTo of owed) this.system.answerDown(this, replyTo)
    this.watches.clear()
    for (const watcher of this.watchers.splice(0)) this.system.tellDown(this, watcher, reason)
    if (this.usesNetwork) this.releaseNetwork()
    for (const each of [...this.spawned].reverse()) this.system.tree.remove(each)
  }

  /** After what this incarnation still wrote, and before what the next one opens. */
  private releaseNetwork(): void {
    this.usesNetwork = false
    const owner = { path: this.path, incarnation: this.incarnation }
    this.system.atTickEnd(() => this.system.ports.network.release(owner))
  }

  /** True when this message belongs to the life that runs now, or whose actor is being made. */
  isFor(envelope: Envelope): boolean {
    if (envelope.incarnation === 0) return this.actor !== null
    return this.context !== null && envelope.incarnation === this.incarnation
  }
}

type Hooks = {
  started(): void
  stopping(): void
  invariants(): void
  describe(): Record<string, unknown>
}

/** Calls a protected hook: only the runtime does that, and only through here. */
export function callHook<H extends keyof Hooks>(actor: Actor, hook: H): ReturnType<Hooks[H]> {
  return (actor as unknown as Hooks)[hook]() as ReturnType<Hooks[H]>
}
