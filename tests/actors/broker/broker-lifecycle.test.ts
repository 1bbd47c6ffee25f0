/** What the lifecycle of a broker asks of the controller, and what it makes of the answers. */
import { BrokerLifecycle } from '../../../actors/broker/broker-lifecycle.ts'
import { OwnedBrokerView } from '../../../actors/broker/broker-view.ts'
import type { MetadataRecord } from '../../../actors/metadata/metadata-records.ts'
import type { Envelope } from '../../../runtime/envelope.ts'
import { assert, suite } from '../../harness.ts'
import { ActorBench } from '../../support/actor-bench.ts'
import { brokerBoot, registration, topicRecords } from '../../support/broker-parts.ts'
import { codecs } from '../../support/simulated-kafka.ts'

const test = suite('broker lifecycle')

/** A lifecycle whose spawned replicas stand where the workbench has a supervisor for them. */
function lifecycle() {
  const view = new OwnedBrokerView(brokerBoot(), codecs)
  const actor = new ActorBench((ctx) => new BrokerLifecycle(ctx, view), ['replicas'])
  return { view, actor }
}

/** The same, registered as broker 1 at offset 0, and with its first fetch under way. */
function registered() {
  const { view, actor } = lifecycle()
  actor.tell('listenerReady', { port: 9092 })
  actor.answer(actor.onlySent('registerBroker'), { brokerEpoch: 0 })
  return { view, actor, deliver: (records: MetadataRecord[]) => deliver(actor, view, records) }
}

function deliver(actor: ActorBench, view: OwnedBrokerView, records: readonly MetadataRecord[]) {
  const toController = actor.sent().filter(({ system }) => system === 'controllers')
  assert.equal(
    toController.map(({ type }) => type),
    ['fetchMetadata'],
  )
  const fetch = toController[0] as Envelope
  const { fromOffset } = fetch.message as { fromOffset: number }
  assert.is(fromOffset, view.image.endOffset)
  actor.answer(fetch, { fromOffset, endOffset: fromOffset + records.length, records })
}

const replicasOf = (actor: ActorBench) =>
  actor.living().filter((path) => path.includes('replicas/'))

test('nothing is registered before the listener has its port', () => {
  const { actor } = lifecycle()
  actor.bench.advance(10_000)
  assert.equal(actor.sent(), [])
  actor.tell('listenerReady', { port: 4711 })
  const { message } = actor.onlySent('registerBroker')
  const { brokerId, host, port } = message as { brokerId: number; host: string; port: number }
  assert.equal([brokerId, host, port], [1, 'broker-1', 4711])
})

test('a registration without an answer is sent again, as the same incarnation', () => {
  const { view, actor } = lifecycle()
  actor.tell('listenerReady', { port: 9092 })
  const first = actor.onlySent('registerBroker')
  actor.answer(first, { unanswered: 'down' })
  actor.bench.advance(100)
  const second = actor.onlySent('registerBroker')
  const idOf = ({ message }: typeof first) => (message as { incarnationId: string }).incarnationId
  assert.is(idOf(second), idOf(first))
  actor.bench.advance(2_100)
  assert.is(idOf(actor.onlySent('registerBroker')), idOf(first), 'also after a time-out')
  assert.is(view.brokerEpoch, -1)
})

test('metadata is fetched from the end of what is known, again and again', () => {
  const { view, deliver } = registered()
  deliver([registration(1)])
  deliver([registration(2), ...topicRecords('idA', 'orders', [1])])
  assert.is(view.image.endOffset, 4)
  deliver([])
  assert.is(view.image.endOffset, 4)
})

test('a fetch without an answer is sent again; its late answer changes nothing', () => {
  const { view, actor } = registered()
  const lost = actor.onlySent('fetchMetadata')
  actor.bench.advance(2_200)
  const again = actor.onlySent('fetchMetadata')
  actor.answer(lost, { fromOffset: 0, endOffset: 1, records: [registration(1)] })
  assert.is(view.image.endOffset, 0)
  actor.answer(again, { fromOffset: 0, endOffset: 1, records: [registration(1)] })
  assert.is(view.image.endOffset, 1)
})

test('a replica is started for each partition that is placed here, and for no other', () => {
  const { actor, deliver } = registered()
  deliver([registration(1), ...topicRecords('idA', 'orders', [1, 2, 1])])
  assert.equal(replicasOf(actor), ['broker/replicas/idA-0', 'broker/replicas/idA-2'])
})

test('the replicas of a removed topic end, and their files go with them', () => {
  const { actor, deliver } = registered()
  const { disk } = actor.bench
  deliver([
    registration(1),
    ...topicRecords('idA', 'orders', [1]),
    ...topicRecords('idB', 'bills', [1]),
  ])
  for (const id of ['idA', 'idB']) disk.append(`${id}-0/0.log`, new Uint8Array(1))
  deliver([{ kind: 'removeTopic', topicId: 'idA' }])
  assert.equal(replicasOf(actor), ['broker/replicas/idB-0'])
  assert.equal(disk.list(''), ['idB-0/0.log'])
})

test('a topic that is made and removed within one answer harms nobody', () => {
  const { actor, deliver } = registered()
  const made = topicRecords('idA', 'orders', [1])
  const again = topicRecords('idB', 'orders', [1])
  deliver([registration(1), ...made, { kind: 'removeTopic', topicId: 'idA' }, ...again])
  assert.equal(replicasOf(actor), ['broker/replicas/idB-0'])
  assert.not.ok(actor.bench.events.some(({ type }) => type === 'crashed'))
})

test('a replica that is restarted after its topic has gone does not crash again and again', () => {
  const { view, actor, deliver } = registered()
  deliver([registration(1), ...topicRecords('idA', 'orders', [1])])
  view.image.replay({ kind: 'removeTopic', topicId: 'idA' })
  const { system } = actor.bench
  system.crash(system.tree.cells.get('broker/replicas/idA-0')!, new Error('by the test'))
  actor.bench.settle()
  const crashes = actor.bench.events.filter(({ type }) => type === 'crashed')
  assert.is(crashes.length, 1)
})

test('who waits for an offset is told when this broker has reached it', () => {
  const { actor, deliver } = registered()
  const wait = actor.ask('awaitMetadata', { endOffset: 2 })
  deliver([registration(1)])
  assert.is(actor.answerTo(wait), undefined)
  deliver([registration(2)])
  assert.equal(actor.answerTo(wait), { endOffset: 2 })
  const reached = actor.ask('awaitMetadata', { endOffset: 1 })
  assert.equal(actor.answerTo(reached), { endOffset: 2 })
})

test('connections wait until the broker has seen its own registration', () => {
  const { actor, deliver } = registered()
  const early = actor.ask('awaitServing', {})
  deliver([])
  assert.is(actor.answerTo(early), undefined)
  deliver([registration(1)])
  assert.equal(actor.answerTo(early), { brokerEpoch: 0 })
  assert.equal(actor.answerTo(actor.ask('awaitServing', {})), { brokerEpoch: 0 })
})

test('a controller that has lost its log ends this life: the next one registers anew', () => {
  const { view, actor, deliver } = registered()
  deliver([registration(1), registration(2)])
  const fetch = actor.onlySent('fetchMetadata')
  actor.answer(fetch, { fromOffset: 2, endOffset: 1, records: [] })
  assert.ok(actor.bench.eventsOf('broker/actor').includes('crashed'))
  assert.is(view.image.endOffset, 0, 'the new life begins with an empty view')
  assert.is(view.brokerEpoch, -1)
})

test.run()
