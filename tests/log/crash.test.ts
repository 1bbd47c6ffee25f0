/**
 * A log dies at each single disk operation of a workload, by a kill or with the power: what it
 * recovers is what was acknowledged. 10 seeds here; HIGHWATER_LOG_SEEDS says how many else.
 */
import process from 'node:process'
import { assert, suite } from '../harness.ts'
import { type Appended, contentOf, type Flush, LogLife, runUntil } from './log-life.ts'

const seeds = Number(process.env['HIGHWATER_LOG_SEEDS'] ?? 10)
const test = suite('crashes of a log', { timeoutMs: 20_000 + 1_000 * seeds })

interface Tally {
  runs: number
  cuts: number
  tornCuts: number
  /** Acknowledged records that were gone; only a loss of power may do that, and only with `os`. */
  lost: number
  /** Logs with damage in the middle, which stay offline. */
  offline: number
}

function crashEverywhere(flush: Flush, power: boolean): Tally {
  const tally: Tally = { runs: 0, cuts: 0, tornCuts: 0, lost: 0, offline: 0 }
  for (let seed = 1; seed <= seeds; seed++) {
    const { operations } = runUntil(0, seed, flush)
    assert.ok(operations >= 60, `${operations} operations`)
    for (let nth = 1; nth <= operations; nth++) crashOnce(nth, seed, flush, power, tally)
  }
  return tally
}

function crashOnce(nth: number, seed: number, flush: Flush, power: boolean, tally: Tally): void {
  const { bench, acknowledged, appended } = runUntil(nth, seed, flush)
  bench.disk.processDied()
  if (power) bench.disk.powerLost()
  const where = `seed ${seed}, operation ${nth}: ${bench.operations.at(-1)}`
  const life = new LogLife(bench, flush)
  const { log } = life
  const { cut, damage } = log.recovery
  tally.runs++
  if (cut !== null) tally.cuts++
  if (cut?.tornLastWrite === true) tally.tornCuts++
  const missing = Math.max(0, acknowledged - log.logEndOffset)
  tally.lost += missing
  const inside = damage.filter(({ fromOffset }) => fromOffset < log.logEndOffset)
  for (const { because } of damage) assert.ok(because === 'missing' || because === 'torn', where)
  if (damage.length > 0) assert.is(log.giveUpMissingEnd(), inside.length === 0, where)
  for (const { fromOffset, toOffset } of inside) {
    // An earlier segment has lost its end, a later one has not: nothing is cut, all is said.
    assert.ok(flush === 'os' && power, where)
    tally.lost += toOffset - fromOffset
    tally.offline++
  }
  if (inside.length > 0) return
  isPrefix(contentOf(log), appended, where)
  goesOn(life, appended, where)
}

/** What is there is what was appended, without a gap. */
function isPrefix(found: Appended, appended: Appended, where: string): void {
  for (const [offset, crc] of found) assert.is(crc, appended.get(offset), `${where}, at ${offset}`)
}

/** The recovered log takes more, also across another, orderly life. */
function goesOn(life: LogLife, appended: Appended, where: string): void {
  const { bench, log } = life
  for (const offset of [...appended.keys()]) {
    if (offset >= log.logEndOffset) appended.delete(offset)
  }
  life.append(3, 9, appended)
  bench.settle()
  assert.is(log.epochs.epochForOffset(log.logEndOffset - 1), 9, where)
  life.close()
  const next = new LogLife(bench, 'os')
  assert.is(next.log.recovery.scannedBytes, 0, `${where}: an orderly end needs no scan`)
  assert.is(next.log.logEndOffset, log.logEndOffset, where)
  assert.equal(next.log.epochs.entries, log.epochs.entries, where)
  isPrefix(contentOf(next.log), appended, where)
}

test('flush=os: after a kill at any disk operation everything acknowledged is there', () => {
  const { runs, lost } = crashEverywhere('os', false)
  assert.ok(runs >= seeds * 60)
  assert.is(lost, 0)
})

test('flush=commit: after a kill at any disk operation everything acknowledged is there', () => {
  assert.is(crashEverywhere('commit', false).lost, 0)
})

test('flush=commit: after a loss of power at any disk operation all acknowledged is there', () => {
  const { lost, tornCuts } = crashEverywhere('commit', true)
  assert.is(lost, 0)
  assert.ok(tornCuts > 0, 'some writes were torn')
})

test('flush=os: a loss of power does lose acknowledged records, so the test can fail', () => {
  const { lost, cuts } = crashEverywhere('os', true)
  assert.ok(lost > 0)
  assert.ok(cuts > 0)
})

test.run()
