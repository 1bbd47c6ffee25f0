/** The Kafka client of the verbs, against a real cluster in this process. */
import { connectKafka } from '../../../cli/kafka/connect-kafka.ts'
import type { ClientPlan, KafkaClient, OutgoingRecord } from '../../../cli/kafka-client.ts'
import { launchCluster } from '../../../cluster/launch-cluster.ts'
import type { RunningCluster } from '../../../cluster/running-cluster.ts'
import { defineCluster } from '../../../cluster-config/define-cluster.ts'
import { UserError } from '../../../cluster-config/user-error.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('Kafka client', { timeoutMs: 30_000 })
let cluster: RunningCluster

const produce: NonNullable<ClientPlan['produce']> = {
  acks: -1,
  codec: 'none',
  batchBytes: 1_000,
  deliveryTimeoutMs: 2_000,
  requestTimeoutMs: 1_000,
}
const read: NonNullable<ClientPlan['read']> = {
  isolation: 'read_uncommitted',
  minBytes: 1,
  maxBytes: 1_000_000,
  partitionMaxBytes: 1_000_000,
  maxWaitMs: 100,
}

async function withClient<T>(plan: ClientPlan, use: (client: KafkaClient) => Promise<T>) {
  const client = await connectKafka({ bootstrap: cluster.bootstrap }, plan)
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

async function refusal(action: Promise<unknown>): Promise<UserError> {
  try {
    await action
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

const record = (value: string, timestamp = 0): OutgoingRecord => ({
  key: null,
  value: Buffer.from(value),
  headers: [],
  timestamp,
})

test.before(async () => {
  const topics = [{ name: 'orders', partitions: 3 }]
  cluster = await launchCluster(defineCluster({ brokers: 2, port: 0, topics }), {
    controlUrl: '',
    say: () => {},
  })
})

test.after(() => cluster.stop())

test('the first address that answers serves', async () => {
  const client = await connectKafka({ bootstrap: `127.0.0.1:1,${cluster.bootstrap}` }, {})
  assert.equal(
    (await client.topics(null)).map(({ name }) => name),
    ['orders'],
  )
  await client.close()
})

test('when none answers the reason is told', async () => {
  const { message, exitCode } = await refusal(connectKafka({ bootstrap: '127.0.0.1:1' }, {}))
  assert.match(message, 'ECONNREFUSED')
  assert.is(exitCode, 1)
})

test('records land in the partition that was named, and are found by offset and time', async () => {
  await withClient({ produce, read }, async (client) => {
    await client.produce('orders', 1, [record('a', 100), record('b', 200), record('c', 300)])
    const all = [0, 1, 2]
    const ends = await client.offsets('orders', all, 'latest')
    assert.equal([...ends].sort(), [
      [0, 0],
      [1, 3],
      [2, 0],
    ])
    const found = await client.offsets('orders', all, { timestampMs: 150 })
    assert.equal([...found].sort(), [
      [0, -1],
      [1, 1],
      [2, -1],
    ])
  })
})

test('reading hands out every record with its place, until the signal', async () => {
  await withClient({ produce: { ...produce, codec: 'gzip' }, read }, async (client) => {
    await client.produce('reading', 0, [record('a', 5), record('b', 6)])
    const stop = new AbortController()
    const seen: [number, number, string][] = []
    for await (const { partition, records, nextOffset } of client.read(
      'reading',
      new Map([[0, 1]]),
      stop.signal,
    )) {
      for (const { offset, value } of records) {
        seen.push([partition, offset, Buffer.from(value!).toString()])
      }
      if (nextOffset === 2) stop.abort()
    }
    assert.equal(seen, [[0, 1, 'b']])
  })
})

test('a topic that does not exist is left out, and not created by asking', async () => {
  await withClient({}, async (client) => {
    assert.equal(await client.topics(['nowhere']), [])
    assert.equal(await client.topics(['nowhere', 'orders']).then((all) => all.length), 1)
  })
})

test('what the cluster refuses comes with its reason and the name of the error', async () => {
  await withClient({ produce, read }, async (client) => {
    const draft = { name: 'orders', partitions: 1, replicationFactor: 1, config: {} }
    assert.match((await refusal(client.createTopic(draft))).message, /TOPIC_ALREADY_EXISTS/)
    assert.match((await refusal(client.deleteTopic('nowhere'))).message, /UNKNOWN_TOPIC/)
    const far = await refusal(client.produce('orders', 9, [record('x')]))
    assert.match(far.message, /^1 of 1 records not sent: /)
    const stop = new AbortController()
    const reading = client.read('orders', new Map([[0, 99]]), stop.signal)
    assert.match((await refusal(reading[Symbol.asyncIterator]().next())).message, /OFFSET_OUT/)
  })
})

test('settings tell apart what was set and what is a default', async () => {
  await withClient({}, async (client) => {
    const config = { 'retention.ms': '5' }
    await client.createTopic({ name: 'set', partitions: null, replicationFactor: null, config })
    const lines = await client.topicConfig('set')
    const own = lines.filter(({ isDefault }) => !isDefault)
    assert.equal(own, [
      { name: 'min.insync.replicas', value: '2', isDefault: false }, // the preset, not Kafka
      { name: 'retention.ms', value: '5', isDefault: false },
    ])
    assert.ok(lines.some(({ name, isDefault }) => name === 'segment.bytes' && isDefault))
  })
})

test.run()
