/** Tests of the promise of the simulator: everything follows from the seed, on every platform. */
import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { Actor } from '../../../runtime/actor.ts'
import { loadXxh } from '../../../runtime/platform/xxh.ts'
import { firstDivergence, type History, type Kept } from '../../../runtime/simulator/history.ts'
import { Simulator } from '../../../runtime/simulator/simulator.ts'
import { child, supervisor } from '../../../runtime/supervisor.ts'
import { assert, skip, suite } from '../../harness.ts'
import { town } from './town.ts'

const test = suite('determinism', { timeoutMs: 120_000 })
const xxh = await loadXxh()

test('the same seed gives the same history twice, with faults of every kind', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const [one, two] = [town(seed, xxh), town(seed, xxh)]
    assert.is(one.simulator.history.digest(), two.simulator.history.digest(), `seed ${seed}`)
    assert.ok(one.simulator.history.count > 1_000)
    const died = one.events.filter(({ type }) => type === 'systemFailed')
    const answered = one.events.filter(({ type }) => type === 'answered')
    assert.ok(died.length > 0 && answered.length > 20, 'faults bite, and work is done')
  }
})

test('every seed gives another history', () => {
  const digests = Array.from({ length: 20 }, (_, seed) =>
    town(seed, xxh).simulator.history.digest(),
  )
  assert.is(new Set(digests).size, digests.length)
})

test('to carry messages as bytes changes nothing in the history', () => {
  const plain = town(5, xxh).simulator.history.digest()
  assert.is(town(5, xxh, { wire: true }).simulator.history.digest(), plain)
})

test('Node and Deno give the same history', () => {
  const program = fileURLToPath(new URL(`./print-digests${ending()}`, import.meta.url))
  const here = output(process.execPath, isDeno() ? ['run', '--allow-all', program] : [program])
  const there = isDeno() ? output('node', [program]) : onDeno(program)
  if (here === null || there === null) skip('the other of Node 20 and Deno 2 cannot be had')
  assert.is(here.split('\n').length, 4)
  assert.is(there, here)
})

/** Deno from the path, or from npm. */
function onDeno(program: string): string | null {
  const options = ['run', '--allow-all', '--node-modules-dir=manual', program]
  const npx = ['--yes', '--prefer-offline', 'deno@2', ...options]
  return output('deno', options) ?? output('npx', npx)
}

function output(command: string, options: string[]): string | null {
  const { status, stdout } = spawnSync(command, options, { encoding: 'utf8', timeout: 100_000 })
  return status === 0 ? stdout : null
}

function isDeno(): boolean {
  return 'Deno' in globalThis
}

function ending(): string {
  return import.meta.url.endsWith('.ts') ? '.ts' : '.js'
}

/** Outside of all actors, and not set back between two runs: what must not be. */
let smuggled = 0

class Leaky extends Actor {
  private ticks = 0

  protected override started(): void {
    this.tick({ number: 0 })
  }

  tick(_: { number: number }): void {
    this.ticks++
    const number = this.ticks === 3_000 ? ++smuggled : this.ticks
    this.ctx.after(this, 1).tick({ number })
  }
}

function leak(keep: Kept): History {
  const simulator = new Simulator({ seed: 1, xxh, keep })
  const children = [child('leaky', (ctx) => new Leaky(ctx))]
  const limit = { restarts: 0, withinMs: 1 }
  simulator.system('s', supervisor({ name: 'root', strategy: 'one-for-one', limit, children }))
  simulator.run({ untilMs: 5_000 })
  return simulator.history
}

test('a planted nondeterminism is caught, and the first event that differs is named', () => {
  const parted = firstDivergence(leak)
  // The first tick is a call, the second the first delivery: number 3,000 sends event 2,999.
  assert.is(parted?.event, 2_999)
  assert.match(parted?.first ?? '', /^3000000 us: s\/root\/leaky#1000000001 gets timer tick/)
  assert.ok(parted?.first?.endsWith('{"number":3}'), parted?.first ?? '')
  assert.ok(parted?.second?.endsWith('{"number":4}'), parted?.second ?? '')
})

test('no divergence is named when there is none', () => {
  const run = (keep: Kept) => town(4, xxh, { keep }).simulator.history
  assert.is(firstDivergence(run), null)
})

test.run()
