/** `npm run fuzz [-- COUNT] [--seed N]`: hostile frames against a broker until COUNT are sent. */
import process from 'node:process'
import { parseArgs } from 'node:util'
import { siege } from './siege.ts'

const framesPerSiege = 10_000
/** What memory may grow by after the first siege: nothing, but for what the collector leaves. */
const growthMaxBytes = 300 * 1024 * 1024

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: 'string' } },
})
const count = Number(positionals[0] ?? 1_000_000)
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const totals = new Map<string, number>()
let sent = 0
let trips = 0
let firstRss = 0
let failed = false
const startedMs = performance.now()

while (sent < count && !failed) {
  const frames = Math.min(framesPerSiege, count - sent)
  const siegeSeed = seed + sent / framesPerSiege
  const { outcomes, faults, health } = siege(siegeSeed, frames)
  sent += frames
  trips += health.trips
  for (const [outcome, n] of outcomes) totals.set(outcome, (totals.get(outcome) ?? 0) + n)
  const rss = process.memoryUsage().rss
  if (firstRss === 0) firstRss = rss
  const problems = [...faults, ...health.faults]
  if (health.trips === 0) problems.push('the healthy client made no round trip')
  if (rss - firstRss > growthMaxBytes) problems.push(`memory grew to ${megabytes(rss)} MB`)
  if (problems.length > 0) {
    failed = true
    console.log(`seed ${siegeSeed}:\n${problems.join('\n')}`)
  } else if (sent % 100_000 === 0) {
    console.log(`${sent} frames, ${rate()} frames/s, ${megabytes(rss)} MB`)
  }
}

const shown = [...totals].map(([outcome, n]) => `${n} ${outcome}`).join(', ')
console.log(
  `fuzz: ${sent} frames, seed ${seed}, ${rate()} frames/s: ${shown}; ` +
    `${trips} healthy round trips, ${megabytes(process.memoryUsage().rss)} MB`,
)
process.exitCode = failed ? 1 : 0

function rate(): number {
  return Math.round((sent * 1_000) / (performance.now() - startedMs))
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1024 / 1024)
}
