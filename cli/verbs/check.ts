/** `highwater check`: runs experiments under many seeds, and says which guarantees hold. */
import { availableParallelism } from 'node:os'
import process from 'node:process'
import type { Command } from 'commander'
import { suggestion } from '../../cluster-config/did-you-mean.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { allExperiments } from '../../experiments/all-experiments.ts'
import { check as checkOne } from '../../experiments/check.ts'
import type { Experiment } from '../../experiments/experiment.ts'
import type { Report } from '../../experiments/report.ts'
import type { SeedResult } from '../../experiments/run-seed.ts'
import { loadXxh } from '../../runtime/platform/xxh.ts'
import { Measure } from '../check/measure.ts'
import { saveFailure } from '../check/save-failure.ts'
import { type SeedRunner, seedRunner } from '../check/seed-runner.ts'
import { type CommonFlags, outputOf, verbCommand } from '../common-flags.ts'
import { laterFlag, notBuiltYet } from '../not-built-yet.ts'
import { refuseSettings } from '../refuse-settings.ts'
import { wholeNumber } from '../start/start-input.ts'
import { reportText } from '../text/check-text.ts'
import type { Output } from '../text/output.ts'
import { table } from '../text/table.ts'

interface CheckFlags extends CommonFlags {
  readonly all?: boolean
  readonly list?: boolean
  readonly seed?: string
  readonly seeds?: string
  readonly jobs?: string
  readonly untilFail?: boolean
}

const defaultSeeds = '20'
/** Exit codes: an anomaly was found; it proved nothing. */
const anomalyFound = 3
const failed = 1

export function check(): Command {
  const command = verbCommand('check', 'Run experiments in the simulator, and judge them.', [
    'check --list',
    'check read-order crc-network --seeds 50',
    'check --all --json',
    'check read-order --seed 17',
  ])
    .argument('[names...]', 'experiments; each is named as its guarantee')
    .option('--all', 'all experiments')
    .option('--list', 'show the experiments and their claims')
    .option('--seed <seed>', 'run this one seed')
    .option('--seeds <count>', `run seeds 1 to this number (default: ${defaultSeeds})`)
    .option('--jobs <count>', 'seeds that run at the same time (default: one for each core)')
    .option('--until-fail', 'stop an experiment at the first seed that fails')
  laterFlag(command, '--planted', 'part B')
  laterFlag(command, '--live', 'a later part')
  laterFlag(command, '--report <file>', 'a later part')
  // Every verb takes -b; experiments run in the simulator only, and must not seem to run elsewhere.
  command.on('option:bootstrap', () => {
    throw notBuiltYet('check --bootstrap', 'a later part')
  })
  return command.action(async (names: readonly string[], flags: CheckFlags) => {
    refuseSettings('check', flags)
    const out = outputOf(flags)
    if (flags.list === true) return list(out)
    await checkAll(named(names, flags.all === true), flags, out)
  })
}

function list(out: Output): void {
  const all = [...allExperiments.values()].map(({ name, claim }) => ({ name, claim }))
  if (out.json) out.object({ experiments: all })
  else out.data(table(all.map(({ name, claim }) => [name, claim])))
}

function named(names: readonly string[], all: boolean): Experiment[] {
  if (all) return [...allExperiments.values()]
  if (names.length === 0) {
    throw new UserError('no experiment is named', { hint: 'add names, --all or --list' })
  }
  return names.map((name) => {
    const found = allExperiments.get(name)
    if (found !== undefined) return found
    const hint = suggestion(name, allExperiments.keys()) ?? 'highwater check --list shows them'
    throw new UserError(`there is no experiment ${name}`, { hint })
  })
}

async function checkAll(
  experiments: readonly Experiment[],
  flags: CheckFlags,
  out: Output,
): Promise<void> {
  const jobs = flags.jobs === undefined ? availableParallelism() : count('--jobs', flags.jobs)
  const firstSeed = flags.seed === undefined ? 1 : wholeNumber('--seed', flags.seed)
  const seeds = flags.seed === undefined ? count('--seeds', flags.seeds ?? defaultSeeds) : 1
  const xxh = await loadXxh()
  const runner = await seedRunner(jobs)
  const measure = new Measure()
  const reports: Report[] = []
  const options = { firstSeed, seeds, jobs, xxh, untilFail: flags.untilFail === true }
  try {
    for (const experiment of experiments) {
      const { report, broken } = await checkOne(experiment, {
        ...{ ...options, run: runner.run },
        progress: (result) => measure.add(result),
      })
      const shown = broken === null ? report : await saved(experiment, broken, report, runner, out)
      reports.push(shown)
      if (!out.json) out.data(reportText(shown, out))
    }
  } finally {
    await runner.close()
  }
  end(reports, measure, out)
}

function count(flag: string, text: string): number {
  const number = wholeNumber(flag, text)
  if (number === 0) throw new UserError(`${flag} takes a whole number from 1, not 0`)
  return number
}

/** The report names the file of the shrunk failure. */
async function saved(
  experiment: Experiment,
  broken: SeedResult,
  report: Report,
  { run }: SeedRunner,
  out: Output,
): Promise<Report> {
  const { file, faults, runs } = await saveFailure(experiment, broken, run)
  const size = `${faults} of ${broken.faults.length} faults are left after ${runs} runs`
  out.note(`${experiment.name}: saved in ${file}; ${size}`)
  return { ...report, replay: `highwater replay ${file}` }
}

function end(reports: readonly Report[], measure: Measure, out: Output): void {
  const passed = reports.filter(({ holds }) => holds).length
  const counts = { passed, failed: reports.length - passed }
  if (out.json) out.object({ experiments: reports, ...counts, measured: measure.figures() })
  else out.data(`${counts.passed} hold, ${counts.failed} do not; ${measure.text()}`)
  if (reports.some(({ verdict }) => verdict === 'broken')) process.exitCode = anomalyFound
  else if (counts.failed > 0) process.exitCode = failed
}
