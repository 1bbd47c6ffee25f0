/** Valid requests of every API in every version, which the fuzzer spoils. */
import {
  type ApiKey,
  apis,
  type RequestBody,
  type RequestDraft,
} from '../../protocol/api-versions.ts'
import { decodeRequest, encodeRequest, type Request } from '../../protocol/frames.ts'
import { concatBytes } from '../../protocol/writer.ts'
import { batchOf, batchWith, unknownId, zeroId } from '../support/simulated-kafka.ts'

export interface ValidRequest {
  readonly apiKey: ApiKey
  readonly apiVersion: number
  readonly body: RequestBody<ApiKey>
  /** Without its size. */
  readonly frame: Uint8Array
}

/** Topics that the attacked cluster has; nobody but the fuzzer writes to them. */
export const attackedTopics = ['attacked', 'compacted']
/** A topic that the fuzzer makes and deletes. */
export const passingTopic = 'passing'

const names = ['attacked', 'compacted', 'missing']
const batches = [
  batchOf('one'),
  batchOf('one', 'two', 'three'),
  batchWith({ key: null, timestamp: 1_700_000_000_000 }, 'no key'),
]

type Drafts = { [K in ApiKey]: (version: number, ids: readonly string[]) => RequestDraft<K>[] }

const drafts: Drafts = {
  0: (version, ids) =>
    [0, 1, -1].map((acks) => ({
      acks,
      timeoutMs: 1_000,
      topicData: (version < 13 ? names : ids).slice(0, acks === 0 ? 1 : 9).map((topic) => ({
        ...(version < 13 ? { name: topic } : { topicId: topic }),
        partitionData: batches
          .slice(0, acks === 0 ? 1 : 9)
          .map((records, index) => ({ index, records })),
      })),
    })),
  1: (version, ids) =>
    [0, 1].map((maxWaitMs) => ({
      maxWaitMs,
      minBytes: 1,
      maxBytes: 100_000,
      topics: (version < 13 ? names : ids).map((topic) => ({
        ...(version < 13 ? { topic } : { topicId: topic }),
        partitions: [0, 1, 7].map((partition) => ({
          partition,
          fetchOffset: partition,
          partitionMaxBytes: 1_000,
        })),
      })),
    })),
  2: () =>
    [-1, -2, -3, 0, 1_000_001].map((timestamp) => ({
      replicaId: -1,
      topics: names.map((name) => ({
        name,
        partitions: [0, 1, 7].map((partitionIndex) => ({ partitionIndex, timestamp })),
      })),
    })),
  3: (version, ids) => [
    { topics: names.map((name) => ({ name })) },
    ...(version > 0 ? [{ topics: null }] : []),
    ...(version >= 12 ? [{ topics: ids.map((topicId) => ({ topicId, name: null })) }] : []),
  ],
  23: () =>
    [0, 3].map((leaderEpoch) => ({
      topics: names.map((topic) => ({
        topic,
        partitions: [0, 1, 7].map((partition) => ({ partition, leaderEpoch })),
      })),
    })),
  18: (version) => [
    version < 3 ? {} : { clientSoftwareName: 'fuzz', clientSoftwareVersion: '1.0' },
  ],
  19: () =>
    [true, false].map((validateOnly) => ({
      topics: [
        {
          name: passingTopic,
          numPartitions: 2,
          replicationFactor: 1,
          assignments: [],
          configs: [{ name: 'retention.ms', value: '1000' }],
        },
        {
          name: `${passingTopic}-assigned`,
          numPartitions: -1,
          replicationFactor: -1,
          assignments: [{ partitionIndex: 0, brokerIds: [1] }],
          configs: [{ name: 'retention.mss', value: '1000' }],
        },
      ],
      timeoutMs: 1_000,
      validateOnly,
    })),
  20: (version) =>
    version < 6
      ? [{ topicNames: [passingTopic, 'missing'], timeoutMs: 1_000 }]
      : [
          {
            topics: [{ name: passingTopic }, { name: null, topicId: unknownId }],
            timeoutMs: 1_000,
          },
        ],
  22: () => [null, 'shop'].map((transactionalId) => ({ transactionalId, transactionTimeoutMs: 1 })),
  32: () => [
    {
      resources: [
        { resourceType: 2, resourceName: 'attacked', configurationKeys: null },
        { resourceType: 4, resourceName: '1', configurationKeys: ['num.partitions', 'x'] },
      ],
      includeSynonyms: true,
    },
  ],
  37: () => [
    {
      topics: names.map((name) => ({ name, count: 2, assignments: [{ brokerIds: [1] }] })),
      timeoutMs: 1_000,
      validateOnly: true,
    },
  ],
  43: (version) => [
    {
      ...(version > 0 ? { electionType: 0 } : {}),
      topicPartitions: names.map((topic) => ({ topic, partitions: [0, 7] })),
    },
  ],
  45: () => [
    { topics: names.map((name) => ({ name, partitions: [{ partitionIndex: 0, replicas: [1] }] })) },
  ],
  46: () => [{ topics: names.map((name) => ({ name, partitionIndexes: [0, 7] })) }],
  60: () => [{ includeClusterAuthorizedOperations: true }],
  75: () => [
    { topics: [], responsePartitionLimit: 2 },
    {
      topics: names.map((name) => ({ name })),
      cursor: { topicName: 'missing', partitionIndex: 1 },
    },
  ],
}

/** All of them; `ids` are those of the attacked topics. */
export function validRequests(ids: readonly string[]): ValidRequest[] {
  const all: ValidRequest[] = []
  for (const { key, versions } of apis) {
    const apiKey = key as ApiKey
    for (let apiVersion = versions[0]; apiVersion <= versions[1]; apiVersion++) {
      for (const draft of drafts[apiKey](apiVersion, [...ids, unknownId, zeroId])) {
        const frame = frameOf(apiKey, apiVersion, draft as RequestDraft<ApiKey>)
        const { body } = decodeRequest(frame) as Request
        all.push({ apiKey, apiVersion, body, frame })
      }
    }
  }
  return all
}

export const fuzzCorrelationId = 77

/** Throws an EncodeError when the version cannot carry the body. */
export function frameOf<K extends ApiKey>(
  apiKey: K,
  apiVersion: number,
  body: RequestDraft<K>,
): Uint8Array {
  const header = { apiKey, apiVersion, correlationId: fuzzCorrelationId, clientId: 'fuzz' }
  return concatBytes(encodeRequest(header, body)).subarray(4)
}
