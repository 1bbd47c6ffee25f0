/** Tests of a whole run in the simulator: everything is done, reported, and the same again. */
import { operationsIn } from '../../../experiments/cluster-experiment.ts'
import { eventsOf } from '../../../experiments/events.ts'
import { History } from '../../../experiments/history.ts'
import type { ClusterTrial } from '../../../experiments/host.ts'
import { lastReader } from '../../../experiments/operation.ts'
import { simulatedHost } from '../../../experiments/simulated/simulated-host.ts'
import { assert, suite } from '../../harness.ts'
import { codecs } from '../../support/simulated-kafka.ts'

const test = suite('simulated host', { timeoutMs: 30_000 })
const host = simulatedHost(codecs)

const plain: ClusterTrial = {
  seed: 1,
  cluster: {
    ...{ brokers: 2, distanceUs: 1_000 },
    topic: { name: 'orders', replicas: [[1], [2]], configs: { 'index.interval.bytes': '100' } },
  },
  workload: {
    ...{ producers: 2, sends: 20, everyMs: 20, recordsPerSend: 3, acks: 1, retries: true },
    ...{ readers: 1, reassignEveryMs: 100 },
  },
  ...{ faults: [], planted: {} },
}

function historyOf(trial: ClusterTrial) {
  const observed = host.runCluster(trial)
  return { observed, history: new History(operationsIn(observed)) }
}

test('without faults all is sent, acknowledged and read, by readers and the last one', () => {
  const { observed, history } = historyOf(plain)
  assert.is(observed.unfinished, null)
  assert.is(history.acknowledged, 120)
  for (const name of ['reader-1', lastReader]) {
    const read = history.readings.filter(({ process }) => process === name)
    const values = read.flatMap(({ records }) => records.map(({ value }) => value))
    assert.is(new Set(values).size, 120, name)
  }
  assert.equal([...history.log.keys()].sort(), ['orders-0', 'orders-1'])
  assert.ok((eventsOf(observed).reassignments ?? 0) >= 3)
})

test('every operation that was begun has ended, but the polls of readers who go on', () => {
  const { history } = historyOf(plain)
  const open = new Map<string, string>()
  for (const { f, process, id, type } of history.operations) {
    const key = `${f} ${process} ${id}`
    if (type === 'invoke') open.set(key, process)
    else open.delete(key)
  }
  assert.ok(open.size <= 1, [...open.keys()].join(', '))
})

test('a seed has one history, and another seed another', () => {
  const { digest } = host.runCluster(plain)
  assert.is(host.runCluster(plain).digest, digest)
  assert.is.not(host.runCluster({ ...plain, seed: 2 }).digest, digest)
})

test('a fault strikes at its time after the clients have started, whoever has the role', () => {
  const path = 'replica of orders-1'
  const crash = { kind: 'crash-actor', system: 'leader of orders-1', path, atMs: 200 } as const
  const miss = { ...crash, system: 'leader of orders-7', path: 'replica of orders-7' }
  const { observed } = historyOf({ ...plain, faults: [crash, miss] })
  assert.is(observed.faultsApplied, 1)
  const [crashed, ...others] = observed.events.filter(({ type }) => type === 'crashed')
  assert.match(`${crashed?.system}/${crashed?.path}`, /^broker-2\/broker\/replicas\/.*-1$/)
  assert.is(others.length, 0)
  const sent = observed.events.find(({ type }) => type === 'operation')
  assert.is((crashed?.atMs ?? 0) - (sent?.atMs ?? 0), 200)
})

test('without retries what has failed stays so, and nobody knows of it', () => {
  const down = { kind: 'crash', system: 'broker-1', atMs: 100, forMs: 200 } as const
  const workload = { ...plain.workload, retries: false }
  const { history, observed } = historyOf({ ...plain, workload, faults: [down] })
  const outcomes = new Set([...history.sent.values()].map(({ outcome }) => outcome))
  assert.equal([...outcomes].sort(), ['info', 'ok'])
  assert.is(eventsOf(observed).retries, undefined)
})

test('a partition that nobody leads any more leaves the run unfinished', () => {
  const gone = { kind: 'crash', system: 'broker-2', atMs: 100, forMs: null } as const
  const { observed } = historyOf({ ...plain, faults: [gone] })
  assert.match(observed.unfinished ?? '', /last reader|never ended/)
})

test('a cluster that cannot make the topic is said to be so', () => {
  const topic = { name: 'orders', replicas: [[9]] }
  const { observed } = historyOf({ ...plain, cluster: { ...plain.cluster, topic } })
  assert.is(observed.unfinished, 'the topic was not made')
})

test('bits turn over only where a CRC sees it, both ways', () => {
  const names = ['producer-1', 'reader-1', 'broker-1', 'broker-2']
  const flips = { kind: 'links', from: names, to: names, flipPpm: 300_000 } as const
  const { observed, history } = historyOf({ ...plain, faults: [{ ...flips, atMs: 0, forMs: 900 }] })
  assert.ok(observed.bitFlips > 5, `${observed.bitFlips}`)
  const { crcRefusals = 0, corruptReads = 0 } = eventsOf(observed)
  assert.ok(crcRefusals > 0 && corruptReads > 0)
  assert.is(history.acknowledged, 120)
})

test.run()
