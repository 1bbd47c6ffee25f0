/** One simulated TCP connection: two ends, bytes in order both ways, windows, FIN and RST. */
import { FrameReader, frameTooLarge } from '../framing.ts'
import type { CloseReason, Owner, SocketId } from '../ports/network.ts'
import { mix32 } from '../random.ts'
import type { Machine } from './machine.ts'
import type { SimulatedNetwork } from './network.ts'
import type { Scheduler } from './scheduler.ts'

/** What the connections of a simulation share. */
export interface ConnectionWorld {
  readonly scheduler: Scheduler
  readonly network: SimulatedNetwork
  /** Somebody hears nothing more of this end. */
  forget(end: ConnectionEnd): void
}

/** Bytes that may be on their way to, or wait at, an end that does not read. */
const windowBytes = 64 * 1024
/** Between two attempts to get through a cut network. */
const retryUs = 200_000
/** After that much time without getting through, an end gives up: its owner sees a reset. */
const giveUpUs = 15_000_000

/** Null stands for the end of the stream (FIN). */
type Piece = Uint8Array | null

export class ConnectionEnd {
  readonly machine: Machine
  readonly life: number
  readonly id: SocketId
  owner: Owner
  peer: ConnectionEnd | null = null
  private readonly world: ConnectionWorld
  private readonly stream: number
  private frames: FrameReader | null = null
  private asked = false
  /**
   * `open`, `ended` by us (what arrives is dropped without a word), or `gone` (what arrives is
   * reset).
   */
  private state: 'open' | 'ended' | 'gone' = 'open'
  /** Arrived, and not yet read. */
  private readonly arrived: Piece[] = []
  private readonly unsent: Piece[] = []
  /** Sent, and not yet read by the peer. */
  private unreadBytes = 0
  private pieces = 0
  private writes = 0
  private lastArrivalUs = 0
  private stalledSinceUs = -1
  /** How it ended, perhaps before anybody had adopted it. */
  private endedAs: CloseReason | null = null

  /** `stream` tells the draws of this direction from those of all others. */
  constructor(
    world: ConnectionWorld,
    machine: Machine,
    owner: Owner,
    id: SocketId,
    stream: number,
  ) {
    this.world = world
    this.machine = machine
    this.life = machine.life
    this.owner = owner
    this.id = id
    this.stream = stream
  }

  adopt(owner: Owner, maxFrameBytes: number): void {
    this.owner = owner
    this.frames = new FrameReader(maxFrameBytes)
    if (this.endedAs !== null) this.tellClosed(this.endedAs)
  }

  read(): void {
    this.asked = true
    this.serve()
  }

  write(chunks: readonly Uint8Array[]): void {
    const { peer, machine, stream } = this
    if (this.state !== 'open' || peer === null) return
    const { network } = this.world
    const sent = network.onTheWay(machine.name, peer.machine.name, stream, ++this.writes, chunks)
    for (const chunk of sent) this.unsent.push(...this.split(chunk))
    this.pump()
  }

  /** Ends it on behalf of its owner, who hears nothing more. */
  close(how: 'end' | 'reset'): void {
    if (this.state !== 'open') return
    this.world.forget(this)
    if (how === 'reset') return this.reset()
    this.state = 'ended'
    this.drop()
    this.unsent.push(null)
    this.pump()
  }

  /** The machine of this end is dead. `silent`: the peer finds out only when it sends. */
  died(silent: boolean): void {
    this.state = 'gone'
    if (!silent) this.sendReset()
  }

  /** Cuts the connection from outside: both ends see a reset. */
  cut(): void {
    this.wasReset()
    this.peer?.wasReset()
  }

  /** Cuts a chunk at a drawn byte in one of four cases: the peer then gets it in two pieces. */
  private split(chunk: Uint8Array): Uint8Array[] {
    const draw = mix32(this.stream ^ Math.imul(++this.pieces, 0x9e3779b1))
    if ((draw & 3) !== 0 || chunk.length < 2) return chunk.length === 0 ? [] : [chunk]
    const at = 1 + ((draw >>> 2) % (chunk.length - 1))
    return [chunk.subarray(0, at), chunk.subarray(at)]
  }

  /** Sends what the window and the network let pass. */
  private pump(): void {
    const { peer } = this
    if (peer === null || this.state === 'gone') return
    while (this.unsent.length > 0 && this.unreadBytes < windowBytes) {
      if (this.cutOff(peer)) return this.stall()
      this.stalledSinceUs = -1
      const piece = this.unsent.shift() as Piece
      this.unreadBytes += piece?.length ?? 0
      this.world.scheduler.at(this.arrivalUs(peer), arrive, peer, piece)
    }
    this.serve()
  }

  private cutOff(peer: ConnectionEnd): boolean {
    return peer.machine.dark || this.world.network.isCut(this.machine.name, peer.machine.name)
  }

  private stall(): void {
    const { nowUs } = this.world.scheduler
    const first = this.stalledSinceUs < 0
    if (first) this.stalledSinceUs = nowUs
    if (nowUs - this.stalledSinceUs >= giveUpUs) return this.wasReset()
    this.world.scheduler.later(retryUs, () => {
      if (this.stalledSinceUs >= 0) this.pump()
    })
  }

  private arrivalUs(peer: ConnectionEnd): number {
    const { scheduler, network } = this.world
    const number = ++this.pieces
    const delayUs = network.delayUs(this.machine.name, peer.machine.name, this.stream, number)
    this.lastArrivalUs = Math.max(this.lastArrivalUs, scheduler.nowUs + delayUs)
    return this.lastArrivalUs
  }

  /** A piece from the peer; the kernel takes it even while the process is frozen. */
  receive(piece: Piece): void {
    if (this.state === 'gone') return this.sendReset()
    if (this.state === 'ended') return this.credit(piece?.length ?? 0)
    this.arrived.push(piece)
    this.serve()
  }

  /** Gives the next frame to whoever asked; not while the peer does not take what we wrote. */
  private serve(): void {
    const { frames } = this
    if (frames === null || this.state !== 'open') return
    while (this.asked && this.unsent.length === 0) {
      const frame = frames.next()
      if (frame === frameTooLarge) {
        this.tellClosed('frame-too-large')
        return this.close('reset')
      }
      if (frame !== null) {
        this.asked = false
        return this.tell('frame', { socket: this.id, bytes: frame })
      }
      const piece = this.arrived.shift()
      if (piece === undefined) return
      if (piece === null) {
        this.tellClosed('ended')
        return this.close('end')
      }
      frames.push(piece)
      this.credit(piece.length)
    }
  }

  /** What was read may be followed by more; the peer learns so one way later. */
  private credit(bytes: number): void {
    const { peer } = this
    if (peer === null || bytes === 0) return
    const { scheduler, network } = this.world
    const delayUs = network.delayUs(this.machine.name, peer.machine.name, this.stream, 0)
    scheduler.at(scheduler.nowUs + delayUs, credited, peer, bytes)
  }

  credited(bytes: number): void {
    this.unreadBytes -= bytes
    this.pump()
  }

  private reset(): void {
    this.state = 'gone'
    this.drop()
    this.unsent.length = 0
    this.sendReset()
  }

  /** A reset may overtake bytes, and is lost when the network is cut. */
  private sendReset(): void {
    const { peer } = this
    if (peer === null || this.cutOff(peer)) return
    const { scheduler, network } = this.world
    const delayUs = network.delayUs(this.machine.name, peer.machine.name, this.stream, 1)
    scheduler.at(scheduler.nowUs + delayUs, resetBy, peer, null)
  }

  wasReset(): void {
    const was = this.state
    this.state = 'gone'
    this.drop()
    this.unsent.length = 0
    if (was !== 'open') return
    this.tellClosed('reset')
  }

  /** What has arrived is of no use any more. */
  private drop(): void {
    this.asked = false
    for (const piece of this.arrived.splice(0)) this.credit(piece?.length ?? 0)
  }

  private tellClosed(reason: CloseReason): void {
    this.endedAs = reason
    if (this.frames === null) return
    this.world.forget(this)
    this.tell('socketClosed', { socket: this.id, reason })
  }

  private tell(type: string, message: Record<string, unknown>): void {
    const { machine, owner, life } = this
    machine.deliver(() => {
      if (machine.life === life) machine.system?.input(owner, type, message)
    })
  }
}

function arrive(end: ConnectionEnd, piece: Piece): void {
  end.receive(piece)
}

function credited(end: ConnectionEnd, bytes: number): void {
  end.credited(bytes)
}

function resetBy(end: ConnectionEnd): void {
  end.wasReset()
}
