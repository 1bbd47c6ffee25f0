/** A producer that must try again: order stays, nothing is lost, and time is kept. */
import { decodeRecords } from '../../../protocol/record.ts'
import { RecordBatch } from '../../../protocol/record-batch.ts'
import { schedule } from '../../../runtime/simulator/faults.ts'
import { assert, suite } from '../../harness.ts'
import { SimulatedKafka } from '../../support/simulated-kafka.ts'
import { ClientLab } from './client-lab.ts'
import { everything, metadata, produced, type Script } from './fake-brokers.ts'
import { acknowledges, decoder, leader, outcome, send, user, valuesIn } from './producing.ts'

const test = suite('producer retries')

test('a retriable error: the same batch is sent again, and nothing else before or with it', () => {
  const notLeader = 6
  const { got, script } = leader((request, number) => produced(request, number < 3 ? notLeader : 0))
  const lab = ClientLab.among([script], user())
  const first = send(lab, ['a'])
  lab.until(() => got.length === 1)
  const second = send(lab, ['b'])
  assert.equal(outcome(lab, second), ['NONE', 1])
  assert.equal(outcome(lab, first), ['NONE', 1])
  assert.equal(got, ['0:a', '0:a', '0:a', '0:b'])
})

test('a reset with a batch in flight: it is sent again, and the order stays', () => {
  const { got, script } = leader((request, number) => (number === 2 ? 'reset' : produced(request)))
  const lab = ClientLab.among([script], user({ batchBytes: 1 }))
  const sends = ['a', 'b', 'c', 'd'].map((value) => send(lab, [value]))
  for (const asked of sends) assert.equal(outcome(lab, asked), ['NONE', 1])
  assert.equal(got, ['0:a', '0:b', '0:b', '0:c', '0:d'])
  assert.equal(lab.crashes(), [])
})

test('a real cluster whose connections keep breaking: every record arrives, in order', () => {
  const kafka = SimulatedKafka.ready({ seed: 6 })
  kafka.createTopic('orders', { numPartitions: 1 })
  const [leaderId] = kafka.leadersOf('orders')
  const lab = new ClientLab(kafka, kafka.bootstrap, user({ batchBytes: 200 }))
  const between = ['client-1', `broker-${leaderId}`] as const
  const resets = [1, 2, 4, 7, 150, 300].map((ms) => lab.nowMs + ms)
  schedule(
    lab.simulator,
    resets.map((atMs) => ({ kind: 'reset-connections', atMs, between })),
  )
  const values = Array.from({ length: 100 }, (_, i) => `${i}`)
  assert.equal(outcome(lab, send(lab, values)), ['NONE', 100])
  const retries = lab.events.filter(({ type }) => type === 'retried')
  assert.ok(retries.length > 0, 'a reset has hit a batch in flight')
  const stored = storedIn(kafka, leaderId!)
  const firsts = stored.filter((value, i) => stored.indexOf(value) === i)
  assert.equal(firsts, values, 'a repeated batch is behind its first copy only')
})

/** All values in partition 0 of `orders`, in the order of their log. */
function storedIn(kafka: SimulatedKafka, leaderId: number): string[] {
  const client = kafka.connect(leaderId)
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 10_000_000 }]
  const { responses } = client.request(1, 11, {
    maxWaitMs: 0,
    minBytes: 0,
    topics: [{ topic: 'orders', partitions }],
    forgottenTopicsData: [],
  })
  const values: string[] = []
  let bytes = responses[0]!.partitions[0]!.records!
  while (bytes.length > 0) {
    const size = 12 + new DataView(bytes.buffer, bytes.byteOffset).getInt32(8)
    const records = decodeRecords(new RecordBatch(bytes, 0, size))
    values.push(...records.map(({ value }) => decoder.decode(value!)))
    bytes = bytes.subarray(size)
  }
  return values
}

test('a leader that never answers: the records fail when the time for delivery is over', () => {
  const { got, script } = leader(() => 'silence')
  const options = { deliveryTimeoutMs: 3_000, requestTimeoutMs: 1_000 }
  const lab = ClientLab.among([script], user(options))
  const startMs = lab.nowMs
  const asked = send(lab, ['a'])
  assert.equal(outcome(lab, asked), ['REQUEST_TIMED_OUT', 0])
  assert.ok(asked.atMs - startMs >= 3_000 && asked.atMs - startMs <= 4_100)
  assert.equal(got, ['0:a', '0:a', '0:a'])
})

test('an unreachable broker fails each send when its own time is over, not before', () => {
  const lab = ClientLab.among([acknowledges().script], user({ deliveryTimeoutMs: 3_000 }))
  lab.simulator.machine('broker-1').crash({ silent: false, power: false }, 'crash')
  const startMs = lab.nowMs
  const first = send(lab, ['a'])
  lab.pass(2_000)
  const second = send(lab, ['b'])
  assert.equal(outcome(lab, first), ['NETWORK_EXCEPTION', 0])
  assert.ok(first.atMs - startMs >= 3_000 && first.atMs - startMs < 3_200)
  assert.is(second.answer, undefined)
  assert.equal(outcome(lab, second), ['NETWORK_EXCEPTION', 0])
  assert.ok(second.atMs - startMs >= 5_000 && second.atMs - startMs < 5_200)
})

test('a topic that goes away after a while: its batches fail in time, not twice the time', () => {
  const notLeader = 6
  let gone = false
  const lab = ClientLab.among(
    [
      (request) => {
        if (request.apiKey === 18) return everything
        if (request.apiKey === 0) return produced(request, notLeader)
        const errorCode = gone ? 3 : 0
        return metadata([1], [{ name: 'orders', leaders: gone ? [] : [1], errorCode }])
      },
    ],
    user({ deliveryTimeoutMs: 3_000 }),
  )
  const startMs = lab.nowMs
  const asked = send(lab, ['a'])
  lab.pass(2_000)
  gone = true
  assert.equal(outcome(lab, asked), ['UNKNOWN_TOPIC_OR_PARTITION', 0])
  assert.ok(asked.atMs - startMs >= 3_000 && asked.atMs - startMs < 3_200)
})

test('a partition without a leader waits for one', () => {
  let asked = 0
  const lab = ClientLab.among(
    [
      (request) => {
        if (request.apiKey === 18) return everything
        if (request.apiKey === 0) return produced(request)
        return metadata([1], [{ name: 'orders', leaders: [asked++ < 5 ? -1 : 1] }])
      },
    ],
    user(),
  )
  assert.equal(outcome(lab, send(lab, ['a'])), ['NONE', 1])
  assert.is(asked, 6)
})

test('a leader that moved to another broker gets what the old one refuses', () => {
  const got: string[] = []
  const serve =
    (here: number): Script =>
    (request) => {
      if (request.apiKey === 18) return everything
      if (request.apiKey !== 0) {
        return metadata([1, 2], [{ name: 'orders', leaders: [got.length === 0 ? 1 : 2] }])
      }
      got.push(`${here}:${valuesIn(request)}`)
      return produced(request, here === 2 ? 0 : 6)
    }
  const lab = ClientLab.among([serve(1), serve(2)], user())
  assert.equal(outcome(lab, send(lab, ['a'])), ['NONE', 1])
  assert.equal(got, ['1:0:a', '2:0:a'])
})

test('a topic that fails for good takes nothing from a batch that is under way', () => {
  const waiting: string[] = []
  let forbidden = false
  const script: Script = (request) => {
    if (request.apiKey === 18) return everything
    if (request.apiKey !== 0) {
      const errorCode = forbidden ? 29 : 0
      return metadata([1], [{ name: 'orders', leaders: forbidden ? [] : [1, 1], errorCode }])
    }
    const values = valuesIn(request)
    waiting.push(values)
    if (values.startsWith('0:')) return 'silence'
    forbidden = true
    return produced(request, 6)
  }
  const lab = ClientLab.among([script], user({ requestTimeoutMs: 1_000 }))
  const under = send(lab, ['a'], { partition: 0 })
  lab.until(() => waiting.length === 1)
  const refused = send(lab, ['b'], { partition: 1 })
  assert.equal(outcome(lab, refused), ['TOPIC_AUTHORIZATION_FAILED', 0])
  assert.is(under.answer, undefined)
  assert.equal(outcome(lab, under), ['TOPIC_AUTHORIZATION_FAILED', 0])
  assert.equal(lab.crashes(), [])
})

test.run()
