/** Ctrl-C and SIGTERM: the first asks for an orderly stop, the second ends the program at once. */
import { constants } from 'node:os'
import process from 'node:process'

export interface StopSignals {
  /** Settles with the first signal. */
  readonly first: Promise<NodeJS.Signals>
  /** Gives the signals back to whoever had them. */
  release(): void
}

export function stopSignals(): StopSignals {
  let seen = false
  let tell: (signal: NodeJS.Signals) => void = () => {}
  const first = new Promise<NodeJS.Signals>((resolve) => {
    tell = resolve
  })
  const heard = (signal: NodeJS.Signals): void => {
    if (seen) process.exit(128 + constants.signals[signal])
    seen = true
    tell(signal)
  }
  process.on('SIGINT', heard).on('SIGTERM', heard)
  return {
    first,
    release: () => {
      process.off('SIGINT', heard).off('SIGTERM', heard)
    },
  }
}
