/** A failing seed becomes a file: as few faults as still fail, and the history that they give. */
import { writeFileSync } from 'node:fs'
import type { RunTask } from '../../experiments/check.ts'
import type { Experiment } from '../../experiments/experiment.ts'
import { forbiddenIn } from '../../experiments/judge.ts'
import type { SeedResult } from '../../experiments/run-seed.ts'
import { savedRunSuffix, savedRunText } from '../../experiments/saved-run.ts'
import { shrink } from '../../experiments/shrink.ts'

export interface SavedFailure {
  readonly file: string
  /** The faults that are left. */
  readonly faults: number
  /** Runs that this took. */
  readonly runs: number
}

/** The file is written into the working directory. */
export async function saveFailure(
  experiment: Experiment,
  broken: SeedResult,
  run: RunTask,
): Promise<SavedFailure> {
  const { name } = experiment
  const { variant, seed } = broken
  const [anomaly] = forbiddenIn(experiment, broken)
  let smallest = broken
  const { faults, runs } = await shrink(broken.faults, async (some) => {
    const result = await run(name, { variant, seed, faults: some })
    const fails = anomaly !== undefined && (result.anomalies[anomaly] ?? 0) > 0
    if (fails) smallest = result
    return fails
  })
  const example = smallest.examples.find((each) => each.anomaly === anomaly)
  const file = `${name}-${seed}${savedRunSuffix}`
  const found = `${anomaly}: ${example?.what ?? ''}`
  const saved = { experiment: name, variant, seed, faults, found, hash: smallest.digest }
  writeFileSync(file, savedRunText(saved))
  return { file, faults: faults.length, runs }
}
