/** The network port on real sockets. */
import { createServer, connect as dial, type Server, type Socket } from 'node:net'
import { setTimeout } from 'node:timers'
import type { NetworkErrorCode, NetworkPort, Owner, SocketId } from '../ports/network.ts'
import { LiveSocket } from './socket.ts'

/** Brings a message to an actor; see the table at `NetworkPort`. */
export type Tell = (owner: Owner, type: string, message: Record<string, unknown>) => void

const listenCodes: readonly NetworkErrorCode[] = ['EADDRINUSE', 'EACCES', 'EADDRNOTAVAIL']
const connectCodes: readonly NetworkErrorCode[] = ['ECONNREFUSED', 'ETIMEDOUT']
/** Connections that the kernel holds until we accept them. */
const backlog = 511

export class LiveNetwork implements NetworkPort {
  private readonly tell: Tell
  private readonly listeners = new Map<string, Server>()
  private readonly sockets = new Map<SocketId, LiveSocket>()
  private readonly dialling = new Map<SocketId, Socket>()
  /** Who holds a socket or dials it, and what each of them holds. */
  private readonly holders = new Map<SocketId, string>()
  private readonly held = new Map<string, Set<SocketId>>()
  /** Every socket with an open descriptor, those that only linger included. */
  private readonly open = new Set<Socket>()
  private lastSocket = 0
  private quiet: (() => void) | null = null

  constructor(tell: Tell) {
    this.tell = tell
  }

  listen(owner: Owner, { host, port }: { host: string; port: number }): void {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true })
    this.listeners.set(keyOf(owner), server)
    server.on('listening', () => this.tell(owner, 'listening', { port: portOf(server) }))
    server.on('error', (error) => {
      this.tell(owner, 'listenFailed', { code: codeOf(error, listenCodes), port })
    })
    server.on('connection', (socket) => {
      const remote = `${socket.remoteAddress}:${socket.remotePort}`
      const id = ++this.lastSocket
      this.admit(owner, id, socket)
      this.tell(owner, 'accepted', { socket: id, remote })
    })
    server.listen({ host, port, backlog })
  }

  connect(owner: Owner, to: { host: string; port: number; timeoutMs: number }): void {
    const id = ++this.lastSocket
    const socket = dial({ host: to.host, port: to.port, allowHalfOpen: true, noDelay: true })
    this.dialling.set(id, socket)
    this.hold(owner, id)
    const failed = (code: NetworkErrorCode): void => {
      if (!this.dialling.delete(id)) return
      this.letGo(id)
      socket.destroy()
      this.tell(owner, 'connectFailed', { code })
    }
    const failedWith = (error: Error): void => failed(codeOf(error, connectCodes))
    const timedOut = (): void => failed('ETIMEDOUT')
    socket.on('error', failedWith)
    socket.on('timeout', timedOut)
    socket.setTimeout(to.timeoutMs)
    socket.on('connect', () => {
      if (!this.dialling.delete(id)) return
      socket.setTimeout(0)
      socket.off('timeout', timedOut)
      this.admit(owner, id, socket)
      socket.off('error', failedWith)
      this.tell(owner, 'connected', { socket: id })
    })
  }

  adopt(owner: Owner, id: SocketId, maxFrameBytes: number): void {
    const socket = this.sockets.get(id)
    if (socket === undefined)
      return this.tell(owner, 'socketClosed', { socket: id, reason: 'closed' })
    this.letGo(id)
    this.hold(owner, id)
    socket.adopt(
      {
        frame: (bytes) => this.tell(owner, 'frame', { socket: id, bytes }),
        closed: (reason) => {
          this.sockets.delete(id)
          this.letGo(id)
          this.tell(owner, 'socketClosed', { socket: id, reason })
        },
      },
      maxFrameBytes,
    )
  }

  read(id: SocketId): void {
    this.sockets.get(id)?.read()
  }

  write(id: SocketId, chunks: readonly Uint8Array[]): void {
    this.sockets.get(id)?.write(chunks)
  }

  close(id: SocketId, how: 'end' | 'reset'): void {
    this.sockets.get(id)?.close(how)
    this.sockets.delete(id)
    this.letGo(id)
  }

  release(owner: Owner): void {
    const key = keyOf(owner)
    this.listeners.get(key)?.close()
    this.listeners.delete(key)
    for (const id of [...(this.held.get(key) ?? [])]) {
      this.dialling.get(id)?.destroy()
      this.dialling.delete(id)
      this.close(id, 'end')
    }
  }

  /** Ends everything; resolves when the last byte is out, after `boundMs` at the latest. */
  async shutDown(boundMs: number): Promise<void> {
    for (const server of this.listeners.values()) server.close()
    this.listeners.clear()
    for (const id of [...this.sockets.keys()]) this.close(id, 'end')
    for (const socket of this.dialling.values()) socket.destroy()
    this.dialling.clear()
    if (this.open.size === 0) return
    await new Promise<void>((resolve) => {
      this.quiet = resolve
      setTimeout(resolve, boundMs).unref()
    })
    for (const socket of this.open) socket.destroy()
  }

  private admit(owner: Owner, id: SocketId, socket: Socket): void {
    this.sockets.set(id, new LiveSocket(socket))
    this.hold(owner, id)
    this.open.add(socket)
    socket.on('close', () => {
      this.open.delete(socket)
      if (this.open.size === 0) this.quiet?.()
    })
  }

  private hold(owner: Owner, id: SocketId): void {
    const key = keyOf(owner)
    this.holders.set(id, key)
    const ids = this.held.get(key)
    if (ids === undefined) this.held.set(key, new Set([id]))
    else ids.add(id)
  }

  private letGo(id: SocketId): void {
    const key = this.holders.get(id)
    if (key === undefined) return
    this.holders.delete(id)
    const ids = this.held.get(key)
    ids?.delete(id)
    if (ids?.size === 0) this.held.delete(key)
  }
}

function keyOf({ path, incarnation }: Owner): string {
  return `${path}#${incarnation}`
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function codeOf(error: Error, known: readonly NetworkErrorCode[]): NetworkErrorCode {
  const code = (error as NodeJS.ErrnoException).code as NetworkErrorCode
  return known.includes(code) ? code : 'EFAILED'
}
