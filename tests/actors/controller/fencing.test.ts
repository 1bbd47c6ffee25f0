/** Sessions of brokers: exactly 6 s, crashes that are seen, and stops in order. */
import type { Heartbeaten } from '../../../actors/controller/controller-messages.ts'
import { assert, suite } from '../../harness.ts'
import { ControllerBench } from '../../support/controller-bench.ts'

const test = suite('fencing')

test('6.000 s after its last heartbeat a broker is fenced and in no ISR, 5.999 s not', () => {
  const cluster = new ControllerBench().join(1, 2)
  cluster.createTopic('orders', [1, 2], { 'min.insync.replicas': '1' })
  cluster.pass(1_234)
  cluster.heartbeat(1)
  cluster.heartbeat(2)
  cluster.pass(3_000)
  cluster.heartbeat(2)
  cluster.pass(2_999)
  assert.is(cluster.broker(1).fenced, false)
  assert.equal(cluster.partition('orders').isr, [1, 2])
  cluster.pass(1)
  assert.is(cluster.broker(1).fenced, true)
  assert.is(cluster.broker(2).fenced, false)
  const { leader, leaderEpoch, isr } = cluster.partition('orders')
  assert.equal({ leader, leaderEpoch, isr }, { leader: 2, leaderEpoch: 1, isr: [2] })
})

test('a heartbeat 6.000 s after the last is too late, whichever is handled first', () => {
  for (const [waitMs, fencings] of [
    [5_999, 0],
    [6_000, 1],
  ] as const) {
    const cluster = new ControllerBench().join(1)
    cluster.bench.nowMs += waitMs // the timer has had no chance
    cluster.heartbeat(1)
    const fenced = cluster.bench.events.filter(({ type }) => type === 'brokerFenced')
    assert.is(fenced.length, fencings)
  }
})

test('a broker is not fenced any more once it shows that it knows its registration', () => {
  const cluster = new ControllerBench()
  const { brokerEpoch } = cluster.register(1)
  const isFenced = (metadataOffset: number) =>
    cluster.heartbeat<Heartbeaten>(1, { metadataOffset })?.isFenced
  assert.is(isFenced(brokerEpoch), true)
  assert.is(isFenced(brokerEpoch + 1), false)
})

test('a heartbeat of an incarnation that is over is refused, and counts for nothing', () => {
  const cluster = new ControllerBench().join(1)
  const stale = { brokerEpoch: cluster.epochOf(1) - 1 }
  cluster.pass(5_000)
  assert.is(cluster.heartbeat<Heartbeaten>(1, stale)?.error, 'STALE_BROKER_EPOCH')
  cluster.pass(1_000)
  assert.is(cluster.broker(1).fenced, true)
})

test('a crash that is seen fences at once, and lets the next incarnation register', () => {
  const cluster = new ControllerBench().join(1, 2)
  cluster.createTopic('orders', [1, 2], { 'min.insync.replicas': '1' })
  const again = { incarnationId: 'next-1' }
  assert.is(cluster.register(1, again).error, 'DUPLICATE_BROKER_REGISTRATION')
  cluster.crash(1)
  assert.is(cluster.partition('orders').leader, 2)
  assert.is(cluster.register(1, again).error, 'NONE')
})

test('a crash report is taken again and again, and says each time that it was', () => {
  const cluster = new ControllerBench().join(1)
  cluster.crash(1)
  cluster.crash(1)
  const taken = cluster.bench.events.filter(({ type }) => type === 'crashTaken')
  assert.equal(
    taken.map(({ details }) => details['incarnationId']),
    ['first-1', 'first-1'],
  )
})

test('a crash report that comes late does the next incarnation no harm', () => {
  const cluster = new ControllerBench().join(1)
  cluster.crash(1)
  cluster.restart(1, 'whole')
  cluster.crash(1)
  assert.is(cluster.broker(1).fenced, false)
})

test('what a dead incarnation sent before it died does not bring it back', () => {
  const cluster = new ControllerBench().join(1)
  cluster.crash(1)
  assert.is(cluster.heartbeat<Heartbeaten>(1)?.error, 'STALE_BROKER_EPOCH')
  assert.is(cluster.register(1).error, 'STALE_BROKER_EPOCH')
  assert.is(cluster.broker(1).fenced, true)
})

test('a broker that crashes again and again stays fenced for a while', () => {
  const cluster = new ControllerBench().join(1)
  for (let n = 0; n < 6; n++) {
    cluster.crash(1, n === 0 ? 'first-1' : `life-${n}`)
    cluster.restart(1, 'whole', `life-${n + 1}`)
  }
  assert.is(cluster.broker(1).fenced, true)
  for (let ms = 0; ms < 10_000; ms += 2_000) {
    cluster.pass(2_000)
    cluster.heartbeat(1)
  }
  assert.is(cluster.broker(1).fenced, false)
})

test('a broker that stops in order hands over first, and goes when all others know', () => {
  const cluster = new ControllerBench().join(1, 2)
  cluster.createTopic('orders', [1, 2], { 'min.insync.replicas': '1' })
  const wants = { wantShutDown: true }
  const may = () => cluster.heartbeat<Heartbeaten>(1, wants)?.shouldShutDown
  const before = cluster.image().endOffset
  cluster.heartbeat(2, { metadataOffset: before })
  assert.is(may(), false)
  const { leader, isr } = cluster.partition('orders')
  assert.equal({ leader, isr }, { leader: 2, isr: [2] })
  assert.is(cluster.broker(1).inControlledShutdown, true)
  assert.is(may(), true, 'the bench tells for broker 2 that it knows everything')
  assert.is(cluster.broker(1).fenced, true)
})

test('a leading replica that has died leads only in a new epoch, another one if it can', () => {
  const cluster = new ControllerBench().join(1, 2)
  const topicId = cluster.createTopic('orders', [1, 2], { 'min.insync.replicas': '1' })
  const failed = (brokerId: number, leaderEpoch: number) =>
    cluster.ask('replicaFailed', {
      brokerId,
      brokerEpoch: cluster.epochOf(brokerId),
      topicId,
      partition: 0,
      leaderEpoch,
    })
  const now = () => {
    const { leader, leaderEpoch, isr } = cluster.partition('orders')
    return { leader, leaderEpoch, isr }
  }
  failed(1, 0)
  assert.equal(now(), { leader: 2, leaderEpoch: 1, isr: [1, 2] })
  failed(1, 0)
  assert.equal(now(), { leader: 2, leaderEpoch: 1, isr: [1, 2] }, 'a late report')
  cluster.crash(1)
  failed(2, 1)
  assert.equal(now(), { leader: 2, leaderEpoch: 2, isr: [2] }, 'it is alone')
})

test.run()
