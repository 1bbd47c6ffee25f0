/** The socket operations of an actor: they leave with its outbox, as messages do. */
import type { Cell } from '../cell.ts'
import type { Outgoing } from '../context.ts'
import type { Owner, SocketId } from '../ports/network.ts'
import type { ActorSystem } from '../system.ts'

/** See `NetworkPort` for what each does and which messages come back. */
export class NetworkDoor {
  private readonly home: ActorSystem
  private readonly cell: Cell
  private readonly outbox: Outgoing[]

  constructor(home: ActorSystem, cell: Cell, outbox: Outgoing[]) {
    this.home = home
    this.cell = cell
    this.outbox = outbox
  }

  listen(at: { host: string; port: number }): void {
    const owner = this.owner()
    this.later(() => this.home.ports.network.listen(owner, at))
  }

  connect(to: { host: string; port: number; timeoutMs: number }): void {
    const owner = this.owner()
    this.later(() => this.home.ports.network.connect(owner, to))
  }

  adopt(socket: SocketId, maxFrameBytes: number): void {
    const owner = this.owner()
    this.later(() => this.home.ports.network.adopt(owner, socket, maxFrameBytes))
  }

  read(socket: SocketId): void {
    this.later(() => this.home.ports.network.read(socket))
  }

  write(socket: SocketId, chunks: readonly Uint8Array[]): void {
    this.later(() => this.home.ports.network.write(socket, chunks))
  }

  close(socket: SocketId, how: 'end' | 'reset'): void {
    this.later(() => this.home.ports.network.close(socket, how))
  }

  /**
   * At the end of the tick, after the disk has taken what the tick appended, in the order of the
   * calls.
   */
  private later(operation: () => void): void {
    this.outbox.push(() => this.home.atTickEnd(operation))
  }

  private owner(): Owner {
    this.cell.usesNetwork = true
    return { path: this.cell.path, incarnation: this.cell.incarnation }
  }
}
