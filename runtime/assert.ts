/**
 * Invariants: `assert` stays on in production, and what it throws crashes the actor that ran it.
 */

/** Something that must never happen has happened. Never thrown for bad input from outside. */
export class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation'
}

/** Crashes the running actor when `condition` is false; `message` says what should have held. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message)
}

/** Narrows away `undefined`: for look-ups that cannot miss. */
export function must<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new InvariantViolation(message)
  return value
}
