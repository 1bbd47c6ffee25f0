/** Experiments and results of seeds, made by hand. */
import type { Experiment } from '../../../experiments/experiment.ts'
import type { SeedResult } from '../../../experiments/run-seed.ts'

export const experiment: Experiment = {
  name: 'made-up',
  claim: 'Nothing is lost.',
  operationsMin: 500,
  holds: { none: ['lost'], mustOccur: ['retries'] },
  contrast: { setting: 'acks=1', finds: 'lost' },
  faults: () => [],
  run: () => ({ findings: [], ...counts }),
}

const counts = {
  ...{ operations: 600, acknowledged: 500, faultsApplied: 2, digest: 'd' },
  ...{ deliveries: 1_000, elapsedMs: 5_000, events: { retries: 1 } },
}

/** A seed without an anomaly in which everything happened. */
export function result(seed: number, changed: Partial<SeedResult> = {}): SeedResult {
  const plain = { variant: 'guarantee' as const, seed, faults: [], anomalies: {}, examples: [] }
  return { ...plain, ...counts, digest: `d${seed}`, ...changed }
}

/** A seed that lost a record. */
export const losing = (seed: number, changed: Partial<SeedResult> = {}): SeedResult =>
  result(seed, { anomalies: { lost: 2 }, examples: [{ anomaly: 'lost', what: 'x' }], ...changed })

export const contrast = [losing(1, { variant: 'contrast' })]
