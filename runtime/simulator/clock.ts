/**
 * The clocks of one simulated machine: a monotonic one without error, and a wall clock that may
 * lie.
 */
import type { Clock } from '../ports/clock.ts'
import type { Scheduler } from './scheduler.ts'

/** Wall clock time at the start of every simulation: 2026-01-01T00:00:00Z. */
export const epochMs = 1_767_225_600_000

export class SimulatedClock implements Clock {
  private readonly scheduler: Scheduler
  /** Parts per million by which the wall clock runs fast (slow when negative), since `sinceUs`. */
  private driftPpm = 0
  private sinceUs = 0
  private offsetUs = 0

  constructor(scheduler: Scheduler) {
    this.scheduler = scheduler
  }

  monotonicMs(): number {
    return Math.floor(this.scheduler.nowUs / 1_000)
  }

  wallClockMs(): number {
    return epochMs + Math.floor((this.scheduler.nowUs + this.errorUs()) / 1_000)
  }

  /** Sets the wall clock forward, or back when negative. */
  jump(byMs: number): void {
    this.offsetUs += byMs * 1_000
  }

  /**
   * From now on the wall clock runs fast by that much; 0 ends it, and leaves the error made so
   * far.
   */
  drift(ppm: number): void {
    this.offsetUs = this.errorUs()
    this.sinceUs = this.scheduler.nowUs
    this.driftPpm = ppm
  }

  private errorUs(): number {
    const sinceUs = this.scheduler.nowUs - this.sinceUs
    return this.offsetUs + Math.floor((sinceUs * this.driftPpm) / 1_000_000)
  }
}
