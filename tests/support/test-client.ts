/** A client of a simulated cluster that a test drives step by step: raw bytes or whole requests. */
import type { ApiKey, RequestDraft, ResponseBody } from '../../protocol/api-versions.ts'
import { decodeResponse, encodeRequest } from '../../protocol/frames.ts'
import { concatBytes } from '../../protocol/writer.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Context } from '../../runtime/context.ts'
import type { Envelope } from '../../runtime/envelope.ts'
import type { CloseReason, SocketId } from '../../runtime/ports/network.ts'
import type { Simulator } from '../../runtime/simulator/simulator.ts'
import { child, type SupervisorSpec, supervisor } from '../../runtime/supervisor.ts'

/** What the actor has heard, for the test to look at. */
interface Heard {
  connected: boolean
  readonly frames: Uint8Array[]
  closed: CloseReason | 'refused' | null
}

const path = 'client/raw'

class RawClient extends Actor {
  private readonly at: { host: string; port: number }
  private readonly heard: Heard
  private socket: SocketId | null = null

  constructor(ctx: Context, at: { host: string; port: number }, heard: Heard) {
    super(ctx)
    this.at = at
    this.heard = heard
  }

  open(): void {
    this.ctx.network.connect({ ...this.at, timeoutMs: 30_000 })
  }

  connected({ socket }: { socket: SocketId }): void {
    this.socket = socket
    this.heard.connected = true
    this.ctx.network.adopt(socket, 512 * 1024 * 1024)
    this.ctx.network.read(socket)
  }

  connectFailed(_: { code: string }): void {
    this.heard.closed = 'refused'
  }

  frame({ socket, bytes }: { socket: SocketId; bytes: Uint8Array }): void {
    this.heard.frames.push(bytes)
    this.ctx.network.read(socket)
  }

  socketClosed({ reason }: { socket: SocketId; reason: CloseReason }): void {
    this.heard.closed = reason
  }

  send({ chunks }: { chunks: readonly Uint8Array[] }): void {
    if (this.socket !== null) this.ctx.network.write(this.socket, chunks)
  }

  hangUp({ how }: { how: 'end' | 'reset' }): void {
    if (this.socket !== null) this.ctx.network.close(this.socket, how)
  }
}

function treeOf(at: { host: string; port: number }, heard: Heard): SupervisorSpec {
  return supervisor({
    name: 'client',
    strategy: 'one-for-one',
    limit: { restarts: 0, withinMs: 1_000 },
    children: [child('raw', (ctx) => new RawClient(ctx, at, heard))],
  })
}

/** How long, in simulated time, a test waits for what it expects. */
const patienceMs = 60_000

export class TestClient {
  readonly name: string
  private readonly simulator: Simulator
  private readonly heard: Heard = { connected: false, frames: [], closed: null }
  private correlationId = 0
  private read = 0

  constructor(simulator: Simulator, name: string, at: { host: string; port: number }) {
    this.simulator = simulator
    this.name = name
    simulator.system(name, treeOf(at, this.heard))
    this.run(0)
    this.tell('open', {})
    this.until(() => this.heard.connected || this.heard.closed !== null)
  }

  /** How the connection ended; null while it is open. */
  get closed(): Heard['closed'] {
    return this.heard.closed
  }

  /** Frames that came and were not taken. */
  get waiting(): number {
    return this.heard.frames.length - this.read
  }

  /** Sends a request and waits for its answer. */
  request<K extends ApiKey>(
    apiKey: K,
    apiVersion: number,
    body: RequestDraft<K>,
    withinMs = patienceMs,
  ): ResponseBody<K> {
    const correlationId = this.ask(apiKey, apiVersion, body)
    const frame = this.next(withinMs)
    if (frame === null) throw new Error(`no answer; the connection: ${this.closed ?? 'open'}`)
    const response = decodeResponse(apiKey, apiVersion, frame)
    if (response.correlationId !== correlationId) {
      throw new Error(`answer ${response.correlationId} instead of ${correlationId}`)
    }
    return response.body
  }

  /** Sends a request; its answer is taken with `next`. Returns its correlation id. */
  ask<K extends ApiKey>(apiKey: K, apiVersion: number, body: RequestDraft<K>): number {
    const correlationId = ++this.correlationId
    const header = { apiKey, apiVersion, correlationId, clientId: this.name }
    this.send([concatBytes(encodeRequest(header, body))])
    return correlationId
  }

  send(chunks: readonly Uint8Array[]): void {
    this.tell('send', { chunks })
  }

  /** Sends a frame with its size before it. */
  sendFrame(frame: Uint8Array): void {
    const size = new Uint8Array(4)
    new DataView(size.buffer).setInt32(0, frame.length)
    this.send([concatBytes([size, frame])])
  }

  hangUp(how: 'end' | 'reset' = 'end'): void {
    this.tell('hangUp', { how })
  }

  /** The next frame that comes; null when the connection ends, or nothing comes in time. */
  next(withinMs = patienceMs): Uint8Array | null {
    this.until(() => this.waiting > 0 || this.closed !== null, withinMs)
    return this.waiting > 0 ? (this.heard.frames[this.read++] as Uint8Array) : null
  }

  /** Lets the simulation go on until `condition` or, for at most `withinMs`, without it. */
  until(condition: () => boolean, withinMs = patienceMs): boolean {
    if (condition()) return true
    this.simulator.run({ untilMs: this.simulator.nowMs + withinMs, until: condition })
    return condition()
  }

  private run(forMs: number): void {
    this.simulator.run({ untilMs: this.simulator.nowMs + forMs })
  }

  private tell(type: string, message: unknown): void {
    const envelope: Envelope = {
      kind: 'tell',
      system: this.name,
      path,
      incarnation: 0,
      from: 'test/driver',
      fromIncarnation: 0,
      type,
      id: 0,
      message,
    }
    this.simulator.machine(this.name).receive(envelope)
  }
}
