/** A producer: every send is told its outcome once, and batches leave when they should. */
import { assert, suite } from '../../harness.ts'
import { codecs, SimulatedKafka } from '../../support/simulated-kafka.ts'
import { ClientLab } from './client-lab.ts'
import { everything, metadata, offers, produced, type Script } from './fake-brokers.ts'
import { acknowledges, leader, outcome, send, user } from './producing.ts'

const test = suite('producer')

test('a send is told as acknowledged when all its records are, in every partition', () => {
  const { got, script } = acknowledges()
  const lab = ClientLab.among([script], user())
  const values = Array.from({ length: 50 }, (_, i) => `${i}`)
  assert.equal(outcome(lab, send(lab, values, { partition: null, keys: true })), ['NONE', 50])
  const partitions = new Set(got.map((batch) => batch.split(':')[0]))
  assert.equal([...partitions].sort(), ['0', '1', '2'])
})

test('a send of nothing is acknowledged at once, without a word to a broker', () => {
  const { got, script } = acknowledges()
  const lab = ClientLab.among([script], user())
  assert.equal(outcome(lab, send(lab, [])), ['NONE', 0])
  assert.equal(got, [])
})

test('equal keys meet in one partition; records without a key take turns of a hundred', () => {
  const { got, script } = acknowledges()
  const lab = ClientLab.among([script], user())
  outcome(lab, send(lab, ['a', 'a', 'a'], { partition: null, keys: true }))
  assert.is(got.length, 1)
  outcome(lab, send(lab, Array(250).fill('x'), { partition: null }))
  const counts = got.slice(1).map((batch) => [batch[0], batch.split(',').length])
  assert.equal(counts, [
    ['0', 100],
    ['1', 100],
    ['2', 50],
  ])
})

test('a partition that the topic does not have fails the send', () => {
  const lab = ClientLab.among([acknowledges().script], user())
  for (const partition of [3, -1]) {
    assert.equal(outcome(lab, send(lab, ['a'], { partition })), ['UNKNOWN_TOPIC_OR_PARTITION', 0])
  }
})

test('a batch waits for lingerMs to become full, and then leaves with all that joined it', () => {
  const { got, script } = acknowledges()
  const lab = ClientLab.among([script], user({ lingerMs: 50 }))
  const first = send(lab, ['a'])
  lab.pass(30)
  const second = send(lab, ['b'])
  assert.equal(outcome(lab, second), ['NONE', 1])
  assert.equal(outcome(lab, first), ['NONE', 1])
  assert.equal(got, ['0:a,b'])
})

test('a batch that becomes full while it lingers leaves at once', () => {
  const { got, script } = acknowledges()
  const lab = ClientLab.among([script], user({ lingerMs: 10_000, batchBytes: 100 }))
  const startMs = lab.nowMs
  const first = send(lab, ['a'])
  lab.pass(10)
  send(lab, ['x'.repeat(70)])
  assert.equal(outcome(lab, first), ['NONE', 1])
  assert.ok(first.atMs - startMs < 100, `it took ${first.atMs - startMs} ms`)
  assert.equal(got, ['0:a'])
})

test('acks=0: a send is done when it is written, though no broker ever answers', () => {
  const { got, script } = leader(() => 'silence')
  const lab = ClientLab.among([script], user({ acks: 0 }))
  assert.equal(outcome(lab, send(lab, ['a', 'b'])), ['NONE', 2])
  assert.equal(outcome(lab, send(lab, ['c'])), ['NONE', 1])
  lab.pass(100)
  assert.equal(got, ['0:a,b', '0:c'])
})

test('batches of a partition leave one after the other, those of others do not wait', () => {
  const { got, script } = leader((request) =>
    request.body.topicData[0]?.partitionData[0]?.index === 0 ? 'silence' : produced(request),
  )
  const lab = ClientLab.among([script], user({ batchBytes: 1 }))
  send(lab, ['a', 'b', 'c'], { partition: 0 })
  assert.equal(outcome(lab, send(lab, ['d', 'e'], { partition: 1 })), ['NONE', 2])
  assert.equal(got, ['0:a', '1:d', '1:e'])
})

test('a refused batch fails its send at once, and the next one goes on', () => {
  const tooLarge = 10
  const { got, script } = leader((request, number) =>
    produced(request, number === 1 ? tooLarge : 0),
  )
  const lab = ClientLab.among([script], user({ batchBytes: 1 }))
  const [first, second] = [send(lab, ['a']), send(lab, ['b'])]
  assert.equal(outcome(lab, first), ['MESSAGE_TOO_LARGE', 0])
  assert.equal(outcome(lab, second), ['NONE', 1])
  assert.equal(got, ['0:a', '0:b'])
})

test('an unknown topic, with nobody to make it, fails when the time for delivery is over', () => {
  const settings = new Map([['auto.create.topics.enable', false]])
  const kafka = SimulatedKafka.ready({ seed: 7, settings })
  const lab = new ClientLab(kafka, kafka.bootstrap, user({ deliveryTimeoutMs: 3_000 }))
  const asked = send(lab, ['a'])
  assert.equal(outcome(lab, asked), ['UNKNOWN_TOPIC_OR_PARTITION', 0])
})

test('an unknown topic that may be made is made, and takes the records', () => {
  const kafka = SimulatedKafka.ready({ seed: 7 })
  const lab = new ClientLab(kafka, kafka.bootstrap, user())
  assert.equal(outcome(lab, send(lab, ['a'])), ['NONE', 1])
})

test('a topic name that is not allowed fails at once', () => {
  const kafka = SimulatedKafka.ready({ seed: 7 })
  const lab = new ClientLab(kafka, kafka.bootstrap, user())
  const startMs = lab.nowMs
  const asked = send(lab, ['a'], { topic: 'not/allowed' })
  assert.equal(outcome(lab, asked), ['INVALID_TOPIC_EXCEPTION', 0])
  assert.ok(asked.atMs - startMs < 100)
})

test('a broker that speaks no common version of Produce fails the send at once', () => {
  const script: Script = ({ apiKey }) =>
    apiKey === 18
      ? offers([0, 13, 13], [3, 0, 13])
      : metadata([1], [{ name: 'orders', leaders: [1] }])
  const lab = ClientLab.among([script], user())
  assert.equal(outcome(lab, send(lab, ['a'])), ['UNSUPPORTED_VERSION', 0])
})

test('a broker that speaks no common version of Metadata fails the send at once', () => {
  const lab = ClientLab.among([() => offers([0, 3, 13])], user())
  assert.equal(outcome(lab, send(lab, ['a'])), ['UNSUPPORTED_VERSION', 0])
})

test('Metadata about another topic than the one asked for is no answer', () => {
  const lab = ClientLab.among(
    [
      ({ apiKey }) =>
        apiKey === 18 ? everything : metadata([1], [{ name: 'other', leaders: [1] }]),
    ],
    user({ deliveryTimeoutMs: 1_000 }),
  )
  assert.equal(outcome(lab, send(lab, ['a'])), ['UNKNOWN_TOPIC_OR_PARTITION', 0])
})

test('an answer without the partition fails the send', () => {
  const { script } = leader(() => ({ responses: [] }))
  const lab = ClientLab.among([script], user())
  assert.equal(outcome(lab, send(lab, ['a'])), ['UNKNOWN_SERVER_ERROR', 0])
})

for (const [name, { compress }] of codecs.compressors) {
  test(`${name}: batches leave compressed, and a broker takes them`, () => {
    const kafka = SimulatedKafka.ready({ seed: 8 })
    kafka.createTopic('orders')
    const lab = new ClientLab(kafka, kafka.bootstrap, user({ compression: { name, compress } }))
    assert.equal(outcome(lab, send(lab, ['x'.repeat(5_000)])), ['NONE', 1])
    assert.ok(storedBytes(kafka) < 1_000)
  })
}

function storedBytes({ simulator }: SimulatedKafka): number {
  let total = 0
  for (const name of ['broker-1', 'broker-2', 'broker-3']) {
    const { disk } = simulator.machine(name)
    for (const file of disk.list('')) total += disk.sizeOf(file)
  }
  assert.ok(total > 61, 'there is a batch')
  return total
}

test.run()
