/** A simulated machine with client actors that a test asks questions. */
import { clientTree, clusterClientOf } from '../../../actors/clients/client-tree.ts'
import type { ClusterClient, Endpoint } from '../../../actors/clients/cluster-client.ts'
import { Actor, type ActorFactory } from '../../../runtime/actor.ts'
import type { Answered, Ask } from '../../../runtime/ask.ts'
import type { Context } from '../../../runtime/context.ts'
import { type Ref, refTo, type Unanswered } from '../../../runtime/ref.ts'
import { Simulator } from '../../../runtime/simulator/simulator.ts'
import { observers, silent, type TraceEvent } from '../../../runtime/trace.ts'
import { codecs } from '../../support/simulated-kafka.ts'
import { fakeBrokerTree, type Script } from './fake-brokers.ts'

type Question = (desk: Desk, ctx: Context) => void

/** A question under way; `answer` is undefined until there is one. */
export interface Asked<R> {
  answer: R | Unanswered | undefined
  /** Virtual time of the answer, in ms. */
  atMs: number
}

/** Puts the questions of a test, since only actors can ask. */
class Desk extends Actor {
  private readonly questions: Question[]

  constructor(ctx: Context, questions: Question[]) {
    super(ctx)
    this.questions = questions
  }

  put(_: Record<string, never>): void {
    for (const question of this.questions.splice(0)) question(this, this.ctx)
  }

  answered({ answer, tag }: Answered<unknown, { asked: Asked<unknown> }>): void {
    tag.asked.answer = answer
    tag.asked.atMs = this.ctx.monotonicMs()
  }
}

export const clientOptions = {
  clientId: 'test',
  softwareVersion: '1',
  connectTimeoutMs: 5_000,
  maxFrameBytes: 1024 * 1024,
}

const system = 'client-1'
export const cluster: Ref<ClusterClient> = clusterClientOf(system)

export const clientRef = <A>(name: string): Ref<A> => refTo<A>(system, `client/${name}`)

export interface Users {
  readonly [name: string]: ActorFactory<Actor>
}

export class ClientLab {
  readonly simulator: Simulator
  readonly events: TraceEvent[]
  private readonly questions: Question[] = []

  /** A client in a simulation that has brokers already. */
  constructor(
    { simulator, events }: { simulator: Simulator; events: TraceEvent[] },
    bootstrap: readonly Endpoint[],
    users: Users = {},
  ) {
    this.simulator = simulator
    this.events = events
    const desk = { name: 'desk', create: (ctx: Context) => new Desk(ctx, this.questions) }
    const named = Object.entries(users).map(([name, create]) => ({ name, create }))
    simulator.system(system, clientTree(bootstrap, clientOptions, [...named, desk]))
    this.pass(1)
  }

  /** A client of scripted brokers, numbered from 1. */
  static among(scripts: readonly Script[], users: Users = {}): ClientLab {
    const events: TraceEvent[] = []
    const observer = observers([{ ...silent, event: (event) => events.push(event) }])
    const simulator = new Simulator({ seed: 1, xxh: codecs.xxh, observer })
    const bootstrap = scripts.map((script, i) => {
      const at = { host: `broker-${i + 1}`, port: 9092 }
      simulator.system(at.host, fakeBrokerTree(at, script))
      return at
    })
    return new ClientLab({ simulator, events }, bootstrap.slice(0, 1), users)
  }

  get nowMs(): number {
    return this.simulator.nowMs
  }

  /** Asks, and does not wait. */
  ask<R>(ask: (ctx: Context) => Ask<R>): Asked<R> {
    const asked: Asked<R> = { answer: undefined, atMs: -1 }
    this.questions.push((desk, ctx) => ask(ctx).answers(desk.answered, { asked }))
    this.tell('desk', 'put', {})
    return asked
  }

  /** Asks, and waits for the answer. */
  answer<R>(ask: (ctx: Context) => Ask<R>): R | Unanswered {
    const asked = this.ask(ask)
    if (!this.until(() => asked.answer !== undefined)) throw new Error('there is no answer')
    return asked.answer as R | Unanswered
  }

  tell(user: string, type: string, message: unknown): void {
    const to = { system, path: `client/${user}`, incarnation: 0 }
    const from = { from: 'test/driver', fromIncarnation: 0 }
    this.simulator.machine(system).receive({ kind: 'tell', ...to, ...from, type, id: 0, message })
  }

  pass(forMs: number): void {
    this.simulator.run({ untilMs: this.simulator.nowMs + forMs })
  }

  /** Lets time pass until `condition`, at most `withinMs`; tells whether it came true. */
  until(condition: () => boolean, withinMs = 300_000): boolean {
    if (condition()) return true
    this.simulator.run({ untilMs: this.simulator.nowMs + withinMs, until: condition })
    return condition()
  }

  /** Everything of this client that crashed. */
  crashes(): unknown[] {
    return this.events
      .filter(({ type }) => type === 'crashed' || type === 'systemFailed')
      .map(({ path, details }) => `${path}: ${details['error'] ?? details['reason']}`)
  }
}
