/** One actor on a workbench, with everybody it talks to played by the test. */
import type { Actor, ActorFactory } from '../../runtime/actor.ts'
import { must } from '../../runtime/assert.ts'
import type { Envelope } from '../../runtime/envelope.ts'
import type { NetworkPort } from '../../runtime/ports/network.ts'
import type { ReplyTo } from '../../runtime/ref.ts'
import { child, supervisor } from '../../runtime/supervisor.ts'
import { Workbench } from '../runtime/support/workbench.ts'

/** Under the root supervisor that a broker has. */
const path = 'broker/actor'

/** A call of the network port: its name, and what it was given. */
export type PortCall = readonly [name: string, ...rest: unknown[]]

export class ActorBench {
  readonly bench: Workbench
  /** What the actor did with sockets. */
  readonly network: PortCall[] = []
  private asks = 0
  private seen = 0

  /** `under`: names of supervisors beside the actor, under which it spawns. */
  constructor(create: ActorFactory<Actor>, under: readonly string[] = []) {
    const call =
      (name: string) =>
      (...rest: unknown[]): void => {
        this.network.push([name, ...rest])
      }
    const network = {
      listen: call('listen'),
      connect: call('connect'),
      adopt: call('adopt'),
      read: call('read'),
      write: call('write'),
      close: call('close'),
      release: () => {},
    } satisfies NetworkPort
    const limit = { restarts: 5, withinMs: 1_000 }
    const strategy = 'one-for-one'
    this.bench = new Workbench(
      supervisor({
        name: 'broker',
        strategy,
        limit,
        children: [
          ...under.map((name) => supervisor({ name, strategy, limit })),
          child('actor', create),
        ],
      }),
      { network },
    )
  }

  /** Sends a message, as another actor or a port would. */
  tell(type: string, message: unknown): void {
    this.bench.tell(path, type, message)
  }

  /** Asks a question; its answer is taken with `answerTo`. */
  ask(type: string, message: object): number {
    this.bench.ask(path, type, message, ++this.asks)
    return this.asks
  }

  answerTo(askId: number): unknown {
    return this.bench.answers.find(([id]) => id === askId)?.[1]
  }

  /** The messages that left for other systems since the last call, answers aside. */
  sent(): Envelope[] {
    const since = this.bench.posted.slice(this.seen)
    this.seen = this.bench.posted.length
    return since.filter(({ kind }) => kind === 'tell')
  }

  /** The only message that left since the last call. */
  onlySent(type: string): Envelope {
    const sent = this.sent()
    if (sent.length !== 1 || sent[0]?.type !== type) {
      throw new Error(`sent: ${sent.map((each) => each.type).join(', ')}, not one ${type}`)
    }
    return sent[0]
  }

  /** Answers a question that the actor has asked. */
  answer(question: Envelope, answer: unknown): void {
    const { replyTo } = question.message as { replyTo: ReplyTo<unknown> }
    this.bench.system.receive({
      kind: 'answer',
      system: replyTo.system,
      path: replyTo.path,
      incarnation: replyTo.incarnation,
      from: `${question.system}/${question.path}`,
      fromIncarnation: 1,
      type: '',
      id: replyTo.askId,
      message: answer,
    })
    this.bench.settle()
  }

  crash(): void {
    const cell = must(this.bench.system.tree.cells.get(path), 'the actor lives')
    this.bench.system.crash(cell, new Error('crashed by the test'))
    this.bench.settle()
  }

  /** Paths of all actors that live. */
  living(): string[] {
    return [...this.bench.system.tree.cells.keys()]
  }
}
