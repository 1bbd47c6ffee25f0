/** What an actor system reports of itself: every delivery and draw, and every event of a life. */
import type { Envelope } from './envelope.ts'

/**
 * A life-cycle event of an actor or supervisor, or an event that an actor reports by
 * `ctx.trace`.
 */
export interface TraceEvent {
  readonly atMs: number
  readonly system: string
  readonly path: string
  readonly incarnation: number
  /**
   * `started`, `crashed`, `stopped`, `gaveUp`, `deadLetter`, `systemFailed`, `log`, or the
   * actor's own name for it.
   */
  readonly type: string
  readonly details: Record<string, unknown>
}

/** Sees everything that enters a system, before it acts. Must not change what it is shown. */
export interface Observer {
  /** A handler is about to run. */
  delivered(envelope: Envelope, incarnation: number, atMs: number): void
  /** A random number left the stream of the actor at `path`. */
  drew(path: string, value: number): void
  event(event: TraceEvent): void
}

export const silent: Observer = {
  delivered() {},
  drew() {},
  event() {},
}

/** One observer that passes everything on to several. */
export function observers(all: readonly Observer[]): Observer {
  return {
    delivered(envelope, incarnation, atMs) {
      for (const each of all) each.delivered(envelope, incarnation, atMs)
    },
    drew(path, value) {
      for (const each of all) each.drew(path, value)
    },
    event(event) {
      for (const each of all) each.event(event)
    },
  }
}
