/** An actor system on a workbench: the clock is moved by hand; what leaves and happens is kept. */
import { Actor, type ActorFactory } from '../../../runtime/actor.ts'
import type { Envelope } from '../../../runtime/envelope.ts'
import { MemoryDisk } from '../../../runtime/memory-disk.ts'
import type { NetworkPort } from '../../../runtime/ports/network.ts'
import type { SystemPorts } from '../../../runtime/ports/system-ports.ts'
import { type Ref, refTo } from '../../../runtime/ref.ts'
import { child, type SupervisorSpec, supervisor } from '../../../runtime/supervisor.ts'
import { ActorSystem } from '../../../runtime/system.ts'
import type { TraceEvent } from '../../../runtime/trace.ts'

const noNetwork: NetworkPort = {
  listen() {},
  connect() {},
  adopt() {},
  read() {},
  write() {},
  close() {},
  release() {},
}

export class Workbench {
  nowMs = 0
  /** Asked for by the system: the time of its next tick. */
  wakeAtMs = Number.POSITIVE_INFINITY
  wakes = 0
  /** What left for other systems. */
  readonly posted: Envelope[] = []
  readonly events: TraceEvent[] = []
  readonly delivered: Envelope[] = []
  readonly disk = new MemoryDisk()
  failure: string | null = null
  readonly system: ActorSystem

  constructor(tree: SupervisorSpec, ports: Partial<SystemPorts> = {}) {
    this.system = new ActorSystem('here', tree, {
      clock: { monotonicMs: () => this.nowMs, wallClockMs: () => 1_000_000 + this.nowMs },
      disk: this.disk,
      network: noNetwork,
      links: { post: (_, envelopes) => void this.posted.push(...envelopes) },
      observer: {
        delivered: (envelope) => void this.delivered.push(envelope),
        drew() {},
        event: (event) => void this.events.push(event),
      },
      seed: 1,
      life: 1,
      checkInvariants: true,
      wake: () => void this.wakes++,
      wakeAt: (atMs) => {
        this.wakeAtMs = atMs
      },
      failed: (reason) => {
        this.failure = reason
      },
      ...ports,
    })
    this.system.start()
    this.settle()
  }

  /** Ticks until nothing waits. */
  settle(): void {
    do this.system.tick(1_000)
    while (this.system.backlog > 0)
  }

  /** Moves the clock, stopping at every moment that the system has asked for. */
  advance(byMs: number): void {
    const untilMs = this.nowMs + byMs
    while (this.system.timers.nextAtMs <= untilMs) {
      this.nowMs = Math.max(this.nowMs, this.system.timers.nextAtMs)
      this.settle()
    }
    this.nowMs = untilMs
    this.settle()
  }

  /** Sends a message as if from another system, and lets it be handled. */
  tell(path: string, type: string, message: unknown): void {
    this.system.receive(fromElsewhere(path, type, message))
    this.settle()
  }

  /** Sends a question as if from another system; the answer is in `posted`. */
  ask(path: string, type: string, message: object, askId: number): void {
    const replyTo = { system: 'there', path: 'asker', incarnation: 7, askId }
    this.tell(path, type, { ...message, replyTo })
  }

  /** The answers that left for another system, by number of the question. */
  get answers(): [askId: number, answer: unknown][] {
    return this.posted
      .filter(({ kind }) => kind === 'answer')
      .map(({ id, message }) => [id, message])
  }

  /** Types of the events of one actor, in order. */
  eventsOf(path: string): string[] {
    return this.events.filter((event) => event.path === path).map(({ type }) => type)
  }
}

export function fromElsewhere(path: string, type: string, message: unknown): Envelope {
  return {
    kind: 'tell',
    system: 'here',
    path,
    incarnation: 0,
    from: 'there/sender',
    fromIncarnation: 7,
    type,
    id: 0,
    message,
  }
}

/** A tree of actors side by side under the supervisor `root`. */
export function flat(actors: readonly (readonly [string, ActorFactory])[]): SupervisorSpec {
  return supervisor({
    name: 'root',
    strategy: 'one-for-one',
    limit: { restarts: 5, withinMs: 1_000 },
    children: actors.map(([name, create]) => child(name, create)),
  })
}

/** Keeps what it is told, under a name that outlives its incarnations. */
export class Keeper extends Actor {
  static readonly heard: unknown[] = []

  keep(message: unknown): void {
    Keeper.heard.push(message)
  }
}

export const keeper: Ref<Keeper> = refTo<Keeper>('here', 'root/keeper')

/** What keepers have heard since the last call. */
export function heard(): unknown[] {
  return Keeper.heard.splice(0)
}
