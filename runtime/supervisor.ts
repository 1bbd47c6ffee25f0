/** Supervision: which children run, who restarts whom, and when a supervisor gives up. */
import type { Actor, ActorFactory } from './actor.ts'

/** Who restarts when one child crashes: it alone, it and all started after it, or all. */
export type Strategy = 'one-for-one' | 'rest-for-one' | 'one-for-all'

/**
 * `permanent` always, `transient` after a crash but not after an orderly stop, `temporary` never,
 * not even when its supervisor or a neighbour that it belongs to restarts.
 */
export type RestartPolicy = 'permanent' | 'transient' | 'temporary'

/** More than `restarts` within `withinMs`: the supervisor gives up and its parent decides. */
export interface RestartLimit {
  readonly restarts: number
  readonly withinMs: number
}

/**
 * Waits before a restart: `initialMs` doubled for each restart still in the window, at most
 * `maxMs`.
 */
export interface BackOff {
  readonly initialMs: number
  readonly maxMs: number
}

export interface ActorSpec {
  readonly kind: 'actor'
  readonly name: string
  /** What `status` calls it, e.g. `partition-replica`. */
  readonly role: string
  readonly restart: RestartPolicy
  /** Messages that may wait; one more crashes the actor. */
  readonly mailbox: number
  readonly create: ActorFactory
}

export interface SupervisorSpec {
  readonly kind: 'supervisor'
  readonly name: string
  readonly strategy: Strategy
  readonly limit: RestartLimit
  readonly backOff: BackOff | null
  readonly children: readonly ChildSpec[]
}

export type ChildSpec = ActorSpec | SupervisorSpec

/** Declares an actor under a supervisor. */
export function child<A extends Actor>(
  name: string,
  create: ActorFactory<A>,
  options: { role?: string; restart?: RestartPolicy; mailbox?: number } = {},
): ActorSpec {
  const { role = name, restart = 'permanent', mailbox = 10_000 } = options
  return { kind: 'actor', name, role, restart, mailbox, create }
}

/** Declares a supervisor; its children start in the order given and stop in reverse. */
export function supervisor(spec: {
  name: string
  strategy: Strategy
  limit: RestartLimit
  backOff?: BackOff
  children?: readonly ChildSpec[]
}): SupervisorSpec {
  return { kind: 'supervisor', backOff: null, children: [], ...spec }
}

/** A running child: an actor's cell or a supervisor below. */
export interface Supervised {
  readonly name: string
  readonly restart: RestartPolicy
  readonly running: boolean
  /** Starts a new life. False when that failed at once; the child is then not running. */
  start(): boolean
  /** Ends this life in order (`stopping` runs), children first. */
  stop(): void
}

/** What a supervisor needs from the system that it lives in. */
export interface SupervisorWorld {
  monotonicMs(): number
  /** Runs `action` after `delayMs`; returns what cancels it. */
  later(delayMs: number, action: () => void): () => void
  gaveUp(supervisor: Supervisor, because: string): void
  /** A child has ended for good and is no longer among the children. */
  forgotten(gone: Supervised): void
}

export class Supervisor implements Supervised {
  readonly spec: SupervisorSpec
  readonly path: string
  readonly restart = 'permanent' as const
  /** Children in the order of their start. */
  readonly children: Supervised[] = []
  private readonly parent: Supervisor | null
  private readonly world: SupervisorWorld
  private restartsMs: number[] = []
  private cancelBackOff: (() => void) | null = null
  private waiting: Supervised[] = []
  private alive = false
  /** Inside `start`: whoever called it sees from its result that this supervisor gave up. */
  private starting = false
  restarts = 0

  constructor(
    spec: SupervisorSpec,
    path: string,
    parent: Supervisor | null,
    world: SupervisorWorld,
  ) {
    this.spec = spec
    this.path = path
    this.parent = parent
    this.world = world
  }

  get name(): string {
    return this.spec.name
  }

  get running(): boolean {
    return this.alive
  }

  /**
   * Starts all children in order. A crash of one while it starts is handled like any other
   * crash.
   */
  start(): boolean {
    this.alive = true
    this.restartsMs = []
    this.starting = true
    this.startAll([...this.children])
    this.starting = false
    return this.alive
  }

  /** Stops all children in reverse order; temporary ones do not come back with their supervisor. */
  stop(): void {
    this.alive = false
    this.dropBackOff()
    this.stopAll([...this.children])
  }

  /** Nothing is started or stopped here any more: the system is dead. */
  abandon(): void {
    this.alive = false
    this.dropBackOff()
    for (const each of this.children) if (each instanceof Supervisor) each.abandon()
  }

  /** Puts a new child behind the others and starts it. */
  adopt(added: Supervised): void {
    this.children.push(added)
    if (this.alive) this.startAll([added])
  }

  /** Forgets a child that has ended for good. */
  disown(removed: Supervised): void {
    const at = this.children.indexOf(removed)
    if (at >= 0) this.children.splice(at, 1)
    this.waiting = this.waiting.filter((each) => each !== removed)
    this.world.forgotten(removed)
  }

  /** A child has ended by itself, in order: a permanent one comes back, any other is forgotten. */
  childEnded(ended: Supervised): void {
    if (ended.restart === 'permanent') this.childCrashed(ended, `${ended.name} ended`)
    else this.disown(ended)
  }

  /** A child has crashed (it is no longer running): restart whom the strategy names, or give up. */
  childCrashed(crashed: Supervised, because: string): void {
    if (!this.alive) return
    if (crashed.restart === 'temporary') return this.disown(crashed)
    if (!this.withinLimit()) return this.giveUp(because)
    this.restarts++
    const affected = this.affectedBy(crashed)
    this.stopAll(affected)
    this.restartLater(affected)
  }

  /** Stops those that run, in reverse order. What is temporary ends for good. */
  private stopAll(children: readonly Supervised[]): void {
    for (const each of [...children].reverse()) {
      if (!each.running) continue
      each.stop()
      if (each.restart === 'temporary') this.disown(each)
    }
  }

  /** `crashed` and the running children that restart with it, in the order of their start. */
  private affectedBy(crashed: Supervised): Supervised[] {
    const from = this.children.indexOf(crashed)
    switch (this.spec.strategy) {
      case 'one-for-one':
        return [crashed]
      case 'rest-for-one':
        return this.children.slice(from).filter((each) => each === crashed || each.running)
      case 'one-for-all':
        return this.children.filter((each) => each === crashed || each.running)
    }
  }

  private withinLimit(): boolean {
    const nowMs = this.world.monotonicMs()
    const { restarts, withinMs } = this.spec.limit
    this.restartsMs = this.restartsMs.filter((atMs) => nowMs - atMs < withinMs)
    this.restartsMs.push(nowMs)
    return this.restartsMs.length <= restarts
  }

  private restartLater(affected: readonly Supervised[]): void {
    const due = this.children.filter(
      (each) => affected.includes(each) || this.waiting.includes(each),
    )
    if (this.spec.backOff === null) return this.startAll(due)
    this.dropBackOff()
    this.waiting = due
    const { initialMs, maxMs } = this.spec.backOff
    const delayMs = Math.min(maxMs, initialMs * 2 ** Math.min(30, this.restartsMs.length - 1))
    this.cancelBackOff = this.world.later(delayMs, () => {
      this.cancelBackOff = null
      const starting = this.waiting
      this.waiting = []
      this.startAll(starting)
    })
  }

  private startAll(children: readonly Supervised[]): void {
    for (const [index, each] of children.entries()) {
      if (!this.alive) return
      if (each.running || this.waiting.includes(each) || !this.children.includes(each)) continue
      if (each.start()) continue
      this.childCrashed(each, `${each.name} did not start`)
      // Under the two ordered strategies nobody may start before the one that still waits.
      if (this.cancelBackOff === null || this.spec.strategy === 'one-for-one') continue
      this.waiting.push(...children.slice(index + 1).filter((later) => !later.running))
      return
    }
  }

  private giveUp(because: string): void {
    this.stop()
    this.world.gaveUp(this, because)
    if (this.parent !== null && !this.starting) this.parent.childCrashed(this, because)
  }

  private dropBackOff(): void {
    this.cancelBackOff?.()
    this.cancelBackOff = null
    this.waiting = []
  }
}
