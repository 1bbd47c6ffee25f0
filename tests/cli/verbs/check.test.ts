/** `check` and `replay` as people run them: verdicts, exit codes, files and histories. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { saveFailure } from '../../../cli/check/save-failure.ts'
import { seedRunner } from '../../../cli/check/seed-runner.ts'
import { allExperiments } from '../../../experiments/all-experiments.ts'
import type { Report } from '../../../experiments/report.ts'
import type { SeedTask } from '../../../experiments/run-seed.ts'
import { savedRunIn, savedRunText } from '../../../experiments/saved-run.ts'
import { must } from '../../../runtime/assert.ts'
import type { Fault } from '../../../runtime/simulator/faults.ts'
import { experiment, losing, result } from '../../experiments/support/results.ts'
import { assert, suite } from '../../harness.ts'
import { runCli } from '../run-cli.ts'

const test = suite('check and replay', { timeoutMs: 60_000 })
const folder = mkdtempSync(join(tmpdir(), 'highwater-check-'))
const names = ['supervision-strategies', 'supervision-escalation']

test.after(() => rmSync(folder, { recursive: true }))

interface Checked {
  readonly experiments: readonly Report[]
  readonly passed: number
  readonly failed: number
  readonly measured: { readonly events: number; readonly cpuS: number }
}

async function checked(...words: readonly string[]): Promise<Checked> {
  const { code, stdout, stderr } = await runCli(['check', ...words, '--json'], { cwd: folder })
  assert.is(code, 0, stderr)
  return JSON.parse(stdout)
}

test('check --json has a report for each experiment, and sums', async () => {
  const { experiments, passed, failed, measured } = await checked(...names, '--seeds', '3')
  assert.equal(
    experiments.map(({ name }) => name),
    names,
  )
  assert.equal([passed, failed], [2, 0])
  assert.ok(measured.events > 0 && measured.cpuS > 0)
  for (const { holds, seeds, events, contrast, replay, name } of experiments) {
    assert.equal([holds, seeds, contrast.found], [true, 3, true])
    assert.ok((events.actorCrashes ?? 0) > 0)
    assert.is(replay, `highwater replay ${name}:1`)
  }
})

test('a command gives the same histories with any number of jobs, other seeds others', async () => {
  const hashes = async (...words: readonly string[]) =>
    (await checked(...names, ...words)).experiments.map(({ hash }) => hash)
  const [one, two, other] = await Promise.all([
    hashes('--seeds', '3', '--jobs', '1'),
    hashes('--seeds', '3', '--jobs', '3'),
    hashes('--seed', '9'),
  ])
  assert.equal(one, two)
  assert.not.equal(one, other)
})

test('check --list shows names and claims', async () => {
  const { stdout, code } = await runCli(['check', '--list'])
  assert.is(code, 0)
  assert.match(stdout, /^read-order +One consumer reads/m)
})

test('check prints what was done, for people', async () => {
  const { stdout, code } = await runCli(['check', 'supervision-strategies', '--seeds', '2'])
  assert.is(code, 0)
  assert.match(stdout, /^holds {2}supervision-strategies: /)
  assert.match(stdout, /\n1 hold, 0 do not; .* a second of CPU time\n$/)
})

test('wrong words are refused with what to do', async () => {
  const refused: [string[], RegExp][] = [
    [['check'], /no experiment is named\nhint: add names, --all or --list/],
    [['check', 'read-ordr'], /did you mean read-order\?/],
    [['check', '--all', '--seeds', '0'], /a whole number from 1/],
    [['check', '--all', '-X', 'a=b'], /check takes no settings/],
    [['replay', '17'], /names no experiment/],
    [['replay', 'read-ordr:17'], /did you mean read-order\?/],
    [['replay', 'nowhere.hwtrace'], /cannot be read: ENOENT/],
  ]
  await Promise.all(
    refused.map(async ([words, text]) => {
      const { code, stderr } = await runCli(words)
      assert.is(code, 2, words.join(' '))
      assert.match(stderr, text)
    }),
  )
})

test('a seed that shows nothing is replayed with 0, a contrast that is found with 3', async () => {
  const good = await runCli(['replay', 'supervision-strategies:1'])
  assert.is(good.code, 0, good.stderr)
  assert.match(good.stdout, /no anomaly/)
  const found = await runCli(['replay', 'supervision-strategies:contrast:1', '--json'])
  assert.is(found.code, 3, found.stderr)
  const { variant, seed, anomalies } = JSON.parse(found.stdout)
  assert.equal([variant, seed], ['contrast', 1])
  assert.ok(anomalies.stuck > 0)
})

test('a saved run is replayed with its own faults: 0 for its history, 3 for another', async () => {
  const [name, variant, seed] = ['supervision-strategies', 'contrast', 1] as const
  const first = JSON.parse((await runCli(['replay', `${name}:contrast:1`, '--json'])).stdout)
  const fewer = first.faults.slice(0, 5)
  const run = { experiment: name, variant, seed, faults: fewer, found: 'stuck: x', hash: '' }
  const file = join(folder, 'made.hwtrace')
  writeFileSync(file, savedRunText(run))
  const other = await runCli(['replay', file, '--json'])
  assert.is(other.code, 3)
  const { hash, same } = JSON.parse(other.stdout)
  assert.is(same, false)
  assert.is.not(hash, first.hash)
  writeFileSync(file, savedRunText({ ...run, hash }))
  const again = await runCli(['replay', file])
  assert.is(again.code, 0, again.stdout)
  assert.match(again.stdout, 'as saved')
})

test('a file that is no saved run is refused', async () => {
  const file = join(folder, 'other.hwtrace')
  writeFileSync(file, '{}')
  const { code, stderr } = await runCli(['replay', file])
  assert.is(code, 2)
  assert.match(stderr, 'not a saved run')
})

test('a failure is saved with the fewest faults that fail, and their history', async () => {
  const faults = Array.from(
    { length: 6 },
    (_, atMs): Fault => ({ kind: 'freeze', system: 's', atMs, forMs: 1 }),
  )
  const run = async (_: string, { seed, faults: some = [] }: SeedTask) => {
    const fails = some.some(({ atMs }) => atMs === 4)
    return fails ? losing(seed, { digest: `${some.length} left` }) : result(seed)
  }
  const before = process.cwd()
  process.chdir(folder)
  try {
    const saved = await saveFailure(experiment, losing(17, { faults }), run)
    assert.equal([saved.file, saved.faults], ['made-up-17.hwtrace', 1])
    const read = savedRunIn(readFileSync(saved.file, 'utf8'))
    assert.equal(read?.faults, [faults[4]])
    assert.equal([read?.hash, read?.found], ['1 left', 'lost: x'])
  } finally {
    process.chdir(before)
  }
})

test('a real failure is shrunk, and its file gives the same history again', async () => {
  const readOrder = must(allExperiments.get('read-order'), 'the experiment exists')
  const { run, close } = await seedRunner(1)
  const broken = await run('read-order', { variant: 'contrast', seed: 1 })
  const before = process.cwd()
  process.chdir(folder)
  try {
    const { file, faults } = await saveFailure(readOrder, broken, run)
    assert.ok(faults < broken.faults.length, `${faults} of ${broken.faults.length} faults`)
    const { code, stdout } = await runCli(['replay', file])
    assert.is(code, 0, stdout)
    assert.match(stdout, 'as saved')
    assert.match(stdout, 'skipped')
  } finally {
    process.chdir(before)
    await close()
  }
})

test('check --bootstrap is refused: experiments run in the simulator only', async () => {
  const { code, stderr } = await runCli(['check', ...names, '-b', '127.0.0.1:9092'], {
    cwd: folder,
  })
  assert.is(code, 2)
  assert.match(stderr, 'check --bootstrap is not built yet')
})

test.run()
