/** What `check --json` says of an experiment. */
import type { Xxh } from '../runtime/ports/codecs.ts'
import type { Anomaly } from './anomaly.ts'
import type { EventCounts } from './events.ts'
import type { Experiment } from './experiment.ts'
import type { Judgement, Verdict } from './judge.ts'
import type { AnomalyCounts, SeedResult } from './run-seed.ts'

export interface Report {
  readonly name: string
  readonly claim: string
  readonly holds: boolean
  readonly verdict: Verdict
  readonly because: string | null
  readonly seeds: number
  /** In how many seeds each was found, forbidden or not. */
  readonly anomalies: AnomalyCounts
  readonly ops: number
  readonly acknowledged: number
  readonly faultsApplied: number
  readonly events: EventCounts
  readonly seedsWithEffect: number
  readonly contrast: {
    readonly setting: string
    readonly expected: Anomaly
    readonly found: boolean
    readonly firstSeed: number | null
    readonly replay: string | null
  }
  /** Of the histories of all seeds that count, in order. */
  readonly hash: string
  /** The command that runs one seed again: the one that failed, or else the first. */
  readonly replay: string
}

export interface Seeds {
  readonly guarantee: readonly SeedResult[]
  readonly contrast: readonly SeedResult[]
  readonly firstSeed: number
  readonly xxh: Xxh
}

const encoder = new TextEncoder()

export function reportOf(experiment: Experiment, judgement: Judgement, seeds: Seeds): Report {
  const { guarantee, contrast, firstSeed, xxh } = seeds
  const { verdict, because, anomalies, events, seedsWithEffect, broken } = judgement
  const { name, claim } = experiment
  const found = judgement.contrast
  const digests = [...guarantee, ...contrast].map(({ digest }) => digest)
  const sum = (of: (result: SeedResult) => number) =>
    guarantee.reduce((total, result) => total + of(result), 0)
  return {
    ...{ name, claim, holds: verdict === 'holds', verdict, because, seeds: guarantee.length },
    anomalies,
    ops: sum(({ operations }) => operations),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    faultsApplied: sum(({ faultsApplied }) => faultsApplied),
    ...{ events, seedsWithEffect },
    contrast: {
      setting: experiment.contrast.setting,
      expected: experiment.contrast.finds,
      found: found !== null,
      firstSeed: found?.seed ?? null,
      replay: found === null ? null : replayCommand(name, found),
    },
    hash: xxh.h64(encoder.encode(digests.join('\n'))),
    replay: replayCommand(name, broken ?? { variant: 'guarantee', seed: firstSeed }),
  }
}

/** `NAME:SEED`, or `NAME:contrast:SEED`. */
export function replayCommand(
  name: string,
  { variant, seed }: Pick<SeedResult, 'variant' | 'seed'>,
): string {
  return `highwater replay ${name}:${variant === 'contrast' ? 'contrast:' : ''}${seed}`
}
