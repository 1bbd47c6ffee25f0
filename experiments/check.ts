/** Checks one experiment: runs its seeds and its contrast, and judges them. */

import type { Xxh } from '../runtime/ports/codecs.ts'
import { contrastSeeds, type Experiment } from './experiment.ts'
import { isBroken, isContrastFound, judge } from './judge.ts'
import { type Report, reportOf } from './report.ts'
import type { SeedResult, SeedTask } from './run-seed.ts'

/** Runs one seed, here or on another thread. */
export type RunTask = (experiment: string, task: SeedTask) => Promise<SeedResult>

export interface CheckOptions {
  readonly firstSeed: number
  readonly seeds: number
  /** The first seed that shows what may not be is the last. */
  readonly untilFail: boolean
  /** Seeds that are run at the same time. */
  readonly jobs: number
  readonly xxh: Xxh
  readonly run: RunTask
  readonly progress?: (result: SeedResult) => void
}

export interface Checked {
  readonly report: Report
  /** The first seed that showed what may not be. */
  readonly broken: SeedResult | null
  readonly results: readonly SeedResult[]
}

export async function check(experiment: Experiment, options: CheckOptions): Promise<Checked> {
  const { firstSeed, seeds, untilFail, xxh } = options
  const guarantee = await inOrder(experiment, options, 'guarantee', seeds, (result) => {
    return untilFail && isBroken(experiment, result)
  })
  const contrast = await inOrder(experiment, options, 'contrast', contrastSeeds, (result) =>
    isContrastFound(experiment, result),
  )
  const judgement = judge(experiment, guarantee, contrast)
  const results = [...guarantee, ...contrast]
  return {
    report: reportOf(experiment, judgement, { guarantee, contrast, firstSeed, xxh }),
    broken: judgement.broken,
    results,
  }
}

/** Some seeds at a time; those behind the last one that counts are run in vain and forgotten. */
async function inOrder(
  { name }: Experiment,
  { firstSeed, jobs, run, progress }: CheckOptions,
  variant: SeedTask['variant'],
  seeds: number,
  isLast: (result: SeedResult) => boolean,
): Promise<SeedResult[]> {
  const results: SeedResult[] = []
  for (let from = 0; from < seeds; from += jobs) {
    const count = Math.min(jobs, seeds - from)
    const tasks = Array.from({ length: count }, (_, i) => ({ variant, seed: firstSeed + from + i }))
    const done = await Promise.all(tasks.map((task) => run(name, task)))
    for (const result of done) progress?.(result)
    for (const result of done) {
      results.push(result)
      if (isLast(result)) return results
    }
  }
  return results
}
