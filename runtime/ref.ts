/** Addresses of actors, and of the questions that wait for an answer. */

declare const actorType: unique symbol
declare const answerType: unique symbol

/**
 * The address of an actor of class `A`: the system (thread) it lives on and its path there.
 * It stays good over restarts; an incarnation number tells one life of the actor from the next.
 */
export interface Ref<A> {
  readonly system: string
  readonly path: string
  readonly [actorType]?: A
}

/** Where the answer `R` to one question goes: one ask of one incarnation of the asker. */
export interface ReplyTo<R> {
  readonly system: string
  readonly path: string
  readonly incarnation: number
  readonly askId: number
  readonly [answerType]?: R
}

/** What an asker gets when no answer came: its time-out passed, or the asked actor died. */
export interface Unanswered {
  readonly unanswered: 'timed-out' | 'down'
}

export const timedOut: Unanswered = { unanswered: 'timed-out' }
export const down: Unanswered = { unanswered: 'down' }

export function refTo<A>(system: string, path: string): Ref<A> {
  return { system, path }
}

/** `system/path`: the one text form of an address, in traces, logs and watch keys. */
export function addressOf(ref: { system: string; path: string }): string {
  return `${ref.system}/${ref.path}`
}

/** True when a question ended without an answer. */
export function isUnanswered(answer: unknown): answer is Unanswered {
  return typeof answer === 'object' && answer !== null && 'unanswered' in answer
}
