/** How busy a thread's event loop has been lately. */
import { type EventLoopUtilization, performance } from 'node:perf_hooks'
import { setInterval } from 'node:timers'

const sampleMs = 1_000

/** Measures over the last one to two seconds; the sampling holds no thread open. */
export class Utilisation {
  private before: EventLoopUtilization
  private last: EventLoopUtilization

  constructor() {
    this.last = performance.eventLoopUtilization()
    this.before = this.last
    setInterval(() => {
      this.before = this.last
      this.last = performance.eventLoopUtilization()
    }, sampleMs).unref()
  }

  /** 0 to 1. */
  now(): number {
    const { utilization } = performance.eventLoopUtilization(this.before)
    return Math.round(utilization * 1_000) / 1_000
  }
}
