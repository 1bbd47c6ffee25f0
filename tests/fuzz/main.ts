/**
 * `npm run fuzz [-- COUNT] [--seed N] [--live]`: COUNT hostile frames against a simulated broker,
 * or against a real one in a process of its own.
 */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { liveSiege } from './live-siege.ts'
import { siege } from './siege.ts'

const framesPerSiege = 10_000
/** What memory may grow by after the first siege: nothing, but for what the collector leaves. */
const growthMaxBytes = 300 * 1024 * 1024

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' }, live: { type: 'boolean', default: false } },
})
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const startedMs = performance.now()
if (values.live) await live(Number(positionals[0] ?? 20_000))
else simulated(Number(positionals[0] ?? 1_000_000))

function simulated(count: number): void {
  const totals = new Map<string, number>()
  let sent = 0
  let trips = 0
  let firstRss = 0
  let failed = false
  while (sent < count && !failed) {
    const frames = Math.min(framesPerSiege, count - sent)
    const siegeSeed = seed + sent / framesPerSiege
    const { outcomes, faults, health } = siege(siegeSeed, frames)
    sent += frames
    trips += health.trips
    for (const [outcome, n] of outcomes) totals.set(outcome, (totals.get(outcome) ?? 0) + n)
    const { rss } = process.memoryUsage()
    if (firstRss === 0) firstRss = rss
    const problems = [...faults, ...health.faults]
    if (health.trips === 0) problems.push('the healthy client made no round trip')
    if (rss - firstRss > growthMaxBytes) problems.push(`memory grew to ${megabytes(rss)} MB`)
    failed = problems.length > 0
    if (failed) console.log(`seed ${siegeSeed}:\n${problems.join('\n')}`)
    else if (sent % 100_000 === 0) console.log(`${sent} frames, ${rate(sent)} frames/s`)
  }
  conclude(sent, totals, trips, `${megabytes(process.memoryUsage().rss)} MB`, failed)
}

async function live(count: number): Promise<void> {
  const { outcomes, faults, trips, megabytes } = await liveSiege(seed, count)
  const [before, after] = megabytes
  const problems = [...faults]
  if (after - before > growthMaxBytes / 1024 / 1024) problems.push('the memory of the cluster grew')
  if (problems.length > 0) console.log(problems.slice(0, 20).join('\n'))
  conclude(count, outcomes, trips, `${before} MB before, ${after} MB after`, problems.length > 0)
}

function conclude(
  sent: number,
  totals: ReadonlyMap<string, number>,
  trips: number,
  memory: string,
  failed: boolean,
): void {
  const shown = [...totals].map(([outcome, n]) => `${n} ${outcome}`).join(', ')
  const what = values.live ? 'live fuzz' : 'fuzz'
  console.log(`${what}: ${sent} frames, seed ${seed}, ${rate(sent)} frames/s: ${shown}`)
  console.log(`${trips} healthy round trips, ${memory}`)
  process.exitCode = failed ? 1 : 0
}

function rate(sent: number): number {
  return Math.round((sent * 1_000) / (performance.now() - startedMs))
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
