/** Produce requests that wait until the high watermark has passed their records. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { ReplyTo } from '../../runtime/ref.ts'
import type { Appended } from './messages.ts'

export interface Held {
  /** Answered when the high watermark is beyond this offset. */
  readonly beyond: number
  readonly answer: Appended
  /** Monotonic ms after which nobody waits for the answer any more. */
  readonly untilMs: number
  readonly replyTo: ReplyTo<Appended>
}

/** From this many on, those that nobody waits for are looked for. */
const sweepFrom = 64
/** A connection waits for one request, so this is as many connections on one partition. */
const heldMax = 100_000

export class Purgatory {
  private held: Held[] = []

  get size(): number {
    return this.held.length
  }

  hasRoom(nowMs: number): boolean {
    if (this.held.length < heldMax) return true
    this.sweep(nowMs)
    return this.held.length < heldMax
  }

  hold(held: Held, nowMs: number): void {
    if (this.held.length >= sweepFrom) this.sweepSometimes(nowMs)
    this.held.push(held)
  }

  /** Removes and returns those whose records are all below `highWatermark`. */
  takeSafe(highWatermark: number): Held[] {
    const first = this.held[0]
    if (first === undefined || (this.held.length === 1 && first.beyond >= highWatermark)) return []
    const safe = this.held.filter(({ beyond }) => beyond < highWatermark)
    if (safe.length > 0) this.held = this.held.filter(({ beyond }) => beyond >= highWatermark)
    return safe
  }

  /** Removes and returns all, with the error that they end in. */
  takeAll(error: ErrorName): { readonly replyTo: ReplyTo<Appended>; readonly answer: Appended }[] {
    return this.held.splice(0).map(({ answer, replyTo }) => ({
      replyTo,
      answer: { ...answer, error, baseOffset: -1, logAppendTimeMs: -1 },
    }))
  }

  /** Each time the number held has doubled since the last look, so that a look costs little. */
  private sweepSometimes(nowMs: number): void {
    if ((this.held.length & (this.held.length - 1)) === 0) this.sweep(nowMs)
  }

  private sweep(nowMs: number): void {
    this.held = this.held.filter(({ untilMs }) => untilMs >= nowMs)
  }
}
