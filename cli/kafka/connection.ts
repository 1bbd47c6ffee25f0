/** One connection to a broker of any Kafka-compatible cluster: versions agreed, then asked. */
import { WireClient } from '../../cluster/wire-client.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import {
  type ApiKey,
  apiOf,
  type RequestDraft,
  type ResponseBody,
} from '../../protocol/api-versions.ts'
import { DecodeError } from '../../protocol/decode-error.ts'
import { type Address, nameOf } from './address.ts'

/** What a broker says it speaks, by API key. */
export interface SpokenApi {
  readonly apiKey: number
  readonly minVersion: number
  readonly maxVersion: number
}

const connectWithinMs = 5_000
const answerWithinMs = 10_000
const client = { clientSoftwareName: 'highwater', clientSoftwareVersion: '0' }

export class KafkaConnection {
  readonly address: Address
  readonly spoken: readonly SpokenApi[]
  private readonly wire: WireClient

  private constructor(address: Address, wire: WireClient, spoken: readonly SpokenApi[]) {
    this.address = address
    this.wire = wire
    this.spoken = spoken
  }

  /** Connects and asks what is spoken. */
  static async open(address: Address): Promise<KafkaConnection> {
    const wire = await connected(address)
    try {
      return new KafkaConnection(address, wire, await askVersions(address, wire))
    } catch (error) {
      wire.close()
      throw error
    }
  }

  close(): void {
    this.wire.close()
  }

  /** One request at a time, in the highest version that both sides speak. */
  async ask<K extends ApiKey>(apiKey: K, body: RequestDraft<K>): Promise<ResponseBody<K>> {
    return answered(this.address, this.wire.ask(apiKey, this.versionOf(apiKey), body))
  }

  private versionOf(apiKey: ApiKey): number {
    const { versions, name } = apiOf(apiKey)!
    const theirs = this.spoken.find((one) => one.apiKey === apiKey)
    const version = Math.min(versions[1], theirs?.maxVersion ?? -1)
    if (theirs !== undefined && version >= Math.max(versions[0], theirs.minVersion)) return version
    throw new UserError(`${nameOf(this.address)} and highwater share no version of ${name}`, {
      exitCode: 1,
    })
  }
}

/** A broker that does not know version 3 answers in the form of version 0 (KIP-511). */
async function askVersions(address: Address, wire: WireClient): Promise<readonly SpokenApi[]> {
  try {
    const { apiKeys } = await within(answerWithinMs, wire.ask(18, 3, client))
    return apiKeys
  } catch (error) {
    if (!(error instanceof DecodeError)) throw notKafka(address, error)
    return (await answered(address, wire.ask(18, 0, client))).apiKeys
  }
}

async function answered<T>(address: Address, answer: Promise<T>): Promise<T> {
  try {
    return await within(answerWithinMs, answer)
  } catch (error) {
    throw notKafka(address, error)
  }
}

const notKafka = (address: Address, error: unknown): UserError =>
  new UserError(`${nameOf(address)} does not answer like Kafka: ${(error as Error).message}`, {
    exitCode: 1,
  })

async function connected(address: Address): Promise<WireClient> {
  const opening = WireClient.open(address.host, address.port)
  try {
    return await within(connectWithinMs, opening)
  } catch (error) {
    void opening.then(
      (late) => late.close(),
      () => {},
    )
    const { code, message } = error as NodeJS.ErrnoException
    throw new UserError(`no broker at ${nameOf(address)}: ${code ?? message}`, {
      exitCode: 1,
      hint: 'is a cluster running there? start one with: highwater start',
    })
  }
}

async function within<T>(limitMs: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
