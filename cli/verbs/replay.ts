/** `highwater replay`: runs one seed or one saved failure again, and compares the histories. */
import { readFileSync } from 'node:fs'
import process from 'node:process'
import type { Command } from 'commander'
import { suggestion } from '../../cluster-config/did-you-mean.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { allExperiments } from '../../experiments/all-experiments.ts'
import type { Experiment } from '../../experiments/experiment.ts'
import { isBroken, isContrastFound } from '../../experiments/judge.ts'
import type { SeedResult, SeedTask } from '../../experiments/run-seed.ts'
import { savedRunIn, savedRunSuffix } from '../../experiments/saved-run.ts'
import { seedRunner } from '../check/seed-runner.ts'
import { type CommonFlags, outputOf, verbCommand } from '../common-flags.ts'
import { laterFlag } from '../not-built-yet.ts'
import { refuseSettings } from '../refuse-settings.ts'
import { replayText } from '../text/replay-text.ts'

/** What to run, and the history that it must give; null: any. */
interface Wanted {
  readonly experiment: Experiment
  readonly task: SeedTask
  readonly hash: string | null
}

const anomalyOrOther = 3

export function replay(): Command {
  const command = verbCommand('replay', 'Run one seed, or a saved failure, once more.', [
    'replay read-order:17',
    'replay read-order:contrast:1',
    'replay read-order-17.hwtrace',
  ]).argument('<seed|file>', `NAME:SEED, NAME:contrast:SEED, or a file *${savedRunSuffix}`)
  for (const flags of ['--ui', '--speed <factor>', '--to <event>']) {
    laterFlag(command, flags, 'a later part')
  }
  return command.action(async (what: string, flags: CommonFlags) => {
    refuseSettings('replay', flags)
    const out = outputOf(flags)
    const wanted = what.endsWith(savedRunSuffix) ? fromFile(what) : fromSeed(what)
    const result = await runOnce(wanted)
    const same = wanted.hash === null ? null : wanted.hash === result.digest
    if (out.json) out.object(shown(wanted, result, same))
    else out.data(replayText(wanted.experiment.name, result, same))
    const found = wanted.hash === null && fails(wanted, result)
    if (same === false || found) process.exitCode = anomalyOrOther
  })
}

async function runOnce({ experiment, task }: Wanted): Promise<SeedResult> {
  const runner = await seedRunner(1)
  try {
    return await runner.run(experiment.name, task)
  } finally {
    await runner.close()
  }
}

const fails = ({ experiment, task }: Wanted, result: SeedResult): boolean =>
  task.variant === 'guarantee' ? isBroken(experiment, result) : isContrastFound(experiment, result)

function shown({ experiment, task }: Wanted, result: SeedResult, same: boolean | null): object {
  const { digest: hash, anomalies, examples, events, faults, operations, acknowledged } = result
  const { variant, seed } = task
  return {
    ...{ name: experiment.name, variant, seed, hash, same, anomalies, examples },
    ...{ events, ops: operations, acknowledged, faults },
  }
}

function fromSeed(what: string): Wanted {
  const [, name = '', contrast, seed] = /^([^:]+):(contrast:)?(\d+)$/.exec(what) ?? []
  if (seed === undefined) {
    const hint = 'NAME:SEED, as in read-order:17; highwater check --list shows the names'
    throw new UserError(`${what} names no experiment with a seed, and no file`, { hint })
  }
  const variant = contrast === undefined ? 'guarantee' : 'contrast'
  return { experiment: experimentNamed(name), task: { variant, seed: Number(seed) }, hash: null }
}

function fromFile(file: string): Wanted {
  const saved = savedRunIn(textOf(file))
  if (saved === null) throw new UserError(`${file} is not a saved run of this version`)
  const { experiment, variant, seed, faults, hash } = saved
  return { experiment: experimentNamed(experiment), task: { variant, seed, faults }, hash }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    throw new UserError(`${file} cannot be read: ${code}`)
  }
}

function experimentNamed(name: string): Experiment {
  const found = allExperiments.get(name)
  if (found !== undefined) return found
  const hint = suggestion(name, allExperiments.keys()) ?? 'highwater check --list shows them'
  throw new UserError(`there is no experiment ${name}`, { hint })
}
