/**
 * A client's picture of a cluster: brokers, topics and leaders, and one connection to each broker.
 */
import type { ApiKey, ResponseBody } from '../../protocol/api-versions.ts'
import { type ErrorName, isRetriable, nameOf } from '../../protocol/errors.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import { isUnanswered, type Ref, type ReplyTo } from '../../runtime/ref.ts'
import {
  type Call,
  type CallEnded,
  ClientConnection,
  type ClientOptions,
} from './client-connection.ts'

export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** A call to one broker, or with `brokerId` null to any. */
export interface RoutedCall<K extends ApiKey = ApiKey> extends Call<K> {
  readonly brokerId: number | null
}

export interface FindLeaders {
  readonly topics: readonly string[]
  /** False to use what is known already. */
  readonly refresh: boolean
  readonly allowAutoTopicCreation: boolean
  readonly replyTo: ReplyTo<LeadersFound>
}
export interface LeadersFound {
  readonly error: ErrorName
  readonly message: string | null
  readonly topics: readonly KnownTopic[]
}
export interface KnownTopic {
  readonly name: string
  readonly topicId: string
  readonly error: ErrorName
  /** Leader broker id of each partition; -1 when nobody leads. */
  readonly leaders: readonly number[]
}

export const clientConnectionsPath = 'client/connections'
const metadataTimeoutMs = 10_000

export class ClusterClient extends Actor {
  private readonly bootstrap: readonly Endpoint[]
  private readonly options: ClientOptions
  private readonly connections = new Map<string, Ref<ClientConnection>>()
  private readonly brokers = new Map<number, Endpoint>()
  private readonly topics = new Map<string, KnownTopic>()
  /** Which of all known endpoints serves the next call that any broker may serve. */
  private turn = 0

  constructor(ctx: Context, bootstrap: readonly Endpoint[], options: ClientOptions) {
    super(ctx)
    this.bootstrap = bootstrap
    this.options = options
  }

  protected override describe(): Record<string, unknown> {
    return { brokers: this.brokers.size, topics: this.topics.size }
  }

  // 1. Any call goes to its broker's connection, which answers the caller itself.
  call({ brokerId, ...call }: RoutedCall): void {
    const endpoint = brokerId === null ? this.anyEndpoint() : this.brokers.get(brokerId)
    if (endpoint === undefined) {
      const message = `broker ${brokerId} is not known`
      return this.ctx.reply(call.replyTo, { error: 'BROKER_NOT_AVAILABLE', message })
    }
    this.ctx.to(this.connection(endpoint)).call(call)
  }

  // 2. Who leads what: from memory, or asked of any broker.
  findLeaders(wanted: FindLeaders): void {
    const known = wanted.topics.map((name) => this.topics.get(name))
    if (!wanted.refresh && known.every((topic) => topic !== undefined && topic.error === 'NONE')) {
      const topics = known.flatMap((topic) => topic ?? [])
      return this.ctx.reply(wanted.replyTo, { error: 'NONE', message: null, topics })
    }
    this.ctx
      .ask(this.connection(this.anyEndpoint()), metadataTimeoutMs)
      .call({
        apiKey: 3,
        body: {
          topics: wanted.topics.map((name) => ({ name })),
          allowAutoTopicCreation: wanted.allowAutoTopicCreation,
        },
        maxVersion: 32_767,
        answered: true,
      })
      .answers(this.metadataAnswered, wanted)
  }

  metadataAnswered({ answer, tag }: Answered<CallEnded, FindLeaders>): void {
    const failure = failureOf(answer)
    if (failure !== null) {
      this.turn++
      return this.ctx.reply(tag.replyTo, { ...failure, topics: [] })
    }
    const { body } = answer as { body: ResponseBody<3> }
    for (const { nodeId, host, port } of body.brokers) this.brokers.set(nodeId, { host, port })
    const topics = body.topics.map(knownTopic)
    for (const topic of topics) this.topics.set(topic.name, topic)
    this.ctx.reply(tag.replyTo, { error: 'NONE', message: null, topics })
  }

  private anyEndpoint(): Endpoint {
    const all = [...this.bootstrap, ...this.brokers.values()]
    return all[this.turn % all.length] as Endpoint
  }

  private connection(endpoint: Endpoint): Ref<ClientConnection> {
    const name = `${endpoint.host}:${endpoint.port}`
    const known = this.connections.get(name)
    if (known !== undefined) return known
    const { options } = this
    const create = (ctx: Context) => new ClientConnection(ctx, endpoint, options)
    const made = this.ctx.spawn(clientConnectionsPath, name, create, { role: 'client-connection' })
    this.connections.set(name, made)
    return made
  }
}

function knownTopic(topic: ResponseBody<3>['topics'][number]): KnownTopic {
  const { name, topicId, errorCode, partitions } = topic
  const leaders = partitions.map(() => -1)
  for (const { partitionIndex, leaderId } of partitions) {
    if (partitionIndex in leaders) leaders[partitionIndex] = leaderId
  }
  // A topic without partitions is one that is not there yet.
  const error = errorCode === 0 && leaders.length === 0 ? 'LEADER_NOT_AVAILABLE' : nameOf(errorCode)
  return { name: name ?? '', topicId, error, leaders }
}

/** True when the same call may do better later, perhaps at another broker. */
export function mayRetry(error: ErrorName): boolean {
  // A leader that Metadata does not list as a broker: a new one will be elected.
  return error === 'BROKER_NOT_AVAILABLE' || isRetriable(error)
}

/** Why a call has no response; null when it has one. */
export function failureOf(
  answer: unknown,
): { error: Exclude<ErrorName, 'NONE'>; message: string } | null {
  if (isUnanswered(answer)) {
    return { error: 'REQUEST_TIMED_OUT', message: `no answer: ${answer.unanswered}` }
  }
  const ended = answer as CallEnded
  return ended.error === 'NONE' ? null : { error: ended.error, message: ended.message }
}
