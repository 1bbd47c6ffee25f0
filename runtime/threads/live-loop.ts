/** Calls an actor system's tick when it asks for it, in turns with the thread's other events. */
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers'
import type { Clock } from '../ports/clock.ts'

/** Messages a tick handles before sockets have their turn. */
const tickBudget = 1_000
/** The longest wait that a timer of the platform can hold; a longer one is waited for in parts. */
const timeoutMaxMs = 2_147_483_647

export class LiveLoop {
  private readonly clock: Clock
  private readonly tick: (budget: number) => void
  private immediate: NodeJS.Immediate | null = null
  private timeout: NodeJS.Timeout | null = null
  private over = false

  constructor(clock: Clock, tick: (budget: number) => void) {
    this.clock = clock
    this.tick = tick
  }

  wake(): void {
    if (this.over || this.immediate !== null) return
    this.immediate = setImmediate(() => {
      this.immediate = null
      this.tick(tickBudget)
    })
  }

  /** Replaces the time asked for before. */
  wakeAt(atMs: number): void {
    if (this.over) return
    if (this.timeout !== null) clearTimeout(this.timeout)
    const delayMs = Math.min(timeoutMaxMs, Math.max(0, atMs - this.clock.monotonicMs()))
    this.timeout = setTimeout(() => {
      this.timeout = null
      // The platform's timers may fire up to a millisecond early.
      if (this.clock.monotonicMs() < atMs) this.wakeAt(atMs)
      else this.tick(tickBudget)
    }, delayMs)
  }

  stop(): void {
    this.over = true
    if (this.immediate !== null) clearImmediate(this.immediate)
    if (this.timeout !== null) clearTimeout(this.timeout)
  }
}
