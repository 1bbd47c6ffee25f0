/** One seed of one experiment: what was found, as plain data that crosses threads. */
import type { Fault } from '../runtime/simulator/faults.ts'
import type { Anomaly, Finding } from './anomaly.ts'
import type { EventCounts } from './events.ts'
import type { Experiment, Variant } from './experiment.ts'
import type { Host } from './host.ts'

export interface SeedTask {
  readonly variant: Variant
  readonly seed: number
  /** Instead of the faults that the seed draws. */
  readonly faults?: readonly Fault[]
}

export interface SeedResult {
  readonly variant: Variant
  readonly seed: number
  readonly faults: readonly Fault[]
  /** How often each anomaly was found. */
  readonly anomalies: AnomalyCounts
  /** The first of each anomaly. */
  readonly examples: readonly Finding[]
  readonly events: EventCounts
  readonly operations: number
  readonly acknowledged: number
  readonly faultsApplied: number
  readonly digest: string
  readonly deliveries: number
  readonly elapsedMs: number
}

export type AnomalyCounts = { readonly [anomaly in Anomaly]?: number }

export function runSeed(experiment: Experiment, host: Host, task: SeedTask): SeedResult {
  const { variant, seed } = task
  const faults = task.faults ?? experiment.faults(variant, seed)
  const { findings, ...measured } = experiment.run(host, variant, seed, faults)
  const anomalies: { [anomaly in Anomaly]?: number } = {}
  const examples: Finding[] = []
  for (const finding of findings) {
    const count = anomalies[finding.anomaly] ?? 0
    if (count === 0) examples.push(finding)
    anomalies[finding.anomaly] = count + 1
  }
  return { variant, seed, faults, anomalies, examples, ...measured }
}
