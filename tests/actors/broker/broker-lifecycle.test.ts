/** What the lifecycle of a broker asks of the controller, and what it makes of the answers. */
import { BrokerLifecycle } from '../../../actors/broker/broker-lifecycle.ts'
import { OwnedBrokerView } from '../../../actors/broker/broker-view.ts'
import type { MetadataRecord } from '../../../actors/metadata/metadata-records.ts'
import { encodePartitionMetadata } from '../../../log/properties.ts'
import type { Envelope } from '../../../runtime/envelope.ts'
import type { DiskPort } from '../../../runtime/ports/disk.ts'
import { assert, suite } from '../../harness.ts'
import { ActorBench } from '../../support/actor-bench.ts'
import { brokerBoot, registration, topicRecords } from '../../support/broker-parts.ts'
import { codecs } from '../../support/simulated-kafka.ts'

const test = suite('broker lifecycle')
const oldId = 'AAAAAAAAAAAAAAAAAAAAAQ'
const newId = 'AAAAAAAAAAAAAAAAAAAAAg'

/** A lifecycle whose spawned replicas stand where the workbench has a supervisor for them. */
function lifecycle() {
  const view = new OwnedBrokerView(brokerBoot(), codecs)
  const actor = new ActorBench((ctx) => new BrokerLifecycle(ctx, view), ['replicas'])
  return { view, actor }
}

/** The only one of its type among the messages that have left since the last call. */
function sentOf(actor: ActorBench, type: string): Envelope {
  const found = actor.sent().filter((each) => each.type === type)
  assert.is(found.length, 1, `${type}: ${found.length}`)
  return found[0] as Envelope
}

/** A lifecycle whose logs are checked. */
function withLogs() {
  const { view, actor } = lifecycle()
  actor.tell('logsReady', {})
  return { view, actor }
}

/** The same, registered as broker 1 at that offset, and with its first fetch under way. */
function registered(brokerEpoch = 0) {
  const { view, actor } = withLogs()
  actor.tell('listenerReady', { port: 9092 })
  actor.answer(actor.onlySent('registerBroker'), { error: 'NONE', brokerEpoch })
  return { view, actor, deliver: (records: MetadataRecord[]) => deliver(actor, view, records) }
}

const answerWith = (fromOffset: number, records: readonly MetadataRecord[], lost = false) => ({
  fromOffset,
  records,
  chain: 7,
  lost,
  leaderId: 101,
  epoch: 1,
})

function deliver(actor: ActorBench, view: OwnedBrokerView, records: readonly MetadataRecord[]) {
  const fetch = sentOf(actor, 'fetchMetadata')
  const { fromOffset } = fetch.message as { fromOffset: number }
  assert.is(fromOffset, view.image.endOffset)
  actor.answer(fetch, answerWith(fromOffset, records))
}

const unfenced: MetadataRecord = { kind: 'unfenceBroker', brokerId: 1, brokerEpoch: 0 }

/** What is in directories, below the broker's own files. */
const logFiles = (disk: DiskPort) => disk.list('').filter((file) => file.includes('/'))

const replicasOf = (actor: ActorBench) =>
  actor.living().filter((path) => path.includes('replicas/'))

test('nothing is registered before the logs are checked', () => {
  const { actor } = lifecycle()
  actor.tell('listenerReady', { port: 4711 })
  actor.bench.advance(10_000)
  assert.equal(actor.sent(), [])
  actor.tell('logsReady', {})
  actor.onlySent('registerBroker')
  actor.tell('logsReady', {})
  assert.equal(actor.sent(), [], 'the keeper of the logs has begun a new life')
})

test('nothing is registered before the listener has its port', () => {
  const { actor } = withLogs()
  actor.bench.advance(10_000)
  assert.equal(actor.sent(), [])
  actor.tell('listenerReady', { port: 4711 })
  const { message } = actor.onlySent('registerBroker')
  const { brokerId, host, port } = message as { brokerId: number; host: string; port: number }
  assert.equal([brokerId, host, port], [1, 'broker-1', 4711])
})

test('a registration without an answer is sent again, as the same incarnation', () => {
  const { view, actor } = withLogs()
  actor.tell('listenerReady', { port: 9092 })
  const first = actor.onlySent('registerBroker')
  actor.answer(first, { unanswered: 'down' })
  actor.bench.advance(20)
  const second = actor.onlySent('registerBroker')
  const idOf = ({ message }: typeof first) => (message as { incarnationId: string }).incarnationId
  assert.is(idOf(second), idOf(first))
  actor.bench.advance(1_020)
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
  const lost = sentOf(actor, 'fetchMetadata')
  actor.bench.advance(1_020)
  const again = sentOf(actor, 'fetchMetadata')
  actor.answer(lost, answerWith(0, [registration(1)]))
  assert.is(view.image.endOffset, 0)
  actor.answer(again, answerWith(0, [registration(1)]))
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
  actor.bench.settle()
  for (const name of ['orders', 'bills']) disk.append(`${name}-0/other`, new Uint8Array(1))
  assert.ok(disk.list('orders').includes('orders-0/partition.metadata'))
  deliver([{ kind: 'removeTopic', topicId: 'idA' }])
  assert.equal(replicasOf(actor), ['broker/replicas/idB-0'])
  assert.equal(
    logFiles(disk).filter((file) => !file.startsWith('bills-0/')),
    [],
  )
  assert.ok(disk.list('bills-0/').includes('bills-0/other'))
})

test('files of a topic that was removed while the broker was away go when it is back', () => {
  const { actor, deliver } = registered()
  const { disk } = actor.bench
  disk.append('orders-0/partition.metadata', encodePartitionMetadata(oldId))
  const made = topicRecords(oldId, 'orders', [1])
  deliver([...made, { kind: 'removeTopic', topicId: oldId }, registration(1)])
  assert.equal(logFiles(disk), [])
})

test('the end of an old topic, heard again, does not touch a later one of the same name', () => {
  const { actor, deliver } = registered(5)
  const { disk } = actor.bench
  disk.append('orders-0/partition.metadata', encodePartitionMetadata(newId))
  disk.append('orders-0/other', new Uint8Array(1))
  deliver(topicRecords(oldId, 'orders', [1]))
  assert.equal(replicasOf(actor), [], 'not before the broker knows its own registration')
  deliver([{ kind: 'removeTopic', topicId: oldId }])
  deliver([...topicRecords(newId, 'orders', [1]), registration(1)])
  assert.equal(replicasOf(actor), [`broker/replicas/${newId}-0`])
  assert.ok(disk.list('orders-0/').includes('orders-0/other'))
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

test('connections wait until the broker knows the cluster and is not fenced any more', () => {
  const { actor, deliver } = registered()
  const early = actor.ask('awaitServing', {})
  deliver([])
  assert.is(actor.answerTo(early), undefined)
  deliver([registration(1)])
  assert.is(actor.answerTo(early), undefined)
  deliver([unfenced])
  assert.equal(actor.answerTo(early), { brokerEpoch: 0 })
  assert.equal(actor.answerTo(actor.ask('awaitServing', {})), { brokerEpoch: 0 })
})

test('a controller that has lost its log ends this life: the next one registers anew', () => {
  const { view, actor, deliver } = registered()
  deliver([registration(1), registration(2)])
  actor.answer(sentOf(actor, 'fetchMetadata'), answerWith(2, [], true))
  assert.ok(actor.bench.eventsOf('broker/actor').includes('crashed'))
  assert.is(view.image.endOffset, 0, 'the new life begins with an empty view')
  assert.is(view.brokerEpoch, -1)
})

test('a broker shows that it lives at once, when it knows its registration, and every 2 s', () => {
  const { actor } = registered()
  const offsetOf = ({ message }: Envelope) => (message as { metadataOffset: number }).metadataOffset
  const heartbeats = () => {
    const sent = actor.sent()
    return sent.filter(({ type }) => type === 'brokerHeartbeat')
  }
  const [first] = heartbeats() as [Envelope]
  assert.is(offsetOf(first), 0)
  actor.bench.advance(1_020) // the first fetch is asked again
  const lost = actor.sent()
  assert.ok(
    lost.some(({ type }) => type === 'brokerHeartbeat'),
    'the answer was lost',
  )
  actor.answer(lost.find(({ type }) => type === 'fetchMetadata')!, answerWith(0, [registration(1)]))
  const [second] = heartbeats() as [Envelope]
  assert.is(offsetOf(second), 1)
  actor.answer(second, { error: 'NONE', isFenced: false, shouldShutDown: false })
  actor.bench.advance(1_999)
  assert.equal(heartbeats(), [])
  actor.bench.advance(1)
  assert.is(heartbeats().length, 1)
})

test('whoever is told that another controller is active goes there', () => {
  const { view, actor } = withLogs()
  actor.tell('listenerReady', { port: 9092 })
  const elsewhere = { notController: true, leaderId: 103, epoch: 4 }
  actor.answer(actor.onlySent('registerBroker'), elsewhere)
  assert.is(view.controllerId, 103)
  actor.tell('controllerElected', { controllerId: 102, epoch: 3 })
  assert.is(view.controllerId, 103, 'of an epoch that is over')
  actor.tell('controllerElected', { controllerId: 102, epoch: 5 })
  assert.is(view.controllerId, 102)
})

test.run()
