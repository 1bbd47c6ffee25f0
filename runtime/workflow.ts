/**
 * Request workflows: generators that wait, own nothing but local variables, and read top to
 * bottom.
 */

/** Something a workflow can wait for; it resumes its waiter at most once. */
export interface Waiting<R> {
  whenSettled(resume: (value: R) => void): void
  cancel(): void
}

export type Workflow<R> = Generator<Waiting<unknown>, R, unknown>

/** A generator that can be waited for with `yield*`. */
export interface Waitable<R> {
  [Symbol.iterator](): Generator<Waiting<unknown>, R, unknown>
}

/** Waits for all of them; they run side by side, because a question is sent when it is made. */
export function* all<R>(waitables: readonly Waitable<R>[]): Workflow<R[]> {
  const results: R[] = []
  for (const waitable of waitables) results.push(yield* waitable)
  return results
}

/** A value that is there at once, where a `Waitable` is asked for. */
export function ready<R>(value: R): Waitable<R> {
  return {
    *[Symbol.iterator]() {
      return value
    },
  }
}

/**
 * Waits for the first of them to settle, then cancels the others. Returns its index, -1 for
 * none.
 */
export function* first(waitings: readonly Waiting<unknown>[]): Workflow<number> {
  if (waitings.length === 0) return -1
  return (yield new First(waitings)) as number
}

class First implements Waiting<number> {
  private readonly waitings: readonly Waiting<unknown>[]

  constructor(waitings: readonly Waiting<unknown>[]) {
    this.waitings = waitings
  }

  whenSettled(resume: (value: number) => void): void {
    let settled = false
    for (const [index, waiting] of this.waitings.entries()) {
      waiting.whenSettled(() => {
        if (settled) return
        settled = true
        this.cancel()
        resume(index)
      })
      if (settled) return
    }
  }

  cancel(): void {
    for (const waiting of this.waitings) waiting.cancel()
  }
}

/**
 * Drives `workflow` to its end, then calls `done` with its result: at once when it never waits,
 * otherwise inside the handler of the message that settled the last wait.
 * A throw in the workflow reaches the handler that drove it, and so crashes its actor.
 */
export function drive<R>(workflow: Workflow<R>, done: (result: R) => void): void {
  const step = (value: unknown): void => {
    const next = workflow.next(value)
    if (next.done) done(next.value)
    else next.value.whenSettled(step)
  }
  step(undefined)
}
