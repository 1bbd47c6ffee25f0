/** Try. */
import { suite } from '../harness.ts'
import * as schedules from '../support/replication-schedules.ts'
import { verdictOn } from '../support/replicated-verdict.ts'
import type { PartitionRules } from '../../actors/partition/rules.ts'
import process from 'node:process'

const test = suite('try')
const mutants: [string, keyof typeof schedules, Partial<PartitionRules>][] = [
  ['base', 'twoDeaths', {}], ['base', 'cutOffLeader', {}], ['base', 'frozenLeader', {}],
  ['base', 'alternatingLeaders', {}], ['base', 'lastStanding', {}], ['base', 'longerLog', {}], ['base', 'brokenConnections', {}],
  ['hw-trunc', 'twoDeaths', { cutOnFollowing: (_, hw) => hw }],
  ['no-diverge', 'alternatingLeaders', { divergence: () => null }],
  ['diverging-progress', 'longerLog', { countsAsProgress: () => true }],
  ['hw=leo', 'twoDeaths', { highWatermarkOf: (i) => Math.max(i.current, i.leaderEndOffset) }],
  ['below-min', 'lastStanding', { highWatermarkMayAdvance: () => true }],
  ['local-shrink', 'cutOffLeader', { maximalIsr: ({ committed, pending }) => pending ?? committed }],
  ['ack-append', 'twoDeaths', { ackWhen: () => 'now' }],
  ['assume-end', 'twoDeaths', { assumedFollowerEnd: (leo) => leo }],
  ['no-fence', 'alternatingLeaders', { acceptFetch: () => 'accept' }],
  ['base', 'lateFetch', {}], ['no-fence', 'lateFetch', { acceptFetch: () => 'accept' }],
  ['no-match', 'alternatingLeaders', { answersPosition: () => true }],
  ['above-hw', 'twoDeaths', { consumerReadLimit: (_, leo) => leo }],
  ['keep-hw', 'alternatingLeaders', { highWatermarkAfterTruncation: (c) => c }],
  ['no-dedup', 'brokenConnections', { judgeSequence: () => ({ kind: 'append' }) }],
  ['no-rebuild', 'brokenConnections', { producersAtElection: () => [] }],
  ['dup-early', 'twoDeaths', { ackDuplicateWhen: () => 'now' }],
  ['dup-early', 'brokenConnections', { ackDuplicateWhen: () => 'now' }],
  ['window1', 'brokenConnections', { batchesKept: 1 }],
]
const only = process.env['ONLY'] ?? ''
const max = Number(process.env['MAX'] ?? 8)
test('try', { timeoutMs: 300_000 }, () => {
  for (const [name, schedule, rules] of mutants) {
    if (!`${name} ${schedule}`.includes(only)) continue
    const t = Date.now()
    const rows: string[] = []
    for (let seed = 1; seed <= max; seed++) {
      const kafka = (schedules[schedule] as schedules.Schedule)({ seed, rules })
      const brokers = schedule === 'longerLog' ? [1, 2] : [1, 2, 3]
      const v = verdictOn(kafka, 100, brokers)
      const bad = Object.entries(v).filter(([, x]) => (typeof x === 'number' ? x !== 0 : x.length > 0))
      const crashes = kafka.crashes().length
      if (bad.length > 0 || crashes > 0) rows.push(`  ${seed}: ${bad.map(([k, x]) => `${k} ${typeof x === 'number' ? x : `${x.length} (${x[0]})`}`).join(', ')} ${kafka.crashes()[0] ?? ''} trunc ${kafka.of('truncated').length} dup ${kafka.of('duplicate').length}`)
    }
    console.log(`${name} ${schedule}: ${rows.length}/${max}, ${(Date.now() - t) / max} ms a run`)
    for (const r of rows.slice(0, 4)) console.log(r)
  }
})
test.run()
