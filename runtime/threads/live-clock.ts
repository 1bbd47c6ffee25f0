/** The real clocks, in whole milliseconds. */
import type { Clock } from '../ports/clock.ts'

export const liveClock: Clock = {
  // Rounded down, so that a timer that fires on time never finds itself too early.
  monotonicMs: () => Math.floor(performance.now()),
  wallClockMs: () => Date.now(),
}
