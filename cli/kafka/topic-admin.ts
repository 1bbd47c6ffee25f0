/** Topics of a Kafka cluster: what there is, making, deleting, settings. */
import { setTimeout } from 'node:timers/promises'
import { UserError } from '../../cluster-config/user-error.ts'
import type { ResponseBody } from '../../protocol/api-versions.ts'
import { messageOf, nameOf } from '../../protocol/errors.ts'
import type { ConfigLine, TopicDraft, TopicView } from '../kafka-client.ts'
import { type ClientSystem, clientError } from './client-system.ts'

const timeoutMs = 30_000
/** The longest a new topic takes to have leaders on every broker's word. */
const leadersWithinMs = 10_000
const pollMs = 20
const topicResource = 2
const defaultSource = 5
const missing = new Set(['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID'])

type MetadataTopic = ResponseBody<3>['topics'][number]

export class TopicAdmin {
  protected readonly system: ClientSystem

  constructor(system: ClientSystem) {
    this.system = system
  }

  async topics(names: readonly string[] | null): Promise<readonly TopicView[]> {
    const { topics } = await this.system.call(null, 3, {
      topics: names === null ? null : names.map((name) => ({ name })),
      allowAutoTopicCreation: false,
    })
    const there = topics.filter(({ errorCode }) => !missing.has(nameOf(errorCode)))
    for (const { name, errorCode } of there) refuse(name, errorCode, null)
    return there.map(viewOf)
  }

  async createTopic(draft: TopicDraft): Promise<TopicView> {
    const { name, partitions, replicationFactor, config } = draft
    const { topics } = await this.system.call(null, 19, {
      topics: [
        {
          name,
          numPartitions: partitions ?? -1,
          replicationFactor: replicationFactor ?? -1,
          assignments: [],
          configs: Object.entries(config).map(([key, value]) => ({ name: key, value })),
        },
      ],
      timeoutMs,
      validateOnly: false,
    })
    for (const one of topics) refuse(name, one.errorCode, one.errorMessage)
    return this.whenLed(name)
  }

  async deleteTopic(name: string): Promise<void> {
    const topics = [{ name, topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }]
    const body = { topics, topicNames: [name], timeoutMs }
    const { responses } = await this.system.call(null, 20, body)
    for (const one of responses) refuse(name, one.errorCode, one.errorMessage)
  }

  async topicConfig(name: string): Promise<readonly ConfigLine[]> {
    const { results } = await this.system.call(null, 32, {
      resources: [{ resourceType: topicResource, resourceName: name, configurationKeys: null }],
    })
    const [found] = results
    if (found === undefined) return []
    refuse(name, found.errorCode, found.errorMessage)
    return found.configs.map(({ name, value, configSource }) => ({
      name,
      value,
      isDefault: configSource === defaultSource,
    }))
  }

  /** A created topic shows at once on the broker that made it, and on others a little later. */
  private async whenLed(name: string): Promise<TopicView> {
    const untilMs = performance.now() + leadersWithinMs
    for (;;) {
      const [found] = await this.topics([name])
      if (found?.partitions.every(({ leader }) => leader >= 0)) return found
      if (performance.now() > untilMs) {
        throw new UserError(`${name} was created and has no leaders yet`, { exitCode: 1 })
      }
      await setTimeout(pollMs)
    }
  }
}

function refuse(topic: string | null, errorCode: number, message: string | null): void {
  if (errorCode === 0) return
  const name = nameOf(errorCode)
  throw clientError(`topic ${topic}: ${message ?? messageOf(name)}`, name)
}

const viewOf = ({ name, topicId, isInternal, partitions }: MetadataTopic): TopicView => ({
  name: name ?? '',
  topicId,
  internal: isInternal,
  partitions: partitions
    .map(({ partitionIndex, leaderId, leaderEpoch, replicaNodes, isrNodes }) => ({
      partition: partitionIndex,
      leader: leaderId,
      leaderEpoch,
      replicas: replicaNodes,
      isr: isrNodes,
    }))
    .sort((one, other) => one.partition - other.partition),
})
