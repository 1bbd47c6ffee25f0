/** A hostile client: sends one attack after the other, and tells what came of each. */
import { encodeRequest } from '../../protocol/frames.ts'
import { concatBytes } from '../../protocol/writer.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Context } from '../../runtime/context.ts'
import type { SocketId } from '../../runtime/ports/network.ts'
import type { Outcome } from './expected-outcome.ts'
import type { Attack } from './hostile-frames.ts'

export interface Attacked {
  readonly attack: Attack
  readonly outcome: Outcome | 'hung-up'
  /** Without its size; null when there is none. */
  readonly answer: Uint8Array | null
}

export interface AttackPlan {
  readonly at: { readonly host: string; readonly port: number }
  /** The next attack; null when there is none any more. */
  next(): Attack | null
  ended(attacked: Attacked): void
}

export const probeId = 0x0bad_cafe
/**
 * Follows every hostile frame: its answer shows that the broker has dealt with what came before.
 */
export const probe = concatBytes(
  encodeRequest({ apiKey: 18, apiVersion: 0, correlationId: probeId, clientId: 'probe' }, {}),
)
/** After which a request without an answer is taken for one that waits for records. */
const patienceMs = 5_000
/** How long a stream that never becomes a frame is kept open. */
const dripMs = 20

export class Attacker extends Actor {
  private readonly plan: AttackPlan
  private socket: SocketId | null = null
  private attack: Attack | null = null
  private answer: Uint8Array | null = null
  private number = 0

  constructor(ctx: Context, plan: AttackPlan) {
    super(ctx)
    this.plan = plan
  }

  protected override started(): void {
    this.begin()
  }

  begin(): void {
    this.attack = this.plan.next()
    this.answer = null
    this.number++
    if (this.attack === null) return
    if (this.socket !== null) return this.strike(this.socket, this.attack)
    this.ctx.network.connect({ ...this.plan.at, timeoutMs: 5_000 })
  }

  connected({ socket }: { socket: SocketId }): void {
    this.socket = socket
    this.ctx.network.adopt(socket, 1_000_000_000)
    this.ctx.network.read(socket)
    if (this.attack !== null) this.strike(socket, this.attack)
  }

  connectFailed({ code }: { code: string }): void {
    throw new Error(`the broker takes no connection: ${code}`)
  }

  frame({ socket, bytes }: { socket: SocketId; bytes: Uint8Array }): void {
    this.ctx.network.read(socket)
    if (new DataView(bytes.buffer, bytes.byteOffset).getInt32(0) !== probeId) {
      this.answer = bytes
      return
    }
    this.end(this.answer === null ? 'silent' : 'answered')
  }

  socketClosed(_: { socket: SocketId; reason: string }): void {
    this.socket = null
    this.end('closed')
  }

  waited({ number }: { number: number }): void {
    if (number !== this.number || this.attack === null) return
    const whole = this.attack.frame !== null
    if (this.socket !== null) this.ctx.network.close(this.socket, whole ? 'end' : 'reset')
    this.socket = null
    this.end(whole ? 'parked' : 'hung-up')
  }

  private strike(socket: SocketId, { frame, chunks }: Attack): void {
    for (const chunk of chunks) this.ctx.network.write(socket, [chunk])
    if (frame !== null) this.ctx.network.write(socket, [probe])
    const { number } = this
    this.ctx.after(this, frame === null ? dripMs : patienceMs).waited({ number })
  }

  private end(outcome: Attacked['outcome']): void {
    const { attack, answer } = this
    if (attack === null) return
    this.attack = null
    this.plan.ended({ attack, outcome, answer })
    this.begin()
  }
}
