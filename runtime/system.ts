/**
 * One actor system: the actors of one thread (or of one simulated machine), their mailboxes and
 * tick.
 */
import { Ask } from './ask.ts'
import { type Cell, callHook, type Delivery, type Watcher } from './cell.ts'
import type { Context } from './context.ts'
import { Deque } from './deque.ts'
import { type Destination, type Envelope, envelope, type Sent } from './envelope.ts'
import { SystemDeath } from './ports/disk.ts'
import type { SystemPorts } from './ports/system-ports.ts'
import { down, type ReplyTo } from './ref.ts'
import type { SupervisorSpec } from './supervisor.ts'
import { TimerQueue } from './timer.ts'
import { Tree } from './tree.ts'

/** Incarnations of one life of a system stay below this, so that no two lives share one. */
const incarnationsPerLife = 1_000_000_000

export class ActorSystem {
  readonly name: string
  readonly ports: SystemPorts
  readonly timers = new TimerQueue()
  readonly tree: Tree
  /** Messages for actors that do not live, late answers and the like: counted, traced, dropped. */
  deadLetters = 0
  private readonly queue = new Deque<Delivery>()
  /** What waited for actors that were frozen: older than all of `queue`. */
  private readonly thawed = new Deque<Delivery>()
  private readonly outbound = new Map<string, Envelope[]>()
  private tickEnd: (() => void)[] = []
  private ids = 0
  private incarnations: number
  private armedAtMs = Number.POSITIVE_INFINITY
  private inTick = false
  private dead = false

  constructor(name: string, tree: SupervisorSpec, ports: SystemPorts) {
    this.name = name
    this.ports = ports
    this.incarnations = ports.life * incarnationsPerLife
    this.tree = new Tree(this, tree)
  }

  get failed(): boolean {
    return this.dead
  }

  /** Messages that wait. */
  get backlog(): number {
    return this.queue.length + this.thawed.length
  }

  /** Starts the whole tree, as one tick. */
  start(): void {
    this.asTick(() => this.tree.root.start())
  }

  /** Stops the whole tree in reverse order, and lets what it sends leave. */
  stop(): void {
    this.asTick(() => this.tree.root.stop())
    this.dead = true
  }

  /**
   * Handles up to `budget` messages, fires due timers before them, then ends the tick: the disk
   * takes all appends, and only then messages and bytes leave. Returns how many were handled.
   */
  tick(budget: number): number {
    let handled = 0
    this.asTick(() => {
      const nowMs = this.ports.clock.monotonicMs()
      if (this.armedAtMs <= nowMs) this.armedAtMs = Number.POSITIVE_INFINITY
      for (let due = this.timers.takeDue(nowMs); due; due = this.timers.takeDue(nowMs)) due.fire()
      while (handled < budget && !this.dead) {
        const delivery = this.thawed.shift() ?? this.queue.shift()
        if (delivery === undefined) break
        this.dispatch(delivery)
        handled++
      }
    })
    return handled
  }

  /** A message has arrived for an actor of this system. */
  receive(arrived: Envelope): void {
    if (this.dead) return
    // Also when nobody gets it: those who must be told so are told at the end of a tick.
    if (!this.inTick) this.ports.wake()
    const cell = this.tree.cells.get(arrived.path)
    if (cell === undefined || !cell.isFor(arrived)) return this.undeliverable(arrived)
    if (arrived.kind === 'watch') {
      cell.watchers.push(watcherOf(arrived))
      return
    }
    if (arrived.kind === 'unwatch') {
      const at = cell.watchers.findIndex((each) => each.id === arrived.id)
      if (at >= 0) cell.watchers.splice(at, 1)
      return
    }
    if (cell.depth >= cell.spec.mailbox) {
      this.crash(cell, new Error(`more than ${cell.spec.mailbox} messages wait`))
      return this.undeliverable(arrived)
    }
    cell.depth++
    this.queue.push({ envelope: arrived, cell, incarnation: cell.incarnation })
  }

  /** A port has something for the actor that owns a socket or a file. */
  input(owner: { path: string; incarnation: number }, type: string, message: unknown): void {
    this.receive(envelope('input', this.at(owner), type, 0, fromPort, message))
  }

  /** A disk operation has ended. */
  diskDone(path: string, incarnation: number, id: number, outcome: unknown): void {
    this.receive(envelope('done', this.at({ path, incarnation }), '', id, fromPort, outcome))
  }

  /** The other system is dead or cut off for good: its part in asks and watches ends now. */
  linkDown(system: string): void {
    for (const cell of this.tree.cells.values()) {
      for (const [askId, pending] of cell.asks) {
        if (pending.system === system) this.settleLate(cell, askId, down)
      }
      for (const [id, held] of cell.watches) {
        if (held.system !== system) continue
        this.receive(envelope('down', this.at(cell), '', id, fromPort, 'unreachable'))
      }
    }
  }

  /** Runs code of an actor: what it sends leaves when it returns; when it throws, nothing does. */
  attempt(cell: Cell, context: Context, action: () => void): boolean {
    if (this.dead) return false
    try {
      action()
      if (this.ports.checkInvariants && cell.actor !== null) callHook(cell.actor, 'invariants')
      this.commit(cell, context)
      return true
    } catch (error) {
      if (error instanceof SystemDeath) return this.fail(error.message)
      this.failedCell(cell, error)
      return false
    }
  }

  /** Ends an actor as if its handler had thrown; its supervisor decides what follows. */
  crash(cell: Cell, error: unknown): void {
    if (!cell.running) return
    this.failedCell(cell, error)
    cell.supervisor.childCrashed(cell, messageOf(error))
  }

  /** Ends an actor as by a crash, and keeps it down until `release`. */
  hold(cell: Cell): void {
    cell.heldDown = true
    if (cell.running) this.failedCell(cell, new Error('killed'))
    this.ports.wake()
  }

  /** Starts an actor that was held down. */
  release(cell: Cell): void {
    if (!cell.heldDown) return
    cell.heldDown = false
    this.asTick(() => {
      if (cell.supervisor.running && !cell.running && !cell.start()) {
        cell.supervisor.childCrashed(cell, `${cell.name} did not start`)
      }
    })
  }

  /** An actor handles nothing until `thaw`: its messages and timers wait. */
  freeze(cell: Cell): void {
    cell.frozen ??= []
  }

  thaw(cell: Cell): void {
    for (const delivery of cell.frozen ?? []) this.thawed.push(delivery)
    cell.frozen = null
    this.ports.wake()
  }

  /** Calls `action` after the disk has taken this tick's appends. */
  atTickEnd(action: () => void): void {
    this.tickEnd.push(action)
  }

  nextId(): number {
    return ++this.ids
  }

  nextIncarnation(): number {
    return ++this.incarnations
  }

  openAsk<R>(cell: Cell, to: { system: string; path: string }, timeoutMs: number, late: unknown) {
    const askId = this.nextId()
    const ask = new Ask<R>(
      () => this.closeAsk(cell, askId),
      () => cell.actor as object,
    )
    const atMs = this.ports.clock.monotonicMs() + timeoutMs
    const timer = this.timers.add(atMs, () => this.settleLate(cell, askId, late))
    cell.asks.set(askId, { ask: ask as Ask<unknown>, system: to.system, path: to.path, timer })
    const { path, incarnation } = cell
    const replyTo: ReplyTo<R> = { system: this.name, path, incarnation, askId }
    return { ask, replyTo }
  }

  /** Somebody will never get the answer that `cell` owed. */
  answerDown(cell: Life, replyTo: ReplyTo<unknown>): void {
    this.send(envelope('answer', replyTo, '', replyTo.askId, this.sentBy(cell), down))
  }

  tellDown(cell: Life, watcher: Watcher, reason: string): void {
    this.send(envelope('down', watcher, '', watcher.id, this.sentBy(cell), reason))
  }

  happened(cell: Cell, type: string, details: Record<string, unknown>): void {
    this.report(cell.path, cell.incarnation, type, details)
  }

  report(path: string, incarnation: number, type: string, details: object): void {
    const atMs = this.ports.clock.monotonicMs()
    const event = { atMs, system: this.name, path, incarnation, type, details: { ...details } }
    this.ports.observer.event(event)
  }

  private dispatch(delivery: Delivery): void {
    const { envelope, cell, incarnation } = delivery
    if (cell.frozen !== null) {
      cell.frozen.push(delivery)
      return
    }
    if (cell.incarnation !== incarnation || !cell.running) return this.undeliverable(envelope)
    cell.depth--
    cell.handled++
    this.ports.observer.delivered(envelope, incarnation, this.ports.clock.monotonicMs())
    const context = cell.context as Context
    if (!this.attempt(cell, context, () => this.handle(cell, envelope)) && !this.dead) {
      cell.supervisor.childCrashed(cell, `failed in ${envelope.type || envelope.kind}`)
    }
  }

  private handle(cell: Cell, envelope: Envelope): void {
    if (envelope.kind === 'answer') {
      const pending = cell.asks.get(envelope.id)
      if (pending === undefined) return this.deadLetter(envelope)
      this.closeAsk(cell, envelope.id)
      return pending.ask.settle(envelope.message)
    }
    if (envelope.kind === 'done') {
      const done = cell.diskWaits.get(envelope.id)
      cell.diskWaits.delete(envelope.id)
      return done?.(envelope.message)
    }
    const actor = cell.actor as unknown as Record<string, (message: unknown) => void>
    if (envelope.kind === 'down') {
      const held = cell.watches.get(envelope.id)
      if (held === undefined) return this.deadLetter(envelope)
      cell.watches.delete(envelope.id)
      const { system, path, type, tag } = held
      return actor[type]?.({ system, path, reason: envelope.message, tag })
    }
    const method = actor[envelope.type]
    if (method === undefined) throw new Error(`${cell.path} has no method ${envelope.type}`)
    const replyTo = (envelope.message as { replyTo?: ReplyTo<unknown> } | null)?.replyTo
    if (replyTo !== undefined) cell.owed.add(replyTo)
    const returned: unknown = method.call(actor, envelope.message)
    if (returned !== undefined && this.ports.checkInvariants) {
      throw new Error(`${envelope.type} of ${cell.path} returned a value; is it async?`)
    }
  }

  private closeAsk(cell: Cell, askId: number): void {
    const pending = cell.asks.get(askId)
    if (pending === undefined) return
    cell.asks.delete(askId)
    this.timers.cancel(pending.timer)
  }

  private commit(cell: Cell, { outbox, discharged }: Context): void {
    if (outbox.length === 0) return
    for (const replyTo of discharged.splice(0)) cell.owed.delete(replyTo)
    for (const outgoing of outbox.splice(0)) {
      if (typeof outgoing === 'function') outgoing()
      else this.send(outgoing)
    }
  }

  private send(leaving: Envelope): void {
    if (leaving.system === this.name) return this.receive(leaving)
    const waiting = this.outbound.get(leaving.system)
    if (waiting === undefined) this.outbound.set(leaving.system, [leaving])
    else waiting.push(leaving)
  }

  /** Whoever asked an actor that does not live, or watches it, hears so at once. */
  private undeliverable(dropped: Envelope): void {
    const to = { path: dropped.path, incarnation: 0 }
    if (dropped.kind === 'watch') {
      return this.tellDown(to, watcherOf(dropped), 'no-such-actor')
    }
    if (dropped.kind === 'tell' || dropped.kind === 'timer') {
      const replyTo = (dropped.message as { replyTo?: ReplyTo<unknown> } | null)?.replyTo
      if (replyTo !== undefined) this.answerDown(to, replyTo)
    }
    this.deadLetter(dropped)
  }

  private deadLetter(dropped: Envelope): void {
    this.deadLetters++
    const { kind, type, from, path, incarnation } = dropped
    this.report(path, incarnation, 'deadLetter', { kind, type, from })
  }

  /** A question ends without its answer. */
  private settleLate(cell: Cell, askId: number, outcome: unknown): void {
    this.receive(envelope('answer', this.at(cell), '', askId, fromPort, outcome))
  }

  private at(life: Life): Destination {
    return { system: this.name, path: life.path, incarnation: life.incarnation }
  }

  private sentBy(life: Life): Sent {
    return { from: `${this.name}/${life.path}`, fromIncarnation: life.incarnation }
  }

  private failedCell(cell: Cell, error: unknown): void {
    cell.context?.outbox.splice(0)
    cell.context?.discharged.splice(0)
    this.happened(cell, 'crashed', { error: messageOf(error), stack: stackOf(error) })
    cell.end('crashed')
  }

  /** Nothing of this system acts any more. */
  fail(reason: string): false {
    if (this.dead) return false
    this.dead = true
    this.tree.root.abandon()
    this.queue.clear()
    this.thawed.clear()
    this.outbound.clear()
    this.tickEnd = []
    this.report('', 0, 'systemFailed', { reason })
    this.ports.failed(reason)
    return false
  }

  private asTick(action: () => void): void {
    if (this.dead) return
    this.inTick = true
    action()
    this.inTick = false
    if (this.dead) return
    try {
      this.ports.disk.flush()
    } catch (error) {
      this.fail(`the disk failed at the end of a tick: ${messageOf(error)}`)
      return
    }
    while (this.tickEnd.length > 0) for (const act of this.tickEnd.splice(0)) act()
    for (const [system, envelopes] of this.outbound) this.ports.links.post(system, envelopes)
    this.outbound.clear()
    this.rearm()
  }

  private rearm(): void {
    if (this.backlog > 0) this.ports.wake()
    if (this.timers.nextAtMs === this.armedAtMs) return
    this.armedAtMs = this.timers.nextAtMs
    if (this.armedAtMs !== Number.POSITIVE_INFINITY) this.ports.wakeAt(this.armedAtMs)
  }
}

/** One life of an actor, or of what no longer lives (incarnation 0). */
interface Life {
  readonly path: string
  readonly incarnation: number
}

const fromPort: Sent = { from: 'port', fromIncarnation: 0 }

function watcherOf({ from, fromIncarnation, id }: Envelope): Watcher {
  const slash = from.indexOf('/')
  const system = from.slice(0, slash)
  return { system, path: from.slice(slash + 1), incarnation: fromIncarnation, id }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? '') : ''
}
