/** Who is in sync: leaving after exactly 10 s, coming back, and what is safe meanwhile. */
import type { TraceEvent } from '../../runtime/trace.ts'
import { assert, suite } from '../harness.ts'
import { ReplicatedKafka, topic } from '../support/replicated-kafka.ts'
import { clean, verdictOn } from '../support/replicated-verdict.ts'
import { replicaPath } from '../support/replication-schedules.ts'

const test = suite('in-sync replicas')
const lagMaxMs = 10_000

/** One record that broker 3, being frozen, does not get; when it was appended. */
function oneMissed(frozenMs: number): { kafka: ReplicatedKafka; appendedMs: number } {
  const kafka = new ReplicatedKafka({ seed: 4 })
  kafka.faults({ kind: 'freeze', atMs: 0, forMs: frozenMs, system: 'broker-3' })
  kafka.run(10)
  kafka.writer('writer', { topic, records: 1, everyMs: 1 }, { acks: 1 })
  kafka.simulator.run({ until: () => kafka.replica(1)['logEndOffset'] === 1 })
  return { kafka, appendedMs: Math.floor(kafka.nowMs) }
}

const isrsOf = (events: readonly TraceEvent[]) => events.map(({ details }) => details['isr'])

test('a follower leaves 10.000 s after the log has grown past it, and not at 9.999 s', () => {
  const { kafka, appendedMs } = oneMissed(60_000)
  kafka.simulator.run({ untilMs: appendedMs + lagMaxMs - 1 })
  assert.equal(kafka.of('isrProposed'), [])
  kafka.simulator.run({ until: () => kafka.of('isrProposed').length > 0 })
  assert.equal(isrsOf(kafka.of('isrProposed')), [[1, 2]])
  assert.is(Math.floor(kafka.nowMs) - appendedMs, lagMaxMs, 'in milliseconds of its clock')
  assert.equal(isrsOf(kafka.of('isrChanged')), [], 'the controller decides')
  kafka.run(100)
  assert.equal(isrsOf(kafka.of('isrChanged')), [[1, 2]])
})

test('a follower that is back after 9.99 s stays', () => {
  const { kafka } = oneMissed(lagMaxMs - 10)
  kafka.run(2 * lagMaxMs)
  assert.equal(kafka.of('isrProposed'), [])
  assert.is(kafka.stored(3).length, 1)
})

test('without new records a silent follower is not behind, and stays', () => {
  const kafka = new ReplicatedKafka({ seed: 5 })
  kafka.faults({ kind: 'freeze', atMs: 0, forMs: 60_000, system: 'broker-3' })
  kafka.run(50_000)
  assert.equal(kafka.of('isrProposed'), [])
})

test('who comes back joins when it holds all that is safe, not before', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const kafka = new ReplicatedKafka({ seed })
    kafka.faults({ kind: 'freeze', atMs: 50, forMs: 12_000, system: 'broker-3' })
    kafka.writer('writer', { topic, records: 1_500, everyMs: 10 }, { idempotent: true })
    kafka.run(11_000)
    assert.equal(isrsOf(kafka.of('isrChanged')), [[1, 2]])
    kafka.simulator.run({ until: () => kafka.of('isrProposed').length === 2 })
    assert.equal(isrsOf(kafka.of('isrProposed')), [
      [1, 2],
      [1, 2, 3],
    ])
    const safe = Number(kafka.replica(1)['highWatermark'])
    assert.ok(
      safe > 1_000 && kafka.stored(3).length >= safe,
      `${kafka.stored(3).length} of ${safe}`,
    )
    kafka.run(6_000)
    assert.equal(verdictOn(kafka, 1_500), clean, `seed ${seed}`)
  }
})

test('below min ISR nothing becomes safe: acks=all is refused, acks=1 is written, not read', () => {
  const kafka = new ReplicatedKafka({ seed: 6 })
  kafka.reader('reader')
  kafka.writer('before', { topic, records: 5, everyMs: 10, prefix: 'b' })
  for (const system of ['broker-2', 'broker-3']) {
    kafka.faults({ kind: 'freeze', atMs: 500, forMs: 20_000, system })
  }
  kafka.run(600)
  kafka.writer('one', { topic, records: 20, everyMs: 10, prefix: 'n' }, { acks: 1 })
  kafka.run(11_000)
  assert.equal(kafka.replica(1)['isr'], [1])
  kafka.writer('all', { topic, records: 3, everyMs: 10 }, { deliveryTimeoutMs: 3_000 })
  kafka.run(5_000)
  const failed = kafka.of('sent').filter(({ system }) => system === 'all')
  assert.equal(
    failed.map(({ details }) => details['error']),
    ['NOT_ENOUGH_REPLICAS', 'NOT_ENOUGH_REPLICAS', 'NOT_ENOUGH_REPLICAS'],
  )
  const { highWatermark, logEndOffset } = kafka.replica(1)
  assert.equal([highWatermark, logEndOffset, kafka.read.length], [5, 25, 5])
  kafka.run(10_000)
  assert.equal([kafka.replica(1)['highWatermark'], kafka.read.length], [25, 25])
})

test('a leader that is cut off acknowledges nothing: the set of the controller counts', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const kafka = new ReplicatedKafka({ seed })
    const others = ['broker-2', 'broker-3', 'controllers']
    kafka.faults({ kind: 'partition', atMs: 0, forMs: 15_000, sides: [['broker-1'], others] })
    kafka.run(10)
    kafka.writer('writer', { topic, records: 10, everyMs: 50 }, { requestTimeoutMs: 30_000 })
    kafka.run(14_000)
    assert.ok(kafka.stored(1).length > 0, 'it takes records')
    assert.ok(kafka.of('isrProposed').length > 0, 'it wants to go on alone')
    assert.equal(kafka.acknowledged, [], `seed ${seed}`)
    assert.is(kafka.replica(1)['highWatermark'], 0)
    kafka.run(8_000)
    assert.equal(verdictOn(kafka, 10), clean)
  }
})

test('a frozen leader that thaws acknowledges nothing: its clients learn who leads now', () => {
  const cut: string[] = []
  for (let seed = 1; seed <= 20; seed++) {
    const kafka = new ReplicatedKafka({ seed })
    kafka.writer('writer', { topic, records: 60, everyMs: 5 })
    kafka.faults({ kind: 'freeze', atMs: 60 + seed / 3, forMs: 1_000, system: 'broker-1' })
    kafka.run(300)
    kafka.script('fence', { brokerId: 1 })
    kafka.run(10_000)
    const { lost, disordered } = verdictOn(kafka, 60)
    assert.equal([lost, disordered], [[], []], `seed ${seed}`)
    cut.push(...kafka.of('truncated').map(({ system }) => system))
  }
  assert.ok(cut.includes('broker-1'), 'what it took after its time was cut off')
})

test('a leader that dies as an actor never serves again in that epoch; another one leads', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const kafka = new ReplicatedKafka({ seed })
    kafka.writer('writer', { topic, records: 100, everyMs: 3 }, { idempotent: true })
    kafka.faults({
      kind: 'crash-actor',
      atMs: 50 + seed * 3,
      system: 'broker-1',
      path: replicaPath,
    })
    kafka.run(6_000)
    assert.equal(verdictOn(kafka, 100), clean, `seed ${seed}`)
    const led = kafka
      .of('becameLeader')
      .map(({ system, details }) => [system, details['leaderEpoch']])
    assert.equal(led, [
      ['broker-1', 0],
      ['broker-2', 1],
    ])
    assert.equal(kafka.replica(2)['isr'], [1, 2, 3], 'it stays in sync')
  }
})

test('while the controller cannot hear of a dead leader nobody serves in its place', () => {
  const kafka = new ReplicatedKafka({ seed: 8 })
  const sides = [['broker-1', 'broker-2', 'broker-3'], ['controllers']]
  kafka.faults(
    { kind: 'partition', atMs: 0, forMs: 3_000, sides },
    { kind: 'crash-actor', atMs: 10, system: 'broker-1', path: replicaPath },
  )
  kafka.run(20)
  kafka.writer('writer', { topic, records: 10, everyMs: 5 })
  kafka.run(2_500)
  assert.equal([kafka.acknowledged, kafka.stored(1)], [[], []])
  kafka.run(6_000)
  assert.equal(verdictOn(kafka, 10), clean)
})

test('the only replica that dies as an actor leads again, in the next epoch', () => {
  const kafka = new ReplicatedKafka({ seed: 9, brokers: 1, minIsr: 1 })
  kafka.writer('writer', { topic, records: 50, everyMs: 3 }, { idempotent: true })
  kafka.faults({ kind: 'crash-actor', atMs: 60, system: 'broker-1', path: replicaPath })
  kafka.run(5_000)
  assert.equal(verdictOn(kafka, 50, [1]), clean)
  const epochs = kafka.of('becameLeader').map(({ details }) => details['leaderEpoch'])
  assert.equal(epochs, [0, 1])
})

test('a follower that dies as an actor stays in sync, and fetches on where its log ends', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const kafka = new ReplicatedKafka({ seed })
    kafka.writer('writer', { topic, records: 100, everyMs: 3 })
    for (const atMs of [60, 150]) {
      const system = 'broker-3'
      kafka.faults({ kind: 'crash-actor', atMs: atMs + seed, system, path: replicaPath })
    }
    kafka.run(3_000)
    assert.equal([kafka.of('isrProposed'), kafka.of('truncated')], [[], []])
    assert.is(kafka.of('becameFollower').filter(({ system }) => system === 'broker-3').length, 3)
    assert.equal(verdictOn(kafka, 100), clean, `seed ${seed}`)
    assert.is(kafka.stored(3).length, 100)
  }
})

test('the replica fetcher and the fetch service may die: copying goes on', () => {
  for (let seed = 1; seed <= 10; seed++) {
    const kafka = new ReplicatedKafka({ seed, wire: true })
    kafka.writer('writer', { topic, records: 200, everyMs: 3 })
    for (const [at, system, path] of [
      [70, 'broker-3', 'broker/fetchers/from-1'],
      [130, 'broker-2', 'broker/fetchers/from-1'],
      [210, 'broker-1', 'broker/fetch-service'],
    ] as const) {
      kafka.faults({ kind: 'crash-actor', atMs: at + seed, system, path })
    }
    kafka.run(5_000)
    assert.equal(verdictOn(kafka, 200), clean, `seed ${seed}`)
    assert.equal(
      [1, 2, 3].map((id) => kafka.stored(id).length),
      [200, 200, 200],
    )
    assert.equal(kafka.of('isrProposed'), [])
  }
})

test('links that lose and reorder a fifth of all messages: nothing is lost, all agree', () => {
  for (let seed = 1; seed <= 15; seed++) {
    const kafka = new ReplicatedKafka({ seed })
    const all = ['broker-1', 'broker-2', 'broker-3', 'controllers']
    const bad = { from: all, to: all, lossPpm: 200_000, reorderPpm: 200_000, delayUs: 2_000 }
    kafka.faults({ kind: 'links', atMs: 0, forMs: 8_000, ...bad })
    kafka.writer('writer', { topic, records: 100, everyMs: 20 }, { idempotent: true })
    kafka.reader('reader')
    kafka.run(40_000)
    assert.equal(verdictOn(kafka, 100), clean, `seed ${seed}`)
    assert.equal(
      [1, 2, 3].map((id) => kafka.stored(id).length),
      [100, 100, 100],
    )
  }
})

test.run()
