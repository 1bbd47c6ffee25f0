/** The base of every actor, and the types that turn its public methods into its mailbox. */
import type { Ask } from './ask.ts'
import type { Context } from './context.ts'
import type { ReplyTo } from './ref.ts'
import type { Timer } from './timer.ts'

/**
 * An actor owns its state and handles one message at a time. Its public methods are its mailbox:
 * one plain-object argument, no result, no waiting. The hooks are protected, so nobody can send
 * them.
 */
export abstract class Actor {
  protected readonly ctx: Context

  constructor(ctx: Context) {
    this.ctx = ctx
  }

  /** Runs before the first message of an incarnation; a throw here is a crash like any other. */
  protected started(): void {}

  /** Runs when the supervisor stops this actor in order; not after a crash. */
  protected stopping(): void {}

  /** Throws when the state contradicts itself; runs after every handler in tests and simulator. */
  protected invariants(): void {}

  /** What `status` shows of this actor beside its counters. Plain data. */
  protected describe(): Record<string, unknown> {
    return {}
  }
}

/** Makes an actor from its context; called again, with a new incarnation, at each restart. */
export type ActorFactory<A extends Actor = Actor> = (ctx: Context) => A

type Handler = (message: any) => void

/** The methods of `A` that are messages. */
export type Sender<A> = { [K in keyof A as A[K] extends Handler ? K : never]: A[K] }

/**
 * The same, sent later: each call arms a timer. No filter on the names, so that `this` can be
 * given.
 */
export type TimedSender<A> = { [K in keyof A]: TimedMethod<A[K]> }

type TimedMethod<F> = F extends (message: infer M) => void
  ? unknown extends M
    ? () => Timer
    : (message: M) => Timer
  : never

/** The methods of `A` that answer: those whose message has a `replyTo`, which the ask fills in. */
export type Asker<A> = {
  [K in keyof A as A[K] extends (message: infer M) => void
    ? M extends { replyTo: ReplyTo<any> }
      ? K
      : never
    : never]: A[K] extends (message: infer M) => void
    ? M extends { replyTo: ReplyTo<infer R> }
      ? (message: Omit<M, 'replyTo'>) => Ask<R>
      : never
    : never
}
