/** One TCP connection: whole frames on demand in, few system calls out. */
import { Buffer } from 'node:buffer'
import type { Socket } from 'node:net'
import { clearTimeout, setTimeout } from 'node:timers'
import { FrameReader, frameTooLarge } from '../framing.ts'
import type { CloseReason } from '../ports/network.ts'

/** Chunks that are smaller than this together are joined: one copy is cheaper than a vector. */
const joinedBytesMax = 16 * 1024
/** How long a connection that we have ended may take nothing, and then send on, until it is cut. */
const lingerMs = 2_000

/** What happens on a socket: a frame that was asked for, and its end, at most once. */
export interface SocketOwner {
  frame(bytes: Uint8Array): void
  closed(reason: CloseReason): void
}

export class LiveSocket {
  private readonly socket: Socket
  private owner: SocketOwner | null = null
  private frames = new FrameReader(0)
  private asked = false
  private peerEnded = false
  /** Set once: nothing is told afterwards. */
  private over = false
  /** Why it ended before anybody had adopted it. */
  private endedUnadopted: CloseReason | null = null

  /** `socket` is connected, and paused. */
  constructor(socket: Socket) {
    this.socket = socket
    socket.pause()
    socket.on('data', (chunk: Uint8Array) => this.arrived(chunk))
    socket.on('end', () => this.ended())
    socket.on('drain', () => this.serve())
    socket.on('error', () => this.finish('reset'))
    socket.on('close', () => this.finish(this.peerEnded ? 'ended' : 'reset'))
    socket.on('timeout', () => socket.destroy())
  }

  /** From now on `owner` hears what happens; what has happened, it hears at once. */
  adopt(owner: SocketOwner, maxFrameBytes: number): void {
    this.owner = owner
    this.frames = new FrameReader(maxFrameBytes)
    if (this.endedUnadopted !== null) owner.closed(this.endedUnadopted)
  }

  read(): void {
    this.asked = true
    this.serve()
  }

  write(chunks: readonly Uint8Array[]): void {
    if (this.over || this.socket.destroyed) return
    let size = 0
    for (const chunk of chunks) size += chunk.length
    if (size <= joinedBytesMax) {
      this.socket.write(chunks.length === 1 ? (chunks[0] as Uint8Array) : joined(chunks, size))
      return
    }
    this.socket.cork()
    for (const chunk of chunks) this.socket.write(chunk)
    this.socket.uncork()
  }

  /** Ends it; nothing more is told. */
  close(how: 'end' | 'reset'): void {
    this.over = true
    this.frames = new FrameReader(0)
    if (how === 'reset') {
      this.socket.resetAndDestroy()
      return
    }
    this.socket.pause()
    this.socket.setTimeout(lingerMs)
    this.socket.end(() => this.linger())
  }

  /**
   * What the peer still sends is read and dropped for a while: closing on top of it would reset the
   * connection, and the peer would lose our last answer.
   */
  private linger(): void {
    if (this.socket.destroyed) return
    const cut = setTimeout(() => this.socket.destroy(), lingerMs)
    this.socket.once('close', () => clearTimeout(cut))
    this.socket.resume()
  }

  private arrived(chunk: Uint8Array): void {
    if (this.over) return
    this.frames.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length))
    if (this.mayServe()) this.serve()
    else this.socket.pause()
  }

  /** Nobody reads while the peer does not take what we wrote: its answers would pile up here. */
  private mayServe(): boolean {
    return this.asked && !this.over && !this.socket.writableNeedDrain
  }

  /**
   * Gives the next frame to whoever asked, or lets the socket flow until it is there. It flows on
   * after a frame, for one chunk at most: a client that waits for its answer costs no pause.
   */
  private serve(): void {
    if (!this.mayServe()) return
    const frame = this.frames.next()
    if (frame === frameTooLarge) {
      this.finish('frame-too-large')
    } else if (frame !== null) {
      this.asked = false
      this.owner?.frame(frame)
    } else if (this.peerEnded) {
      this.finish('ended')
    } else if (this.socket.isPaused()) {
      this.socket.resume()
    }
  }

  /** The end has its place behind the frames that came before it. */
  private ended(): void {
    this.peerEnded = true
    if (this.over) this.socket.destroy()
    else this.serve()
  }

  private finish(reason: CloseReason): void {
    if (this.over) return
    this.close(reason === 'frame-too-large' || reason === 'reset' ? 'reset' : 'end')
    if (this.owner === null) this.endedUnadopted = reason
    else this.owner.closed(reason)
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = Buffer.allocUnsafe(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}
