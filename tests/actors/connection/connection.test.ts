/** What a connection does with whole requests, in every version of every API. */
import { type ApiKey, apiOf, apis, type RequestDraft } from '../../../protocol/api-versions.ts'
import { correlationIdOf, decodeResponse } from '../../../protocol/frames.ts'
import { concatBytes } from '../../../protocol/writer.ts'
import { assert, suite } from '../../harness.ts'
import { batchOf, SimulatedKafka, unknownId } from '../../support/simulated-kafka.ts'

const test = suite('connection')

const kafka = SimulatedKafka.ready({ seed: 1, settings: new Map([['num.partitions', 3]]) })
const topicId = kafka.createTopic('orders', { numPartitions: 3 })
const names = ['orders', 'missing', 'not/allowed', '']
const ids = [topicId, unknownId]
const indexes = [0, 1, 2, 3, -1, 2_147_483_647]

function versionsOf(apiKey: ApiKey): number[] {
  const [lowest, highest] = apiOf(apiKey)!.versions
  return Array.from({ length: highest - lowest + 1 }, (_, i) => lowest + i)
}

/** Topics by name or, from `idsSince` on, by id; every partition index that is and is not there. */
function topicsFor<P>(version: number, idsSince: number, partitionOf: (index: number) => P) {
  const partitions = indexes.map(partitionOf)
  return version < idsSince
    ? names.map((name) => ({ name, partitions }))
    : ids.map((id) => ({ topicId: id, name: '', partitions }))
}

/** Requests that make every error and every success appear in one answer or another. */
const bodies: { [K in ApiKey]: (version: number) => RequestDraft<K>[] } = {
  0: (version) =>
    [1, -1, 2].map((acks) => ({
      acks,
      timeoutMs: 1_000,
      topicData: topicsFor(version, 13, (index) => ({ index, records: batchOf('a', 'b') })).map(
        ({ partitions, ...topic }) => ({ ...topic, partitionData: partitions }),
      ),
    })),
  1: (version) =>
    [0, 5, -1].map((fetchOffset) => ({
      maxWaitMs: 1,
      minBytes: 1,
      topics: topicsFor(version, 13, (partition) => ({
        partition,
        fetchOffset,
        partitionMaxBytes: 1_000,
        ...(version >= 9 ? { currentLeaderEpoch: fetchOffset === 5 ? 7 : -1 } : {}),
      })).map(({ name, ...topic }) => ({ ...topic, ...(version < 13 ? { topic: name } : {}) })),
    })),
  2: (version) =>
    [-1, -2, -3, -4, -5, -6, -7, 0, 1_700_000_000_000].map((timestamp) => ({
      replicaId: -1,
      topics: topicsFor(version, 99, (partitionIndex) => ({ partitionIndex, timestamp })),
    })),
  3: (version) => [
    ...(version > 0 ? [{ topics: null }] : []),
    { topics: [] },
    { topics: names.map((name) => ({ name })) },
    ...(version >= 10 ? [{ topics: ids.map((id) => ({ topicId: id, name: 'x' })) }] : []),
    ...(version >= 10 ? [{ topics: ids.map((id) => ({ topicId: id, name: null })) }] : []),
    ...(version >= 10 ? [{ topics: [{ name: null }] }] : []),
  ],
  23: (version) =>
    [0, 3].map((leaderEpoch) => ({
      topics: topicsFor(version, 99, (partition) => ({ partition, leaderEpoch })).map(
        ({ name, partitions }) => ({ topic: name, partitions }),
      ),
    })),
  18: (version) => [
    { clientSoftwareName: 'x', clientSoftwareVersion: '1' },
    { clientSoftwareName: '', clientSoftwareVersion: '' },
    ...(version >= 5 ? [{ clusterId: 'another', clientSoftwareName: 'x' }] : []),
  ],
  19: (version) => [
    {
      topics: [
        ...names.map((name) => ({ name, numPartitions: 1, replicationFactor: 1 })),
        { name: 'wide', numPartitions: 1, replicationFactor: 3 },
        { name: 'twice', numPartitions: 1, replicationFactor: 1 },
        { name: 'twice', numPartitions: 1, replicationFactor: 1 },
        { name: `v${version}`, numPartitions: -1, replicationFactor: -1 },
      ].map((topic) => ({ ...topic, assignments: [], configs: [] })),
      timeoutMs: 1_000,
      validateOnly: true,
    },
  ],
  20: (version) =>
    version < 6
      ? [{ topicNames: ['gone', 'not/allowed', ''], timeoutMs: 1_000 }]
      : [
          {
            topics: [
              { name: 'gone' },
              { name: null, topicId: unknownId },
              { name: 'both', topicId: unknownId },
              { name: null },
              { name: 'twice' },
              { name: 'twice' },
            ],
            timeoutMs: 1_000,
          },
        ],
  22: () =>
    [null, '', 'shop'].map((transactionalId) => ({ transactionalId, transactionTimeoutMs: 1 })),
  32: () =>
    [
      [2, 'orders'],
      [2, 'missing'],
      [2, 'not/allowed'],
      [4, '1'],
      [4, '2'],
      [4, ''],
      [4, 'x'.repeat(32_767)],
      [8, '1'],
      [77, 'x'],
    ].map(([resourceType, resourceName]) => ({
      resources: [
        {
          resourceType: resourceType as number,
          resourceName: resourceName as string,
          configurationKeys: null,
        },
      ],
      includeSynonyms: true,
    })),
  37: () => [
    {
      topics: [
        ...['missing', 'twice', 'twice'].map((name) => ({ name, count: 9, assignments: null })),
        { name: 'orders', count: 1, assignments: null },
        { name: 'orders-2', count: 9, assignments: [{ brokerIds: [1] }] },
      ],
      timeoutMs: 1_000,
      validateOnly: true,
    },
    {
      topics: [{ name: 'orders', count: 40, assignments: null }],
      timeoutMs: 1_000,
      validateOnly: true,
    },
  ],
  43: (version) => [
    ...(version === 0 ? [] : [0, 1, 9]).map((electionType) => ({
      electionType,
      topicPartitions: names.map((topic) => ({ topic, partitions: indexes })),
    })),
    { topicPartitions: null },
  ],
  45: () => [
    {
      topics: names.map((name) => ({
        name,
        partitions: [
          { partitionIndex: 0, replicas: null },
          { partitionIndex: 0, replicas: [] },
          { partitionIndex: 0, replicas: [77] },
          { partitionIndex: 9_999, replicas: [1] },
        ],
      })),
    },
  ],
  46: () => [{ topics: null }, { topics: names.map((name) => ({ name, partitionIndexes: [0] })) }],
  60: (version) =>
    (version === 0 ? [1] : [1, 2, 3]).map((endpointType) => ({
      includeClusterAuthorizedOperations: true,
      endpointType,
    })),
  75: () => [
    { topics: [] },
    { topics: names.map((name) => ({ name })), responsePartitionLimit: 1 },
    { topics: [], cursor: { topicName: 'orders', partitionIndex: -5 } },
    { topics: [], cursor: { topicName: 'zzz', partitionIndex: 9 } },
  ],
}

for (const { key, name } of apis) {
  test(`${name}: every version can carry every answer, of a leader and of another broker`, () => {
    const apiKey = key as ApiKey
    const failures: string[] = []
    for (const version of versionsOf(apiKey)) {
      const connections = [1, 2, 3].map((brokerId) => kafka.connect(brokerId))
      for (const [i, body] of bodies[apiKey](version).entries()) {
        for (const each of connections) {
          if (each.closed === null) each.ask(apiKey, version, body as RequestDraft<ApiKey>)
          const frame = each.next()
          if (frame === null) failures.push(`v${version}, body ${i}: ${each.closed}`)
          else decodeResponse(apiKey, version, frame)
        }
      }
      for (const each of connections) each.hangUp()
    }
    assert.equal([...kafka.crashes(), ...failures].slice(0, 5), [])
  })
}

/** A frame without a body: a header of this key and version. */
function header(apiKey: number, apiVersion: number): Uint8Array {
  const bytes = new Uint8Array(10)
  const view = new DataView(bytes.buffer)
  view.setInt16(0, apiKey)
  view.setInt16(2, apiVersion)
  view.setInt32(4, 7)
  view.setInt16(8, -1)
  return bytes
}

function withSize(frame: Uint8Array): Uint8Array {
  const size = new Uint8Array(4)
  new DataView(size.buffer).setInt32(0, frame.length)
  return concatBytes([size, frame])
}

for (const version of [6, 9, -1, 32_767]) {
  test(`ApiVersions v${version} is answered in version 0, with its own range alone`, () => {
    const client = kafka.connect(1)
    client.sendFrame(header(18, version))
    const frame = client.next()
    assert.equal([...frame!], [0, 0, 0, 7, 0, 35, 0, 0, 0, 1, 0, 18, 0, 0, 0, 5])
    assert.is(client.request(18, 4, bodies[18](4)[0]!).errorCode, 0, 'the connection goes on')
  })
}

for (const [says, frame] of [
  ['an unknown key', header(200, 0)],
  ['a removed key', header(4, 0)],
  ["a controller's key", header(52, 0)],
  ['Metadata of an unknown version', header(3, 99)],
  ['Produce of a version that is advertised and gone', header(0, 2)],
  ['an empty frame', new Uint8Array(0)],
  ['a header cut short', header(3, 1).subarray(0, 7)],
  [
    'a list that claims a billion items',
    concatBytes([header(3, 1), new Uint8Array([59, 154, 202, 0])]),
  ],
] as const) {
  test(`${says} closes the connection without an answer, and no other connection`, () => {
    const [client, bystander] = [kafka.connect(1), kafka.connect(1)]
    client.sendFrame(frame)
    assert.is(client.next(), null)
    assert.is(client.closed, 'ended')
    assert.is(bystander.request(18, 0, {}).errorCode, 0)
  })
}

for (const size of [-1, -2_147_483_648, 104_857_601, 2_147_483_647]) {
  test(`a frame that announces ${size} bytes closes the connection`, () => {
    const client = kafka.connect(1)
    const bytes = new Uint8Array(4)
    new DataView(bytes.buffer).setInt32(0, size)
    client.send([bytes])
    assert.is(client.next(), null)
    assert.is.not(client.closed, null)
  })
}

test('requests sent in a row are answered in their order, also past one that waits', () => {
  const client = kafka.connect(1)
  const partition = { partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000 }
  kafka.createTopic('quiet', { leaders: [1] })
  const topics = [{ topic: 'quiet', partitions: [partition] }]
  client.ask(1, 11, { maxWaitMs: 500, minBytes: 1, topics })
  for (let i = 0; i < 5; i++) client.ask(18, 0, {})
  assert.is(client.next(490), null, 'the first one waits, and all behind it')
  const ids = Array.from({ length: 6 }, () => correlationIdOf(client.next()!))
  assert.equal(ids, [1, 2, 3, 4, 5, 6])
})

test('several requests in one piece, and one request in many, are requests like any other', () => {
  const client = kafka.connect(1)
  const one = withSize(header(18, 0))
  client.send([concatBytes([one, one, one])])
  client.send([...one].map((byte) => new Uint8Array([byte])))
  for (let i = 0; i < 4; i++) assert.is(correlationIdOf(client.next()!), 7)
})

test('who connects before the broker knows the cluster is answered once it does', () => {
  const starting = new SimulatedKafka({ seed: 2, brokers: 1 })
  starting.simulator.network.impose({
    from: ['controllers'],
    to: ['broker-1'],
    delayUs: 300_000,
  })
  starting.simulator.run({ untilMs: 10 })
  const early = starting.connect(1)
  const { brokers } = early.request(3, 1, { topics: [] })
  assert.is(brokers.length, 1)
  assert.ok(starting.simulator.nowMs > 300)
})

test('an ended connection leaves no actor behind', () => {
  const { tree } = kafka.simulator.machine('broker-1').system!
  const connections = () => [...tree.cells.keys()].filter((path) => path.includes('connections/'))
  const before = connections().length
  const clients = Array.from({ length: 20 }, () => kafka.connect(1))
  assert.is(connections().length, before + 20)
  for (const [i, client] of clients.entries()) client.hangUp(i % 2 === 0 ? 'end' : 'reset')
  kafka.pass(1_000)
  assert.is(connections().length, before)
})

test.run()
