/** What a connection does with whole requests, in every version of every API. */
import { type ApiKey, apiOf, apis, type RequestDraft } from '../../../protocol/api-versions.ts'
import { decodeResponse } from '../../../protocol/frames.ts'
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

test.run()
