/** A client's connection to one broker: connects on demand, pipelines requests, matches answers. */
import {
  type ApiKey,
  apiOf,
  type RequestDraft,
  type ResponseBody,
} from '../../protocol/api-versions.ts'
import { DecodeError } from '../../protocol/decode-error.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import { correlationIdOf, decodeResponse, encodeRequest } from '../../protocol/frames.ts'
import { Actor } from '../../runtime/actor.ts'
import { must } from '../../runtime/assert.ts'
import type { Context } from '../../runtime/context.ts'
import type { SocketId } from '../../runtime/ports/network.ts'
import type { ReplyTo } from '../../runtime/ref.ts'

export interface Call<K extends ApiKey = ApiKey> {
  readonly apiKey: K
  readonly body: RequestDraft<K>
  /** The highest version to use; the broker's own limit holds as well. */
  readonly maxVersion: number
  /** False for Produce with acks = 0: answered as soon as it is written. */
  readonly answered: boolean
  readonly replyTo: ReplyTo<CallEnded<K>>
}

/** A response, or why there is none: then nobody knows whether the broker has acted. */
export type CallEnded<K extends ApiKey = ApiKey> =
  | { readonly error: 'NONE'; readonly apiVersion: number; readonly body: ResponseBody<K> | null }
  | { readonly error: Exclude<ErrorName, 'NONE'>; readonly message: string }

export interface ClientOptions {
  readonly clientId: string
  readonly softwareVersion: string
  readonly connectTimeoutMs: number
  /** The largest response that is taken. */
  readonly maxFrameBytes: number
}

const apiVersionsKey = 18
/** Spoken first: every broker since 2.4 knows it, and all others answer in version 0. */
const firstApiVersions = 3

export class ClientConnection extends Actor {
  private readonly to: { host: string; port: number }
  private readonly options: ClientOptions
  private socket: SocketId | null = null
  private connecting = false
  private correlationId = 0
  /** By API key: the broker's range; null until it has told. */
  private ranges: Map<number, readonly [number, number]> | null = null
  private readonly queued: Call[] = []
  private readonly inFlight = new Map<
    number,
    { call: Call | null; apiKey: ApiKey; apiVersion: number }
  >()

  constructor(ctx: Context, to: { host: string; port: number }, options: ClientOptions) {
    super(ctx)
    this.to = to
    this.options = options
  }

  protected override describe(): Record<string, unknown> {
    return { ...this.to, inFlight: this.inFlight.size }
  }

  // 1. A call: at once when the versions are known, else after connecting and asking for them.
  call(call: Call): void {
    if (this.ranges !== null) return this.send(call, this.ranges)
    this.queued.push(call)
    if (this.connecting) return
    this.connecting = true
    this.ctx.network.connect({ ...this.to, timeoutMs: this.options.connectTimeoutMs })
  }

  connected({ socket }: { socket: SocketId }): void {
    this.socket = socket
    this.ctx.network.adopt(socket, this.options.maxFrameBytes)
    this.ctx.network.read(socket)
    this.askForVersions(firstApiVersions)
    this.ctx.after(this, this.options.connectTimeoutMs).versionsWaited({ socket })
  }

  /** Whoever accepts a connection and then says nothing is not there either. */
  versionsWaited({ socket }: { socket: SocketId }): void {
    if (socket !== this.socket || this.ranges !== null) return
    this.ctx.network.close(socket, 'reset')
    this.failAll(`${this.to.host}:${this.to.port} does not tell its API versions`)
  }

  connectFailed({ code }: { code: string }): void {
    this.failAll(`cannot connect to ${this.to.host}:${this.to.port}: ${code}`)
  }

  // 2. A response: the first one tells the versions, all others belong to a call.
  frame({ socket, bytes }: { socket: SocketId; bytes: Uint8Array }): void {
    if (socket !== this.socket) return
    this.ctx.network.read(socket)
    try {
      this.answered(bytes)
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      this.ctx.network.close(socket, 'reset')
      this.failAll(`an answer of ${this.to.host}:${this.to.port} is malformed: ${error.message}`)
    }
  }

  socketClosed({ socket, reason }: { socket: SocketId; reason: string }): void {
    if (socket !== this.socket) return
    this.failAll(`the connection to ${this.to.host}:${this.to.port} ended: ${reason}`)
  }

  private answered(bytes: Uint8Array): void {
    const correlationId = correlationIdOf(bytes)
    const waiting = this.inFlight.get(correlationId)
    if (waiting === undefined) throw new DecodeError(`correlation id ${correlationId}`, 0)
    const { call, apiKey, apiVersion } = waiting
    if (call === null) {
      this.inFlight.delete(correlationId)
      return this.learnVersions(bytes, apiVersion)
    }
    const { body } = decodeResponse(apiKey, apiVersion, bytes)
    this.inFlight.delete(correlationId)
    this.ctx.reply(call.replyTo, { error: 'NONE', apiVersion, body })
  }

  private askForVersions(apiVersion: number): void {
    const { clientId: clientSoftwareName, softwareVersion: clientSoftwareVersion } = this.options
    const body = { clientSoftwareName, clientSoftwareVersion }
    this.write(null, apiVersionsKey, apiVersion, body)
  }

  private learnVersions(bytes: Uint8Array, apiVersion: number): void {
    // A broker that does not know the version answers in version 0, and says so in the first field.
    const refused = bytes[4] === 0 && bytes[5] === 35
    if (refused && apiVersion > 0) return this.askForVersions(0)
    const { body } = decodeResponse(apiVersionsKey, apiVersion, bytes)
    this.connecting = false
    this.ranges = new Map(
      body.apiKeys.map(({ apiKey, minVersion, maxVersion }) => [apiKey, [minVersion, maxVersion]]),
    )
    for (const call of this.queued.splice(0)) this.send(call, this.ranges)
  }

  private send(call: Call, ranges: ReadonlyMap<number, readonly [number, number]>): void {
    const [lowest, highest] = must(apiOf(call.apiKey), 'the API is known').versions
    const [theirLowest, theirHighest] = ranges.get(call.apiKey) ?? [0, -1]
    const apiVersion = Math.min(highest, theirHighest, call.maxVersion)
    if (apiVersion < Math.max(lowest, theirLowest)) {
      const theirs = `${theirLowest} to ${theirHighest}`
      const message = `the broker speaks API ${call.apiKey} in versions ${theirs}`
      return this.ctx.reply(call.replyTo, { error: 'UNSUPPORTED_VERSION', message })
    }
    this.write(call, call.apiKey, apiVersion, call.body)
  }

  private write<K extends ApiKey>(
    call: Call | null,
    apiKey: K,
    apiVersion: number,
    body: RequestDraft<K>,
  ) {
    const { correlationId } = this
    this.correlationId = (correlationId + 1) & 0x7fff_ffff
    const { clientId } = this.options
    const header = { apiKey, apiVersion, correlationId, clientId }
    this.ctx.network.write(must(this.socket ?? undefined, 'connected'), encodeRequest(header, body))
    if (call !== null && !call.answered) {
      return this.ctx.reply(call.replyTo, { error: 'NONE', apiVersion, body: null })
    }
    this.inFlight.set(correlationId, { call, apiKey, apiVersion })
  }

  /** The connection is of no more use: who waits is told, and the next call connects anew. */
  private failAll(message: string): void {
    const failed = [...this.inFlight.values()].flatMap(({ call }) => call ?? [])
    this.inFlight.clear()
    this.socket = null
    this.connecting = false
    this.ranges = null
    for (const { replyTo } of [...failed, ...this.queued.splice(0)]) {
      this.ctx.reply(replyTo, { error: 'NETWORK_EXCEPTION', message })
    }
  }
}
