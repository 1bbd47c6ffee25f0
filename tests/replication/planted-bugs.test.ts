/**
 * Each rule of replication and idempotence, replaced by a bug: the runs show the predicted anomaly.
 */
import type { PartitionRules } from '../../actors/partition/rules.ts'
import { assert, suite } from '../harness.ts'
import { type Anomaly, clean, type Verdict, verdictOn } from '../support/replicated-verdict.ts'
import * as schedules from '../support/replication-schedules.ts'

const test = suite('planted bugs')
const seedsMax = 40

interface Planted {
  readonly bug: string
  readonly rules: Partial<PartitionRules>
  readonly schedule: keyof typeof scheduled
  /** What is reported; `crash`: an invariant ends the actor before anything is seen outside. */
  readonly anomaly: Anomaly | 'crash'
}

const {
  twoDeaths,
  cutOffLeader,
  frozenLeader,
  alternatingLeaders,
  lastStanding,
  longerLog,
  lateFetch,
  silentFollower,
  rottenAnswer,
  rottenLeader,
  brokenConnections,
} = schedules
const scheduled = {
  twoDeaths,
  cutOffLeader,
  frozenLeader,
  alternatingLeaders,
  lastStanding,
  longerLog,
  lateFetch,
  silentFollower,
  rottenAnswer,
  rottenLeader,
  brokenConnections,
}

const planted: readonly Planted[] = [
  {
    bug: 'a follower truncates to its own high watermark (KIP-101)',
    rules: { cutOnFollowing: (_, highWatermark) => highWatermark },
    schedule: 'twoDeaths',
    anomaly: 'lost',
  },
  {
    bug: 'nobody checks where logs part (KIP-279)',
    rules: { divergence: () => null },
    schedule: 'alternatingLeaders',
    anomaly: 'diverged',
  },
  {
    bug: 'a diverging fetch counts as progress (KAFKA-13141)',
    rules: { countsAsProgress: () => true },
    schedule: 'longerLog',
    anomaly: 'lost',
  },
  {
    bug: "the high watermark is the leader's log end",
    rules: {
      highWatermarkOf: ({ current, leaderEndOffset }) => Math.max(current, leaderEndOffset),
    },
    schedule: 'twoDeaths',
    anomaly: 'lost',
  },
  {
    bug: 'the high watermark advances below min ISR (KIP-966)',
    rules: { highWatermarkMayAdvance: () => true },
    schedule: 'lastStanding',
    anomaly: 'lost',
  },
  {
    bug: 'the high watermark counts a shrink that is not committed',
    rules: { maximalIsr: ({ committed, pending }) => pending ?? committed },
    schedule: 'cutOffLeader',
    anomaly: 'lost',
  },
  {
    bug: 'acks=all is answered on append',
    rules: { ackWhen: () => 'now' },
    schedule: 'twoDeaths',
    anomaly: 'lost',
  },
  {
    bug: 'a new leader assumes its followers at its own log end',
    rules: { assumedFollowerEnd: (leaderEndOffset) => leaderEndOffset },
    schedule: 'twoDeaths',
    anomaly: 'lost',
  },
  {
    bug: 'a fetch is not fenced by leader epoch',
    rules: { acceptFetch: () => 'accept' },
    schedule: 'lateFetch',
    anomaly: 'lost',
  },
  {
    bug: 'consumers are served above the high watermark',
    rules: { consumerReadLimit: (_, logEndOffset) => logEndOffset },
    schedule: 'twoDeaths',
    anomaly: 'dirty',
  },
  {
    bug: 'a follower keeps its high watermark after a truncation',
    rules: { highWatermarkAfterTruncation: (current) => current },
    schedule: 'alternatingLeaders',
    anomaly: 'crash',
  },
  {
    bug: 'nobody ever leaves the in-sync set',
    rules: { mustLeaveIsr: () => false },
    schedule: 'silentFollower',
    anomaly: 'stuck',
  },
  {
    bug: 'a follower does not check what it copies',
    rules: { followerFault: () => null },
    schedule: 'rottenAnswer',
    anomaly: 'diverged',
  },
  {
    bug: 'repeated batches are appended again',
    rules: { judgeSequence: () => ({ kind: 'append' }) },
    schedule: 'brokenConnections',
    anomaly: 'duplicate',
  },
  {
    bug: 'a new leader knows nothing of producers',
    rules: { producersAtElection: () => [] },
    schedule: 'brokenConnections',
    anomaly: 'duplicate',
  },
  {
    bug: 'a duplicate is acknowledged before the original is safe',
    rules: { ackDuplicateWhen: () => 'now' },
    schedule: 'twoDeaths',
    anomaly: 'lost',
  },
  {
    bug: 'a leader remembers one batch of a producer instead of five',
    rules: { batchesKept: 1 },
    schedule: 'brokenConnections',
    anomaly: 'duplicate',
  },
]

function run(schedule: keyof typeof scheduled, seed: number, rules: Partial<PartitionRules>) {
  const kafka = scheduled[schedule]({ seed, rules })
  const brokers = schedule === 'longerLog' ? [1, 2] : [1, 2, 3]
  return { kafka, verdict: verdictOn(kafka, schedules.records, brokers) }
}

const counted = (found: number | readonly string[]): number =>
  typeof found === 'number' ? found : found.length

/** A plain producer writes what is not acknowledged in time once more. */
function without(verdict: Verdict, schedule: keyof typeof scheduled): Verdict {
  return schedule === 'cutOffLeader' ? { ...verdict, duplicate: [] } : verdict
}

for (const schedule of Object.keys(scheduled) as (keyof typeof scheduled)[]) {
  const seeds = schedule === 'lastStanding' ? 20 : seedsMax
  test(`without a bug, ${schedule}, ${seeds} seeds: nothing is wrong`, () => {
    for (let seed = 1; seed <= seeds; seed++) {
      const { kafka, verdict } = run(schedule, seed, {})
      assert.equal(without(verdict, schedule), clean, `seed ${seed}`)
      assert.equal(kafka.crashes(), [], `seed ${seed}`)
    }
  })
}

for (const { bug, rules, schedule, anomaly } of planted) {
  test(`${bug}: ${anomaly}`, () => {
    for (let seed = 1; seed <= seedsMax; seed++) {
      const { kafka, verdict } = run(schedule, seed, rules)
      if (anomaly === 'crash') {
        if (kafka.crashes().some((text) => text.includes('high watermark'))) return
      } else if (counted(verdict[anomaly]) > 0) return
    }
    assert.unreachable(`not seen in ${seedsMax} seeds`)
  })
}

test.run()
