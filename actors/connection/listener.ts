/** The listener of a broker: one connection actor for each client that connects. */
import { Actor } from '../../runtime/actor.ts'
import type { Context } from '../../runtime/context.ts'
import type { SocketId } from '../../runtime/ports/network.ts'
import type { BrokerView } from '../broker/broker-view.ts'
import { Connection } from './connection.ts'

export class Listener extends Actor {
  private readonly view: BrokerView
  private port = -1
  private accepts = 0

  constructor(ctx: Context, view: BrokerView) {
    super(ctx)
    this.view = view
  }

  protected override started(): void {
    const { host, port } = this.view.boot
    this.ctx.network.listen({ host, port })
  }

  protected override describe(): Record<string, unknown> {
    return { port: this.port, accepted: this.accepts }
  }

  listening({ port }: { port: number }): void {
    this.port = port
    this.ctx.trace('listening', { port })
    this.ctx.to(this.view.lifecycle).listenerReady({ port })
  }

  listenFailed({ code, port }: { code: string; port: number }): void {
    this.ctx.trace('listenFailed', { code, port })
    throw new Error(`cannot listen on port ${port}: ${code}`)
  }

  accepted({ socket }: { socket: SocketId; remote: string }): void {
    this.accepts++
    const { view } = this
    this.ctx.spawn(view.connectionsPath, `${socket}`, (ctx) => new Connection(ctx, view, socket), {
      role: 'connection',
      restart: 'temporary',
    })
  }
}
