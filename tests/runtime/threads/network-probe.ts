/** A network port of its own for a test, and what it tells its owners, one by one. */
import { connect, type Socket } from 'node:net'
import type { Owner } from '../../../runtime/ports/network.ts'
import { LiveNetwork } from '../../../runtime/threads/network.ts'

/** All that a network port may say, put together. */
export interface Message {
  readonly port: number
  readonly code: string
  readonly socket: number
  readonly remote: string
  readonly bytes: Uint8Array
  readonly reason: string
}

export interface Told {
  readonly to: string
  readonly type: string
  readonly message: Message
}

export class NetworkProbe {
  readonly network = new LiveNetwork((owner, type, message) => this.tell(owner, type, message))
  readonly told: Told[] = []
  private wake: (() => void) | null = null

  /** Waits for the first message of `type` that was not taken yet, and takes it. */
  async next(type: string): Promise<Told> {
    for (;;) {
      const at = this.told.findIndex((each) => each.type === type)
      if (at >= 0) return this.told.splice(at, 1)[0] as Told
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }

  /** The port that the listener of `owner` has been given. */
  async listen(owner: Owner): Promise<number> {
    this.network.listen(owner, { host: '127.0.0.1', port: 0 })
    return (await this.next('listening')).message.port
  }

  /** A client's socket, and the number under which a connection actor `owner` has adopted it. */
  async client(port: number, owner: Owner, maxFrameBytes = 1_000): Promise<[Socket, number]> {
    const client = connect({ port, host: '127.0.0.1', noDelay: true })
    client.on('error', () => {}) // some tests reset it on purpose
    const { socket } = (await this.next('accepted')).message
    this.network.adopt(owner, socket, maxFrameBytes)
    return [client, socket]
  }

  private tell({ path, incarnation }: Owner, type: string, message: unknown): void {
    this.told.push({ to: `${path}#${incarnation}`, type, message: message as Message })
    this.wake?.()
  }
}

export const owner = (path: string, incarnation = 1): Owner => ({ path, incarnation })

/** A frame as it is on the wire. */
export function frame(payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + payload.length)
  new DataView(bytes.buffer).setInt32(0, payload.length)
  bytes.set(payload, 4)
  return bytes
}
