/** A question under way: it ends in the answer, a time-out, or the death of the asked actor. */
import type { Unanswered } from './ref.ts'
import type { Waiting } from './workflow.ts'

/** What a stateful actor's method gets as the outcome of its question. */
export interface Answered<R, T = null> {
  readonly answer: R | Unanswered
  readonly tag: T
}

/**
 * The question is sent when it is made, so several made in a row run side by side.
 * A workflow waits with `yield*`; a stateful actor names the method that takes the answer.
 */
export class Ask<R> implements Waiting<R | Unanswered> {
  private outcome: R | Unanswered | undefined
  private settled = false
  private resume: ((answer: R | Unanswered) => void) | null = null
  private readonly forget: () => void
  private readonly asker: () => object

  /** `forget` drops the question; `asker` gives the actor whose method takes the answer. */
  constructor(forget: () => void, asker: () => object) {
    this.forget = forget
    this.asker = asker
  }

  /** The answer becomes a call of `handler`, a public method of the asking actor. */
  answers<T>(handler: (message: Answered<R, T>) => void, tag: T): void {
    this.whenSettled((answer) => handler.call(this.asker(), { answer, tag }))
  }

  /** Waiting in a workflow. */
  *[Symbol.iterator](): Generator<Waiting<unknown>, R | Unanswered, unknown> {
    return (yield this as Waiting<unknown>) as R | Unanswered
  }

  whenSettled(resume: (answer: R | Unanswered) => void): void {
    if (this.settled) resume(this.outcome as R | Unanswered)
    else this.resume = resume
  }

  /** Called once by the context that made the ask. */
  settle(answer: R | Unanswered): void {
    this.settled = true
    this.outcome = answer
    const resume = this.resume
    this.resume = null
    if (resume !== null) resume(answer)
  }

  /** Nobody waits any more: a late answer is dropped. */
  cancel(): void {
    this.resume = null
    if (!this.settled) this.forget()
  }
}
