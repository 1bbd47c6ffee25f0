/** A failing run as a file: what to run, with which faults, and the history that it must give. */
import type { Fault } from '../runtime/simulator/faults.ts'
import type { Variant } from './experiment.ts'

/** Ends the name of such a file. */
export const savedRunSuffix = '.hwtrace'
const format = 1

export interface SavedRun {
  readonly experiment: string
  readonly variant: Variant
  readonly seed: number
  readonly faults: readonly Fault[]
  /** What was found, in words. */
  readonly found: string
  /** The hash of the history. */
  readonly hash: string
}

export function savedRunText(run: SavedRun): string {
  return `${JSON.stringify({ format, ...run }, null, 2)}\n`
}

/** Null when the text is not a saved run of this format. */
export function savedRunIn(text: string): SavedRun | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null) return null
  const run = value as Partial<SavedRun> & { format?: unknown }
  const isWhole =
    run.format === format &&
    typeof run.experiment === 'string' &&
    (run.variant === 'guarantee' || run.variant === 'contrast') &&
    Number.isSafeInteger(run.seed) &&
    Array.isArray(run.faults) &&
    typeof run.found === 'string' &&
    typeof run.hash === 'string'
  return isWhole ? (run as SavedRun) : null
}
