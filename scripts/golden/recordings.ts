/** The requests whose answers are recorded: every API in every version. */
import { setTimeout } from 'node:timers/promises'
import {
  type ApiKey,
  apiOf,
  type RequestDraft,
  type ResponseBody,
} from '../../protocol/api-versions.ts'
import { buildBatch } from '../../protocol/build-batch.ts'
import { decodeResponse } from '../../protocol/frames.ts'
import type { Crc32c } from '../../runtime/ports/codecs.ts'
import { exchange, requestFrame } from './connection.ts'

export type Recording = {
  title: string
  apiKey: number
  version: number
  request: string
  /** Null: the broker closed the connection instead. */
  response: string | null
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** Asks one broker, and keeps every answer. */
export class Recorder {
  readonly recordings: Recording[] = []
  private readonly port: number

  constructor(port: number) {
    this.port = port
  }

  /** Sends a body of our own encoder and returns the decoded answer. */
  async ask<K extends ApiKey>(
    apiKey: K,
    version: number,
    title: string,
    body: RequestDraft<K>,
  ): Promise<ResponseBody<K>> {
    const response = await this.send(title, apiKey, version, requestFrame(apiKey, version, body))
    if (response === null) throw new Error(`${title}: the broker closed the connection`)
    return decodeResponse(apiKey, version, response).body
  }

  /** Waits until the broker serves the topic. */
  async topicId(name: string): Promise<string> {
    for (;;) {
      const frame = requestFrame(3, 13, { topics: [{ name }], allowAutoTopicCreation: false })
      const { response } = await exchange(this.port, frame)
      const [topic] = decodeResponse(3, 13, response!).body.topics
      const isServed = topic!.partitions.every(({ leaderId }) => leaderId === 1)
      if (topic!.errorCode === 0 && isServed) return topic!.topicId
      await setTimeout(100)
    }
  }

  async send(title: string, apiKey: number, version: number, frame: Uint8Array) {
    const { request, response } = await exchange(this.port, frame)
    this.recordings.push({
      title,
      apiKey,
      version,
      request: base64(request),
      response: response === null ? null : base64(response),
    })
    return response
  }
}

function versionsOf(apiKey: ApiKey): number[] {
  const [lowest, highest] = apiOf(apiKey)!.versions
  return Array.from({ length: highest - lowest + 1 }, (_, i) => lowest + i)
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

const topicName = 'recorded'

/** Every API in every version, in an order in which each finds something to answer. */
export async function recordAll(recorder: Recorder, crc32c: Crc32c): Promise<void> {
  await recordCluster(recorder)
  await recordTopics(recorder)
  const topicId = await recorder.topicId(topicName)
  await recordMetadata(recorder, topicId)
  await recordProduce(recorder, topicId, crc32c)
  await recordFetch(recorder, topicId)
  await recordListOffsets(recorder)
  await recordEpochs(recorder)
  await recordConfigs(recorder)
  await recordPlacement(recorder)
  await recordDeletion(recorder)
}

async function recordCluster(recorder: Recorder): Promise<void> {
  for (const version of versionsOf(18)) {
    await recorder.ask(18, version, 'a client', {
      clientSoftwareName: 'recorder',
      clientSoftwareVersion: '1.0',
    })
  }
  for (const version of versionsOf(60)) {
    await recorder.ask(60, version, 'the brokers', { includeClusterAuthorizedOperations: true })
  }
  for (const version of versionsOf(22)) {
    await recorder.ask(22, version, 'an idempotent producer', {
      transactionalId: null,
      transactionTimeoutMs: 60_000,
    })
  }
}

/** More partitions, elections and moves; with one broker most of them are refused. */
async function recordPlacement(recorder: Recorder): Promise<void> {
  for (const version of versionsOf(37)) {
    await recorder.ask(37, version, 'one possible, one that is no increase, one unknown', {
      topics: [
        { name: topicName, count: 3, assignments: [{ brokerIds: [1] }] },
        { name: 'made-2', count: 1, assignments: null },
        { name: 'missing', count: 3, assignments: null },
      ],
      timeoutMs: 10_000,
      validateOnly: true,
    })
  }
  for (const version of versionsOf(43)) {
    await recorder.ask(43, version, 'not needed, and unknown', {
      topicPartitions: [
        { topic: topicName, partitions: [0, 77] },
        { topic: 'missing', partitions: [0] },
      ],
    })
    await recorder.ask(43, version, 'wherever it is needed', { topicPartitions: null })
  }
  for (const version of versionsOf(45)) {
    const partitions = [
      { partitionIndex: 0, replicas: null },
      { partitionIndex: 1, replicas: [1, 2] },
      { partitionIndex: 77, replicas: [1] },
    ]
    await recorder.ask(45, version, 'nothing to call off, no such broker, no such partition', {
      topics: [{ name: topicName, partitions }],
    })
  }
  for (const version of versionsOf(46)) {
    await recorder.ask(46, version, 'of all topics', { topics: null })
    const topics = [{ name: topicName, partitionIndexes: [0] }]
    await recorder.ask(46, version, 'of one topic', { topics })
  }
}

async function recordTopics(recorder: Recorder): Promise<void> {
  const topic = { numPartitions: 2, replicationFactor: 1, assignments: [], configs: [] }
  for (const version of versionsOf(19)) {
    await recorder.ask(19, version, 'one made, one with too many replicas, one bad name', {
      topics: [
        { ...topic, name: `made-${version}`, configs: [{ name: 'retention.ms', value: '1000' }] },
        { ...topic, name: `refused-${version}`, replicationFactor: 3 },
        { ...topic, name: 'not/allowed' },
      ],
    })
  }
  await recorder.ask(19, 7, 'two topics, one compacted', {
    topics: [
      { ...topic, name: topicName },
      { ...topic, name: 'compacted', configs: [{ name: 'cleanup.policy', value: 'compact' }] },
    ],
  })
  await recorder.ask(19, 7, 'a topic that exists', { topics: [{ ...topic, name: topicName }] })
}

async function recordMetadata(recorder: Recorder, topicId: string): Promise<void> {
  for (const version of versionsOf(3)) {
    const create = version >= 4 ? { allowAutoTopicCreation: false } : {}
    await recorder.ask(3, version, 'all topics', { topics: version === 0 ? [] : null, ...create })
    if (version >= 4) {
      const topics = [{ name: topicName }, { name: 'unknown' }]
      await recorder.ask(3, version, 'one topic and an unknown one', { topics, ...create })
    }
    if (version >= 12) {
      const topics = [
        { topicId, name: null },
        { topicId: 'BBBBBBBBBBBBBBBBBBBBBA', name: null },
      ]
      await recorder.ask(3, version, 'by topic id', { topics, ...create })
    }
  }
  await recorder.ask(75, 0, 'one topic and an unknown one', {
    topics: [{ name: topicName }, { name: 'unknown' }],
  })
  await recorder.ask(75, 0, 'the first page', { topics: [], responsePartitionLimit: 1 })
  await recorder.ask(75, 0, 'the next page', {
    topics: [],
    cursor: { topicName, partitionIndex: 1 },
  })
}

async function recordProduce(recorder: Recorder, topicId: string, crc32c: Crc32c): Promise<void> {
  for (const version of versionsOf(0)) {
    const timestamp = 1_700_000_000_000 + version
    const headers = [{ key: 'version', value: utf8(String(version)) }]
    const record = { timestamp, key: utf8('k'), value: utf8(`v${version}`), headers }
    const records = buildBatch({ records: [record, record] }, crc32c)
    const partitionData = [
      { index: 0, records },
      { index: 9, records },
    ]
    await recorder.ask(0, version, 'two records, and a partition that is not there', {
      acks: -1,
      timeoutMs: 10_000,
      topicData: [{ name: topicName, topicId, partitionData }],
    })
  }
}

async function recordFetch(recorder: Recorder, topicId: string): Promise<void> {
  const wait = { maxWaitMs: 100, minBytes: 1 }
  for (const version of versionsOf(1)) {
    const partition = { fetchOffset: 0, partitionMaxBytes: 1000 }
    const partitions = [
      { ...partition, partition: 0 },
      { ...partition, partition: 1, fetchOffset: 50 },
    ]
    const unknown = { topic: 'unknown', topicId: 'BBBBBBBBBBBBBBBBBBBBBA' }
    await recorder.ask(1, version, 'records, an offset out of range, an unknown topic', {
      ...wait,
      topics: [
        { topic: topicName, topicId, partitions },
        { ...unknown, partitions: [{ ...partition, partition: 0 }] },
      ],
    })
  }
  await recorder.ask(1, 18, 'a full fetch that makes a session', {
    ...wait,
    sessionEpoch: 0,
    topics: [{ topicId, partitions: [{ partition: 0, fetchOffset: 2, partitionMaxBytes: 500 }] }],
  })
}

async function recordListOffsets(recorder: Recorder): Promise<void> {
  for (const version of versionsOf(2)) {
    const named = [-1, -2, ...[-3, -4, -5, -6].slice(0, Math.max(0, Math.min(4, version - 6)))]
    const partitions = [...named, 1_700_000_000_005, 0].map((timestamp) => ({ timestamp }))
    for (const { timestamp } of partitions) {
      await recorder.ask(2, version, `timestamp ${timestamp}`, {
        replicaId: -1,
        isolationLevel: 0,
        topics: [{ name: topicName, partitions: [{ partitionIndex: 0, timestamp }] }],
        ...(version >= 10 ? { timeoutMs: 1000 } : {}),
      })
    }
  }
}

async function recordEpochs(recorder: Recorder): Promise<void> {
  for (const version of versionsOf(23)) {
    const consumer = version >= 3 ? { replicaId: -1 } : {}
    const epoch = { currentLeaderEpoch: -1, leaderEpoch: 0 }
    await recorder.ask(23, version, 'ends of epochs, and what is not there', {
      ...consumer,
      topics: [
        {
          topic: topicName,
          partitions: [
            { ...epoch, partition: 0 },
            { ...epoch, partition: 1, leaderEpoch: 7 },
            { ...epoch, partition: 0, currentLeaderEpoch: 5 },
            { ...epoch, partition: 9 },
          ],
        },
        { topic: 'unknown', partitions: [{ ...epoch, partition: 0 }] },
      ],
    })
  }
}

async function recordConfigs(recorder: Recorder): Promise<void> {
  for (const version of versionsOf(32)) {
    await recorder.ask(32, version, 'settings of a topic, the broker, and none', {
      resources: [
        { resourceType: 2, resourceName: 'compacted', configurationKeys: ['cleanup.policy'] },
        {
          resourceType: 4,
          resourceName: '1',
          configurationKeys: ['node.id', 'min.insync.replicas'],
        },
        { resourceType: 2, resourceName: 'unknown', configurationKeys: null },
      ],
      includeSynonyms: true,
      ...(version >= 3 ? { includeDocumentation: true } : {}),
    })
  }
  await recorder.ask(32, 4, 'all settings of a topic', {
    resources: [{ resourceType: 2, resourceName: topicName, configurationKeys: null }],
    includeSynonyms: false,
  })
}

async function recordDeletion(recorder: Recorder): Promise<void> {
  for (const version of versionsOf(20)) {
    const names = [`made-${version + 1}`, 'unknown']
    await recorder.ask(20, version, 'a topic and an unknown one', {
      timeoutMs: 10_000,
      ...(version < 6 ? { topicNames: names } : { topics: names.map((name) => ({ name })) }),
    })
  }
}
