/** The way from asynchronous code to the actors and back: a question in, a promise out. */
import { Actor } from '../../runtime/actor.ts'
import type { Answered, Ask } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import type { Unanswered } from '../../runtime/ref.ts'

/** Puts a question, in a handler of the bridge. */
export type Question<R> = (ctx: Context) => Ask<R>

type Settle = (answer: unknown) => void

/** Where questions wait on their way in, and their askers until they are answered. */
export class Desk {
  private readonly questions = new Map<number, Question<unknown>>()
  private readonly askers = new Map<number, Settle>()
  private ids = 0

  /** The promise settles; `tell` brings the number of the question to the bridge. */
  put<R>(question: Question<R>, tell: (id: number) => void): Promise<R | Unanswered> {
    this.ids += 1
    const id = this.ids
    this.questions.set(id, question as Question<unknown>)
    return new Promise((resolve) => {
      this.askers.set(id, (answer) => resolve(answer as R | Unanswered))
      tell(id)
    })
  }

  take(id: number): Question<unknown> | undefined {
    const question = this.questions.get(id)
    this.questions.delete(id)
    return question
  }

  settle(id: number, answer: unknown): void {
    this.askers.get(id)?.(answer)
    this.askers.delete(id)
  }

  /** Nobody will answer any more. */
  settleAll(answer: Unanswered): void {
    for (const id of [...this.askers.keys()]) this.settle(id, answer)
  }
}

export class Bridge extends Actor {
  private readonly desk: Desk

  constructor(ctx: Context, desk: Desk) {
    super(ctx)
    this.desk = desk
  }

  put({ id }: { id: number }): void {
    this.desk.take(id)?.(this.ctx).answers(this.answered, id)
  }

  answered({ answer, tag }: Answered<unknown, number>): void {
    this.desk.settle(tag, answer)
  }
}
