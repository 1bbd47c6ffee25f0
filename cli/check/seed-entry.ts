/** The code of a pool thread that runs seeds of experiments. */
import { allExperiments } from '../../experiments/all-experiments.ts'
import { runSeed, type SeedResult, type SeedTask } from '../../experiments/run-seed.ts'
import { simulatedHost } from '../../experiments/simulated/simulated-host.ts'
import { must } from '../../runtime/assert.ts'
import { loadCodecs } from '../../runtime/platform/codecs.ts'

const host = simulatedHost(await loadCodecs())

export default function run(asked: { experiment: string; task: SeedTask }): SeedResult {
  const experiment = must(allExperiments.get(asked.experiment), 'the experiment exists')
  return runSeed(experiment, host, asked.task)
}
