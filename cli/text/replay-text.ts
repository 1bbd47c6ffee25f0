/** One run of an experiment for people. */
import type { SeedResult } from '../../experiments/run-seed.ts'

/** `same`: whether the history is the saved one; null when none was. */
export function replayText(name: string, result: SeedResult, same: boolean | null): string {
  const { variant, seed, digest, faults, faultsApplied, events, examples, anomalies } = result
  const counts = Object.entries(events).map(([event, count]) => `${event} ${count}`)
  const found = examples.map(({ anomaly, what }) => `  ${anomaly} (${anomalies[anomaly]}): ${what}`)
  const history = { true: ', as saved', false: ', which is NOT the saved one', null: '' }[`${same}`]
  return [
    `${name}, ${variant}, seed ${seed}: history ${digest}${history}`,
    `  ${faultsApplied} of ${faults.length} faults struck; ${counts.join(', ')}`,
    ...(found.length === 0 ? ['  no anomaly'] : found),
  ].join('\n')
}
