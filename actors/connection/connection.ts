/** One client connection: one request at a time, answered in order, as Kafka does. */
import { type AnyApi, apiOf } from '../../protocol/api-versions.ts'
import {
  decodeRequest,
  encodeResponse,
  type Request,
  type Unsupported,
} from '../../protocol/frames.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import type { CloseReason, SocketId } from '../../runtime/ports/network.ts'
import type { Serving } from '../broker/broker-lifecycle.ts'
import type { BrokerView } from '../broker/broker-view.ts'
import { handlerOf, type RequestContext } from './request-handlers.ts'
import { unsupportedApiVersions } from './requests/18-api-versions.ts'

const apiVersionsKey = 18
/** After which it is asked again. */
const servingTimeoutMs = 60_000

export class Connection extends Actor {
  private readonly view: BrokerView
  private readonly socket: SocketId
  private readonly requests: RequestContext
  private served = 0
  private clientId: string | null = null

  constructor(ctx: Context, view: BrokerView, socket: SocketId) {
    super(ctx)
    this.view = view
    this.socket = socket
    this.requests = { ctx, view, connection: ctx.path }
  }

  protected override started(): void {
    const maxFrameBytes = this.view.boot.settings['socket.request.max.bytes']
    this.ctx.network.adopt(this.socket, maxFrameBytes)
    this.begin()
  }

  /** Nothing is read before the broker knows the cluster; as Kafka, which is fenced until then. */
  begin(): void {
    if (this.view.serving) this.ctx.network.read(this.socket)
    else
      this.ctx.ask(this.view.lifecycle, servingTimeoutMs).awaitServing({}).answers(this.begun, null)
  }

  begun(_: Answered<Serving>): void {
    this.begin()
  }

  protected override describe(): Record<string, unknown> {
    return { clientId: this.clientId, requests: this.served }
  }

  // 1. A frame: decode it, and drive its workflow. The next one is read when this one is answered.
  frame({ bytes }: { socket: SocketId; bytes: Uint8Array }): void {
    const request = decodeRequest(bytes)
    switch (request.kind) {
      case 'malformed':
        return this.refuse(`malformed request: ${request.reason}`)
      case 'unsupported':
        return this.answerUnsupported(request)
      case 'request':
        return this.handle(request)
    }
  }

  // 2. The client has gone: so does this actor, and with it the request under way.
  socketClosed({ reason }: { socket: SocketId; reason: CloseReason }): void {
    if (reason === 'frame-too-large') {
      this.ctx.log('warn', `${this.clientId ?? 'a client'}: a request longer than allowed`)
    }
    this.ctx.stopSelf()
  }

  private handle(request: Request): void {
    this.served++
    this.clientId = request.clientId
    const { apiKey, apiVersion, correlationId } = request
    this.ctx.run(handlerOf(request, this.requests), (response) => {
      if (response === 'close') return this.refuse('the request cannot be answered')
      if (response !== null) {
        this.ctx.network.write(
          this.socket,
          encodeResponse(apiKey, apiVersion, correlationId, response as never),
        )
      }
      this.ctx.network.read(this.socket)
    })
  }

  /**
   * ApiVersions is answered in its oldest form, so that any client learns what is spoken
   * (KIP-511).
   */
  private answerUnsupported({ apiKey, apiVersion, correlationId, clientId }: Unsupported): void {
    this.clientId = clientId
    if (apiKey !== apiVersionsKey) {
      return this.refuse(`API key ${apiKey} version ${apiVersion} is not supported`)
    }
    const response = unsupportedApiVersions(apiOf(apiVersionsKey) as AnyApi)
    this.ctx.network.write(this.socket, encodeResponse(apiVersionsKey, 0, correlationId, response))
    this.ctx.network.read(this.socket)
  }

  private refuse(reason: string): void {
    this.ctx.log('info', `connection of ${this.clientId ?? 'unknown'} closed: ${reason}`)
    this.ctx.network.close(this.socket, 'end')
    this.ctx.stopSelf()
  }
}
