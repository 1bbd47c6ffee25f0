/** The verdict on an experiment: two-sided, and never green when nothing has happened. */
import type { Anomaly } from './anomaly.ts'
import { type EventCounts, eventsSum } from './events.ts'
import type { Experiment } from './experiment.ts'
import type { AnomalyCounts, SeedResult } from './run-seed.ts'

/**
 * `broken`: a seed showed what may not be. `vacuous`: it proves nothing, because too little
 * happened, or because the contrast did not fail.
 */
export type Verdict = 'holds' | 'broken' | 'vacuous'

export interface Judgement {
  readonly verdict: Verdict
  /** Why it does not hold, in words; null when it does. */
  readonly because: string | null
  /** In how many seeds each anomaly was found, forbidden or not. */
  readonly anomalies: AnomalyCounts
  readonly events: EventCounts
  /** Seeds in which everything occurred that must occur. */
  readonly seedsWithEffect: number
  /** The first seed that showed what may not be; null when none did. */
  readonly broken: SeedResult | null
  /** The first seed of the contrast that showed what it must; null when none did. */
  readonly contrast: SeedResult | null
}

/** `guarantee` and `contrast` are the seeds that were run, in order. */
export function judge(
  experiment: Experiment,
  guarantee: readonly SeedResult[],
  contrast: readonly SeedResult[],
): Judgement {
  const { holds } = experiment
  const broken = guarantee.find((each) => isBroken(experiment, each)) ?? null
  const found = contrast.find((each) => isContrastFound(experiment, each)) ?? null
  const seedsWithEffect = guarantee.filter((each) => hasEffect(experiment, each)).length
  const because =
    brokenBecause(experiment, broken) ??
    idleBecause(experiment, guarantee) ??
    (found === null ? `${experiment.contrast.finds} was not found in the contrast` : null)
  return {
    verdict: because === null ? 'holds' : broken === null ? 'vacuous' : 'broken',
    because,
    anomalies: anomaliesIn(guarantee),
    events: withZeros(eventsSum(guarantee.map(({ events }) => events)), holds.mustOccur),
    ...{ seedsWithEffect, broken, contrast: found },
  }
}

/** The forbidden anomalies of a seed. */
export function forbiddenIn({ holds }: Experiment, { anomalies }: SeedResult): Anomaly[] {
  return holds.none.filter((anomaly) => (anomalies[anomaly] ?? 0) > 0)
}

export function isBroken(experiment: Experiment, result: SeedResult): boolean {
  return forbiddenIn(experiment, result).length > 0
}

export function isContrastFound({ contrast }: Experiment, { anomalies }: SeedResult): boolean {
  return (anomalies[contrast.finds] ?? 0) > 0
}

function hasEffect({ holds }: Experiment, { events }: SeedResult): boolean {
  return holds.mustOccur.every((name) => (events[name] ?? 0) > 0)
}

function brokenBecause(experiment: Experiment, broken: SeedResult | null): string | null {
  if (broken === null) return null
  const [first] = forbiddenIn(experiment, broken)
  const example = broken.examples.find(({ anomaly }) => anomaly === first)
  return `seed ${broken.seed}: ${first}: ${example?.what ?? ''}`
}

function idleBecause(experiment: Experiment, seeds: readonly SeedResult[]): string | null {
  const { operationsMin, holds } = experiment
  const idle = seeds.find(({ operations }) => operations < operationsMin)
  if (idle !== undefined) {
    return `seed ${idle.seed} did ${idle.operations} operations, not ${operationsMin}`
  }
  for (const name of holds.mustOccur) {
    const count = seeds.filter(({ events }) => (events[name] ?? 0) > 0).length
    if (count * 2 < seeds.length) return `${name} in ${count} of ${seeds.length} seeds only`
  }
  return seeds.length === 0 ? 'no seed was run' : null
}

function anomaliesIn(seeds: readonly SeedResult[]): AnomalyCounts {
  const counts: { [anomaly in Anomaly]?: number } = {}
  for (const { anomalies } of seeds) {
    for (const anomaly of Object.keys(anomalies) as Anomaly[]) {
      counts[anomaly] = (counts[anomaly] ?? 0) + 1
    }
  }
  return counts
}

function withZeros(events: EventCounts, names: readonly (keyof EventCounts)[]): EventCounts {
  return { ...Object.fromEntries(names.map((name) => [name, 0])), ...events }
}
