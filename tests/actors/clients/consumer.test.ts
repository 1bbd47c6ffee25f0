/** A consumer: records in the order of their log, none twice, none left out, faults told. */
import { Consumer, type ConsumerOptions, type Polled } from '../../../actors/clients/consumer.ts'
import type { Request } from '../../../protocol/frames.ts'
import type { Unanswered } from '../../../runtime/ref.ts'
import { schedule } from '../../../runtime/simulator/faults.ts'
import { assert, suite } from '../../harness.ts'
import { batchOf, batchWith, codecs, SimulatedKafka } from '../../support/simulated-kafka.ts'
import { type Asked, ClientLab, clientRef, cluster } from './client-lab.ts'
import { everything, fetched, metadata, offers, type Script } from './fake-brokers.ts'

const test = suite('consumer')

const consumer = clientRef<Consumer>('consumer')
const decoder = new TextDecoder()

function user(more: Partial<ConsumerOptions> = {}) {
  const options: ConsumerOptions = {
    maxWaitMs: 500,
    minBytes: 1,
    maxBytes: 50_000_000,
    partitionMaxBytes: 1_048_576,
    isolationLevel: 0,
    requestTimeoutMs: 5_000,
    codecs,
    ...more,
  }
  return { consumer: (ctx: Consumer['ctx']) => new Consumer(ctx, cluster, options) }
}

const assign = (lab: ClientLab, ...at: [topic: string, partition: number, offset: number][]) =>
  lab.tell('consumer', 'assign', {
    partitions: at.map(([topic, partition, offset]) => ({ topic, partition, offset })),
  })

const ask = (lab: ClientLab, maxRecords = 1_000, timeoutMs = 2_000): Asked<Polled> =>
  lab.ask((ctx) => ctx.ask(consumer, 100_000).poll({ maxRecords, timeoutMs }))

function polledIn(lab: ClientLab, asked: Asked<Polled>): Polled {
  lab.until(() => asked.answer !== undefined)
  return asked.answer as Exclude<typeof asked.answer, Unanswered | undefined>
}

const poll = (lab: ClientLab, maxRecords?: number, timeoutMs?: number): Polled =>
  polledIn(lab, ask(lab, maxRecords, timeoutMs))

/** `partition-offset:value` of each record. */
const shown = ({ records }: Polled) =>
  records.map(({ partition, offset, value }) => `${partition}-${offset}:${decoder.decode(value!)}`)

const positionsOf = ({ positions }: Polled) => positions.map(({ position }) => position)

/** A cluster with `orders`, and a way to put values there. */
function clusterWith(partitions: number) {
  const kafka = SimulatedKafka.ready({ seed: 5 })
  kafka.createTopic('orders', { numPartitions: partitions })
  const leaders = kafka.leadersOf('orders')
  const put = (partition: number, ...values: string[]) => {
    const partitionData = [{ index: partition, records: batchOf(...values) }]
    const topicData = [{ name: 'orders', partitionData }]
    const body = { acks: -1, timeoutMs: 1_000, topicData }
    const [topic] = kafka.connect(leaders[partition]).request(0, 9, body).responses
    assert.is(topic?.partitionResponses[0]?.errorCode, 0)
  }
  return { kafka, leaders, put, lab: new ClientLab(kafka, kafka.bootstrap, user()) }
}

/** Brokers of which the first leads `orders`-0, and answers Fetch by `answer`. */
function reading(answer: (request: Request<1>, number: number) => ReturnType<Script>, more = {}) {
  let fetches = 0
  const script: Script = (request) => {
    if (request.apiKey === 18) return everything
    if (request.apiKey === 1) return answer(request, ++fetches)
    return metadata([1], [{ name: 'orders', leaders: [1] }])
  }
  const lab = ClientLab.among([script], user(more))
  assign(lab, ['orders', 0, 0])
  return lab
}

/** Two batches at the offsets 0 and 1, then 2; from there on nothing comes. */
const threeRecords = (request: Request<1>) =>
  request.body.topics[0]!.partitions[0]!.fetchOffset >= 3
    ? ('silence' as const)
    : fetched(request, () => ({ records: log, highWatermark: 3 }))

const log = new Uint8Array([...batchOf('a', 'b'), ...batchWith({ baseOffset: 2 }, 'c')])

test('records of all assigned partitions come, each partition in its order', () => {
  const { lab, put } = clusterWith(3)
  put(0, 'a', 'b')
  put(2, 'c')
  put(0, 'd')
  assign(lab, ['orders', 0, 0], ['orders', 1, 0], ['orders', 2, 0])
  const all: string[] = []
  while (all.length < 4) all.push(...shown(poll(lab)))
  assert.equal(
    all.filter((one) => one.startsWith('0-')),
    ['0-0:a', '0-1:b', '0-2:d'],
  )
  assert.equal(
    all.filter((one) => !one.startsWith('0-')),
    ['2-0:c'],
  )
})

test('reading begins at the offset that was assigned, also within a batch', () => {
  const { lab, put } = clusterWith(1)
  put(0, 'a', 'b', 'c')
  assign(lab, ['orders', 0, 1])
  assert.equal(shown(poll(lab)), ['0-1:b', '0-2:c'])
})

test('a poll at the end of the log is answered by what comes, or in time with nothing', () => {
  const { lab, put } = clusterWith(1)
  assign(lab, ['orders', 0, 0])
  const startMs = lab.nowMs
  const empty = ask(lab, 10, 2_000)
  assert.equal(shown(polledIn(lab, empty)), [])
  assert.is(Math.round(empty.atMs - startMs), 2_000)
  const asked = ask(lab, 10, 60_000)
  lab.pass(5_000)
  assert.is(asked.answer, undefined)
  put(0, 'a')
  assert.equal(shown(polledIn(lab, asked)), ['0-0:a'])
})

test('a poll takes at most as many records as it says; the positions follow what it takes', () => {
  const { lab, put } = clusterWith(1)
  put(0, 'a', 'b', 'c')
  assign(lab, ['orders', 0, 0])
  const first = poll(lab, 2)
  assert.equal(shown(first), ['0-0:a', '0-1:b'])
  assert.equal(first.positions, [{ topic: 'orders', partition: 0, position: 2, highWatermark: 3 }])
  const second = poll(lab, 2)
  assert.equal([shown(second), positionsOf(second)], [['0-2:c'], [3]])
})

test('a second poll takes the place of the first, which is answered with what there is', () => {
  const { lab } = clusterWith(1)
  assign(lab, ['orders', 0, 0])
  const first = ask(lab, 10, 60_000)
  lab.pass(10)
  ask(lab, 10, 60_000)
  lab.pass(10)
  assert.equal(shown(first.answer as Polled), [])
})

test('an offset that the log does not have is OFFSET_OUT_OF_RANGE, until a new assignment', () => {
  const { lab, put } = clusterWith(1)
  put(0, 'a')
  assign(lab, ['orders', 0, 7])
  assert.is(poll(lab).error, 'OFFSET_OUT_OF_RANGE')
  assert.is(poll(lab).error, 'OFFSET_OUT_OF_RANGE')
  assign(lab, ['orders', 0, 0])
  const again = poll(lab)
  assert.equal([again.error, shown(again)], ['NONE', ['0-0:a']])
})

test('a partition that the topic does not have is told', () => {
  const { lab } = clusterWith(1)
  assign(lab, ['orders', 1, 0])
  const { error, message } = poll(lab)
  assert.equal([error, message], ['UNKNOWN_TOPIC_OR_PARTITION', 'orders has no partition 1'])
})

test('a topic name that is not allowed is told', () => {
  const { lab } = clusterWith(1)
  assign(lab, ['not/allowed', 0, 0])
  assert.is(poll(lab).error, 'INVALID_TOPIC_EXCEPTION')
})

test('a topic that is not there yet is not made, and is read once it is', () => {
  const { lab, kafka } = clusterWith(1)
  assign(lab, ['later', 0, 0])
  assert.equal([poll(lab).error, kafka.leadersOf('later')], ['NONE', []])
  const asked = ask(lab, 10, 60_000)
  kafka.createTopic('later')
  const [leaderId] = kafka.leadersOf('later')
  const topicData = [{ name: 'later', partitionData: [{ index: 0, records: batchOf('a') }] }]
  kafka.connect(leaderId).request(0, 9, { acks: -1, timeoutMs: 1_000, topicData })
  assert.equal(shown(polledIn(lab, asked)), ['0-0:a'])
})

test('records that an earlier assignment has fetched ahead are dropped', () => {
  let held = true
  const lab = reading((request) => {
    const { fetchOffset } = request.body.topics[0]!.partitions[0]!
    if (fetchOffset === 0 && held) {
      held = false
      return fetched(request, () => ({ records: log, highWatermark: 3 }))
    }
    return fetchOffset === 2
      ? fetched(request, () => ({ records: log, highWatermark: 3 }))
      : 'silence'
  })
  lab.pass(100)
  assign(lab, ['orders', 0, 2])
  assert.equal(shown(poll(lab)), ['0-2:c'])
})

test('an answer under way to an earlier assignment is not taken for the new one', () => {
  const { lab, put, kafka } = clusterWith(1)
  put(0, 'a', 'b')
  assign(lab, ['orders', 0, 2])
  lab.pass(100)
  assign(lab, ['orders', 0, 0])
  put(0, 'c')
  assert.equal(shown(poll(lab, 2)), ['0-0:a', '0-1:b'])
  assert.equal(shown(poll(lab)), ['0-2:c'])
  assert.equal(kafka.crashes(), [])
})

test('an assignment of nothing fetches nothing', () => {
  const { lab, put } = clusterWith(1)
  put(0, 'a')
  assign(lab, ['orders', 0, 0])
  assign(lab)
  const { records, positions, error } = poll(lab)
  assert.equal({ records, positions, error }, { records: [], positions: [], error: 'NONE' })
})

test('lost connections with fetches in flight cost nothing: no record twice, none missing', () => {
  const { lab, put, leaders } = clusterWith(1)
  assign(lab, ['orders', 0, 0])
  const between = ['client-1', `broker-${leaders[0]}`] as const
  const resets = [50, 700, 1_300, 1_350, 2_000].map((ms) => lab.nowMs + ms)
  schedule(
    lab.simulator,
    resets.map((atMs) => ({ kind: 'reset-connections', atMs, between })),
  )
  const all: string[] = []
  for (let i = 0; i < 30; i++) {
    put(0, `${i}`)
    all.push(...shown(poll(lab, 10, 100)))
  }
  while (all.length < 30) all.push(...shown(poll(lab)))
  assert.equal(
    all,
    Array.from({ length: 30 }, (_, i) => `0-${i}:${i}`),
  )
})

test('a broker that comes back after a crash is read on from where it was', () => {
  const { lab, put, leaders, kafka } = clusterWith(1)
  put(0, 'a')
  assign(lab, ['orders', 0, 0])
  assert.equal(shown(poll(lab)), ['0-0:a'])
  const system = `broker-${leaders[0]}`
  schedule(kafka.simulator, [{ kind: 'crash', atMs: kafka.simulator.nowMs, system, forMs: 3_000 }])
  lab.pass(10)
  assert.equal(shown(poll(lab)), [])
  kafka.pass(5_000)
  put(0, 'b')
  assert.equal(shown(poll(lab, 10, 60_000)), ['0-1:b'])
})

for (const errorCode of [6, 3, 5]) {
  test(`error ${errorCode} of a partition is not told: its leader is looked for again`, () => {
    const lab = reading((request, number) =>
      number < 3 ? fetched(request, () => ({ errorCode, records: null })) : threeRecords(request),
    )
    const { records, error } = poll(lab)
    assert.equal([records.length, error], [3, 'NONE'])
  })
}

test('an error of the whole fetch that lasts is told, one that passes is not', () => {
  const failing = (errorCode: number) =>
    reading((request, number) =>
      number === 1
        ? { ...fetched(request, () => ({ records: null })), errorCode }
        : threeRecords(request),
    )
  assert.is(poll(failing(29)).error, 'TOPIC_AUTHORIZATION_FAILED')
  assert.is(poll(failing(7)).records.length, 3)
})

test('a broker that speaks no common version of Fetch, or of Metadata, is told', () => {
  for (const [apis, offered] of [
    ['Fetch', offers([1, 13, 18], [3, 0, 13])],
    ['Metadata', offers([1, 4, 18])],
  ] as const) {
    const script: Script = ({ apiKey }) =>
      apiKey === 18 ? offered : metadata([1], [{ name: 'orders', leaders: [1] }])
    const lab = ClientLab.among([script], user())
    assign(lab, ['orders', 0, 0])
    assert.is(poll(lab).error, 'UNSUPPORTED_VERSION', apis)
  }
})

test('a corrupt batch: what was good before it is handed out, then the fault', () => {
  const corrupt = log.slice()
  corrupt[log.length - 1]! ^= 1
  const lab = reading((request) => fetched(request, () => ({ records: corrupt, highWatermark: 3 })))
  const first = poll(lab)
  assert.equal([first.error, shown(first), positionsOf(first)], ['NONE', ['0-0:a', '0-1:b'], [2]])
  const second = poll(lab)
  assert.equal([second.error, second.records], ['CORRUPT_MESSAGE', []])
  assert.match(second.message ?? '', /^orders-0: the batch at offset 2 does not match its CRC$/)
})

test('a malformed answer is a lost connection: the fetch is made again', () => {
  const lab = reading((request, number) =>
    number === 1 ? new Uint8Array([0, 0, 0, 9, 9, 9]) : threeRecords(request),
  )
  assert.is(poll(lab).records.length, 3)
  assert.equal(lab.crashes(), [])
})

test('an answer about what was not asked for is left out', () => {
  const lab = reading((request) => {
    const good = threeRecords(request)
    if (good === 'silence') return good
    const others = [
      { topic: 'other', partitions: good.responses[0]!.partitions },
      {
        ...good.responses[0]!,
        partitions: [{ ...good.responses[0]!.partitions[0]!, partitionIndex: 5 }],
      },
    ]
    return { ...good, responses: [...others, ...good.responses] }
  })
  assert.equal(shown(poll(lab)), ['0-0:a', '0-1:b', '0-2:c'])
})

test('an answer that was overtaken by one of a new leader leads nobody back', () => {
  const long = new Uint8Array([...log, ...batchWith({ baseOffset: 3 }, 'd')])
  let leaders = [2, 3]
  const directory: Script = ({ apiKey }) =>
    apiKey === 18 ? everything : metadata([2, 3], [{ name: 'orders', leaders }])
  const oldLeader: Script = (request) =>
    request.apiKey === 1 ? fetched(request, () => ({ records: log })) : everything
  const fetchOffsets: number[] = []
  const newLeader: Script = (request) => {
    if (request.apiKey !== 1) return everything
    const [first] = request.body.topics[0]!.partitions
    if (first!.partition === 0) fetchOffsets.push(first!.fetchOffset)
    if (first!.partition === 0 && first!.fetchOffset === 4) return 'silence'
    leaders = [3, 3]
    return fetched(request, ({ partition }) =>
      partition === 0 ? { records: long } : { errorCode: 6, records: null },
    )
  }
  const lab = ClientLab.among([directory, oldLeader, newLeader], user())
  lab.simulator.network.impose({ from: ['broker-2'], to: ['client-1'], delayUs: 1_000_000 })
  assign(lab, ['orders', 0, 0], ['orders', 1, 0])
  assert.equal(shown(poll(lab)), ['0-0:a', '0-1:b', '0-2:c', '0-3:d'])
  const after = poll(lab, 10, 5_000)
  assert.equal([shown(after), positionsOf(after)], [[], [4, 0]])
  assert.equal([...new Set(fetchOffsets)], [0, 4])
})

for (const [name, { compress }] of codecs.compressors) {
  test(`${name}: compressed batches in a broker's log are read`, () => {
    const { lab, kafka, leaders } = clusterWith(1)
    const values = Array.from({ length: 100 }, (_, i) => `value ${i}`)
    const records = batchWith({ compression: { name, compress } }, ...values)
    const topicData = [{ name: 'orders', partitionData: [{ index: 0, records }] }]
    kafka.connect(leaders[0]).request(0, 9, { acks: -1, timeoutMs: 1_000, topicData })
    assign(lab, ['orders', 0, 0])
    assert.equal(
      shown(poll(lab)),
      values.map((value, i) => `0-${i}:${value}`),
    )
  })
}

test.run()
