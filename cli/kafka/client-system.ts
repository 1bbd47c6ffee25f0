/** The client actors, living in this process and asked from asynchronous code. */
import type { ClientOptions } from '../../actors/clients/client-connection.ts'
import { clientTree, clusterClientOf } from '../../actors/clients/client-tree.ts'
import { failureOf } from '../../actors/clients/cluster-client.ts'
import { type Assign, Consumer } from '../../actors/clients/consumer.ts'
import { Producer } from '../../actors/clients/producer.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import type { ApiKey, RequestDraft, ResponseBody } from '../../protocol/api-versions.ts'
import type { Actor, ActorFactory } from '../../runtime/actor.ts'
import type { Codecs } from '../../runtime/ports/codecs.ts'
import { down, isUnanswered, type Ref, refTo, type Unanswered } from '../../runtime/ref.ts'
import { LiveSystem } from '../../runtime/threads/live-system.ts'
import { silent } from '../../runtime/trace.ts'
import type { ClientPlan, ProduceOptions, ReadOptions } from '../kafka-client.ts'
import { version } from '../version.ts'
import type { Address } from './address.ts'
import { Bridge, Desk, type Question } from './bridge.ts'

const systemName = 'client'
const requestTimeoutMs = 30_000
const anyVersion = 32_767

export const producerRef: Ref<Producer> = refTo(systemName, 'client/producer')
export const consumerRef: Ref<Consumer> = refTo(systemName, 'client/consumer')
const bridgePath = 'client/bridge'
export const clusterRef = clusterClientOf(systemName)

interface User {
  readonly name: string
  readonly create: ActorFactory<Actor>
}

export class ClientSystem {
  private readonly desk = new Desk()
  private readonly system: LiveSystem

  constructor(bootstrap: readonly Address[], plan: ClientPlan, codecs: Codecs) {
    const bridge: User = { name: 'bridge', create: (ctx) => new Bridge(ctx, this.desk) }
    const users = [...producers(plan.produce, codecs), ...consumers(plan.read, codecs), bridge]
    this.system = new LiveSystem({
      name: systemName,
      tree: clientTree(bootstrap, clientOptions(), users),
      life: 1,
      observer: silent,
      checkInvariants: false,
      failed: () => this.desk.settleAll(down),
    })
    this.system.start()
  }

  /** A message that has no answer. */
  assign(partitions: Assign['partitions']): void {
    this.system.tell(consumerRef.path, 'assign', { partitions })
  }

  ask<R>(question: Question<R>): Promise<R | Unanswered> {
    return this.desk.put(question, (id) => this.system.tell(bridgePath, 'put', { id }))
  }

  /** One request to one broker, or with null to any; a failure is a UserError. */
  async call<K extends ApiKey>(
    brokerId: number | null,
    apiKey: K,
    body: RequestDraft<K>,
  ): Promise<ResponseBody<K>> {
    const answer = await this.ask((ctx) =>
      ctx
        .ask(clusterRef, requestTimeoutMs)
        .call({ brokerId, apiKey, body, maxVersion: anyVersion, answered: true }),
    )
    const failure = failureOf(answer)
    if (failure !== null) throw clientError(failure.message, failure.error)
    return (answer as unknown as { body: ResponseBody<K> }).body
  }

  async close(): Promise<void> {
    await this.system.stop()
    this.desk.settleAll(down)
  }
}

/** What a Kafka client could not get done, with Kafka's name for it where a broker has said so. */
export function clientError(message: string, kafkaName: string): UserError {
  if (kafkaName === 'NETWORK_EXCEPTION') {
    return new UserError(message, {
      exitCode: 1,
      hint: 'is a cluster running there? start one with: highwater start',
    })
  }
  return new UserError(message.includes(kafkaName) ? message : `${message} (${kafkaName})`, {
    exitCode: 1,
  })
}

/** The answer, or an error when none came. */
export function answerOf<R>(answer: R | Unanswered): R {
  if (!isUnanswered(answer)) return answer
  throw new UserError(`no answer: ${answer.unanswered}`, { exitCode: 1 })
}

const clientOptions = (): ClientOptions => ({
  clientId: 'highwater',
  softwareVersion: version(),
  connectTimeoutMs: 5_000,
  maxFrameBytes: 256 * 1024 * 1024,
})

function producers(options: ProduceOptions | undefined, codecs: Codecs): User[] {
  if (options === undefined) return []
  const { codec, ...rest } = options
  const compression = compressionOf(codec, codecs)
  const { crc32c } = codecs
  const create: ActorFactory<Actor> = (ctx) =>
    new Producer(ctx, clusterRef, { ...rest, compression, lingerMs: 0, crc32c })
  return [{ name: 'producer', create }]
}

function compressionOf(name: ProduceOptions['codec'], { compressors }: Codecs) {
  if (name === 'none') return null
  const compressor = compressors.get(name)
  if (compressor !== undefined) return { name, compress: compressor.compress }
  throw new UserError(`the codec ${name} does not load on this machine`, { exitCode: 1 })
}

function consumers(options: ReadOptions | undefined, codecs: Codecs): User[] {
  if (options === undefined) return []
  const { isolation, ...rest } = options
  const isolationLevel = isolation === 'read_committed' ? 1 : 0
  const create: ActorFactory<Actor> = (ctx) =>
    new Consumer(ctx, clusterRef, { ...rest, isolationLevel, requestTimeoutMs, codecs })
  return [{ name: 'consumer', create }]
}
