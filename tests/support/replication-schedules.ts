/** Schedules of faults that have broken replication before, drawn from a seed. */
import { RecordBatch } from '../../protocol/record-batch.ts'
import { hash32 } from '../../runtime/random.ts'
import { fakeTopicId } from './fake-controller.ts'
import { ReplicatedKafka, type ReplicatedOptions, topic } from './replicated-kafka.ts'
import { batchWith } from './simulated-kafka.ts'

export type Schedule = (options: ReplicatedOptions) => ReplicatedKafka

/** Of the main writer: the values `0` to `records - 1`. */
export const records = 100
export const replicaPath = `broker/replicas/${fakeTopicId}-0`

/** A number in [low, high), drawn from the seed by name. */
function drawn(seed: number, name: string, low: number, high: number): number {
  return low + (hash32(seed, name) % ((high - low) * 1_000)) / 1_000
}

/**
 * KIP-101: the leader dies, and before the third has fetched from the next leader, that one too.
 */
export const twoDeaths: Schedule = (options) => {
  const { seed } = options
  const kafka = new ReplicatedKafka(options)
  kafka.writer('writer', { topic, records, everyMs: 2 }, { idempotent: true })
  kafka.writer('noise', { topic, records, everyMs: 3, prefix: 'n' }, { acks: 1 })
  kafka.reader('reader')
  const firstMs = drawn(seed, 'first', 30, 150)
  // Every other time, late enough for producers to have found the next leader.
  const late = seed % 2 === 0
  const secondMs = firstMs + (late ? drawn(seed, 'second', 110, 250) : drawn(seed, 'second', 1, 9))
  const delayUs = late ? 300_000 : 3_000
  const slow = { from: ['broker-1', 'broker-2'], to: ['broker-3'], delayUs }
  kafka.faults(
    { kind: 'links', atMs: late ? firstMs - 10 : 0, forMs: 400, ...slow },
    { kind: 'crash', atMs: firstMs, forMs: 900, system: 'broker-1' },
    { kind: 'crash', atMs: secondMs, forMs: 600, system: 'broker-2' },
  )
  kafka.run(6_000)
  return kafka
}

/** The leader is cut off from brokers and controllers, and clients still reach it. */
export const cutOffLeader: Schedule = (options) => {
  const { seed } = options
  const kafka = new ReplicatedKafka(options)
  kafka.writer('writer', { topic, records, everyMs: 130 })
  kafka.reader('reader')
  const others = ['controllers', 'broker-2', 'broker-3']
  const atMs = drawn(seed, 'cut', 100, 400)
  kafka.faults({ kind: 'partition', atMs, forMs: 13_000, sides: [['broker-1'], others] })
  kafka.run(atMs + drawn(seed, 'fence', 5_500, 12_500))
  kafka.script('fence', { brokerId: 1 })
  kafka.run(9_000)
  kafka.script('unfence', { brokerId: 1 })
  kafka.run(12_000)
  return kafka
}

/** The leader freezes, another is elected, it thaws while clients are still bound to it. */
export const frozenLeader: Schedule = (options) => {
  const { seed } = options
  const kafka = new ReplicatedKafka(options)
  kafka.writer('writer', { topic, records, everyMs: 20 }, { idempotent: true })
  kafka.reader('reader')
  const atMs = drawn(seed, 'freeze', 50, 400)
  kafka.faults({ kind: 'freeze', atMs, forMs: 1_500, system: 'broker-1' })
  kafka.run(atMs + 500)
  kafka.script('fence', { brokerId: 1 })
  kafka.run(1_200)
  kafka.script('unfence', { brokerId: 1 })
  kafka.run(8_000)
  return kafka
}

/**
 * KIP-279: leaders that cannot reach each other write in turn, so their logs part again and again.
 */
export const alternatingLeaders: Schedule = (options) => {
  const { seed } = options
  const kafka = new ReplicatedKafka({ ...options, minIsr: 1 })
  for (const name of ['n', 'm']) {
    kafka.writer(name, { topic, records: 300, everyMs: 4, prefix: name }, { acks: 1 })
  }
  const sides = [['broker-1'], ['broker-2'], ['broker-3']]
  kafka.faults({ kind: 'partition', atMs: 10, forMs: 1_200, sides })
  for (let turn = 0; turn < 8; turn++) {
    kafka.run(drawn(seed, `turn ${turn}`, 60, 160))
    const leader = 1 + (hash32(seed, `leader ${turn}`) % 3)
    kafka.script('appoint', { partition: 0, leader, isr: [leader] })
  }
  kafka.run(6_000)
  kafka.writer('writer', { topic, records, everyMs: 2 }, { idempotent: true })
  kafka.run(3_000)
  return kafka
}

/**
 * KIP-966: one replica is left, goes on alone, and dies; those that come back lack what it took.
 */
export const lastStanding: Schedule = (options) => {
  const { seed } = options
  const kafka = new ReplicatedKafka(options)
  kafka.writer('writer', { topic, records, everyMs: 200 }, { idempotent: true, ...patient })
  kafka.reader('reader')
  const atMs = drawn(seed, 'freeze', 100, 500)
  for (const system of ['broker-2', 'broker-3']) {
    kafka.faults({ kind: 'freeze', atMs, forMs: 12_000, system })
  }
  kafka.faults({ kind: 'crash', atMs: 11_500 + atMs, forMs: 3_000, system: 'broker-1' })
  kafka.run(30_000)
  return kafka
}

/** KAFKA-13141: a dead leader stays in sync, with a longer log than, and another than, the next. */
export const longerLog: Schedule = (options) => {
  const { seed } = options
  const kafka = new ReplicatedKafka({ ...options, brokers: 2, minIsr: 1 })
  kafka.faults({ kind: 'partition', atMs: 0, forMs: 600, sides: [['broker-1'], ['broker-2']] })
  // Noise that only the old leader has, more than the new one will get.
  kafka.writer('noise', { topic, records: 400, everyMs: 1, prefix: 'n' }, { acks: 1 })
  kafka.run(600)
  kafka.faults({ kind: 'crash-actor', atMs: 0, system: 'broker-1', path: replicaPath })
  const slow = { from: ['broker-2'], to: ['broker-1'], delayUs: 300_000 }
  kafka.faults({ kind: 'links', atMs: 0, forMs: 500, ...slow })
  kafka.writer('writer', { topic, records, everyMs: 2 }, { idempotent: true })
  const atMs = drawn(seed, 'second', 50, 280)
  kafka.faults({ kind: 'crash', atMs, forMs: 900, system: 'broker-2' })
  kafka.run(9_000)
  return kafka
}

/** A fetch of an old epoch is late, and comes when the same broker leads again. */
export const lateFetch: Schedule = (options) => {
  const { seed } = options
  const kafka = new ReplicatedKafka(options)
  const late = { from: ['broker-3'], to: ['broker-1'], delayUs: 1_200_000 }
  kafka.faults(
    { kind: 'partition', atMs: 0, forMs: 60, sides: [['broker-2'], ['broker-1', 'broker-3']] },
    // What broker 3 says to broker 1 in the first epoch arrives in the third.
    { kind: 'links', atMs: 1, forMs: 3_000, ...late },
    // In the second, broker 3 follows broker 2, which has nothing.
    { kind: 'freeze', atMs: 60, forMs: 140, system: 'writer' },
    { kind: 'freeze', atMs: 60, forMs: 92, system: 'broker-1' },
  )
  kafka.writer('writer', { topic, records, everyMs: 2 }, { idempotent: true })
  kafka.run(61)
  kafka.script('appoint', { partition: 0, leader: 2 })
  kafka.run(90)
  kafka.script('appoint', { partition: 0, leader: 1 })
  const atMs = drawn(seed, 'death', 1_070, 1_190)
  for (const system of ['broker-1', 'broker-2']) {
    kafka.faults({ kind: 'crash', atMs, forMs: 900, system })
  }
  kafka.run(9_000)
  return kafka
}

/** A follower is not heard for longer than the others may wait for it. */
export const silentFollower: Schedule = (options) => {
  const kafka = new ReplicatedKafka(options)
  const atMs = drawn(options.seed, 'freeze', 20, 200)
  kafka.faults({ kind: 'freeze', atMs, forMs: 40_000, system: 'broker-3' })
  kafka.writer('writer', { topic, records, everyMs: 10 }, { idempotent: true })
  kafka.run(13_000)
  return kafka
}

/** A bit of the leader's log turns over before a follower has copied it, and back again. */
export const rottenLeader: Schedule = (options) => {
  const kafka = new ReplicatedKafka(options)
  kafka.faults(
    { kind: 'freeze', atMs: 0, forMs: 400, system: 'broker-3' },
    { kind: 'bit-rot', atMs: 390, forMs: 300, system: 'broker-1', prefix: `${topic}-0/` },
  )
  kafka.writer('writer', { topic, records, everyMs: 2 }, { acks: 1 })
  kafka.run(4_000)
  return kafka
}

/** Bytes of an answer to a follower turn over on the way. */
export const rottenAnswer: Schedule = (options) => {
  const kafka = new ReplicatedKafka(options)
  kafka.writer('writer', { topic, records, everyMs: 2 }, { acks: 1 })
  kafka.run(drawn(options.seed, 'rot', 20, 150))
  const { leaderEpoch, logEndOffset, logStartOffset, highWatermark } = kafka.replica(3)
  const batch = new RecordBatch(batchWith({}, 'turned over').slice())
  batch.setBaseOffset(Number(logEndOffset))
  batch.setPartitionLeaderEpoch(Number(leaderEpoch))
  const last = batch.bytes.length - 2
  batch.bytes[last] = (batch.bytes[last] as number) ^ 1
  const offsets = { logStartOffset, logEndOffset, highWatermark }
  const position = { leaderEpoch, fetchOffset: logEndOffset }
  const fetched = { ...position, ...offsets, error: 'NONE', diverging: null, records: batch.bytes }
  const replyTo = { system: 'broker-3', path: 'broker/nobody', incarnation: 0, askId: 0 }
  kafka.tell('broker-3', replicaPath, 'applyFetched', { fetched, replyTo })
  kafka.run(4_000)
  return kafka
}

/** Connections of the producer break again and again; now and then the leader dies as well. */
export const brokenConnections: Schedule = (options) => {
  const { seed } = options
  const kafka = new ReplicatedKafka(options)
  kafka.writer('writer', { topic, records, everyMs: 1, resends: true }, { idempotent: true })
  kafka.reader('reader')
  kafka.faults({ kind: 'links', atMs: 0, forMs: 900, from: ['*'], to: ['writer'], delayUs: 3_000 })
  for (let nth = 0; nth < 6; nth++) {
    const atMs = drawn(seed, `reset ${nth}`, 5, 400)
    for (const broker of ['broker-1', 'broker-2', 'broker-3']) {
      kafka.faults({ kind: 'reset-connections', atMs, between: ['writer', broker] })
    }
  }
  const atMs = drawn(seed, 'crash', 20, 120)
  kafka.faults({ kind: 'crash', atMs, forMs: 500, system: 'broker-1' })
  kafka.run(6_000)
  return kafka
}

const patient = { requestTimeoutMs: 20_000 }
