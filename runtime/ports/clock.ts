/** The clock port: two clocks that must not be mixed. */
export interface Clock {
  /** Milliseconds since some fixed moment; never jumps. For timers, sessions and lags. */
  monotonicMs(): number
  /** Milliseconds since 1970; may jump. For record timestamps and retention only. */
  wallClockMs(): number
}
