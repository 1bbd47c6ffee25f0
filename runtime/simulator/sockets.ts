/** Simulated sockets: who listens where, who connects to whom, and which ends a machine holds. */
import type { NetworkErrorCode, NetworkPort, Owner, SocketId } from '../ports/network.ts'
import { hash32, mix32 } from '../random.ts'
import { ConnectionEnd, type ConnectionWorld } from './connection.ts'
import type { Machine } from './machine.ts'
import type { SimulatedNetwork } from './network.ts'
import type { Scheduler } from './scheduler.ts'

interface Listener {
  readonly machine: Machine
  readonly life: number
  readonly owner: Owner
  readonly port: number
}

interface Attempt {
  readonly machine: Machine
  readonly life: number
  readonly owner: Owner
  readonly address: string
  readonly deadlineUs: number
}

/** Ports from here on are given to who listens on port 0, and to who connects. */
const ephemeralPort = 32_768
/** How long it takes to hear that nothing is at an address. */
const refusedUs = 100

export class SimulatedSockets {
  private readonly seed: number
  private readonly scheduler: Scheduler
  private readonly network: SimulatedNetwork
  /**
   * By `host:port`. What a dead machine had stays, so that it is known who is cut off from whom.
   */
  private readonly listeners = new Map<string, Listener>()
  private readonly ends = new Map<Machine, Map<SocketId, ConnectionEnd>>()
  private readonly world: ConnectionWorld
  private lastPort = ephemeralPort
  private connections = 0
  private ids = 0

  constructor(seed: number, scheduler: Scheduler, network: SimulatedNetwork) {
    this.seed = seed
    this.scheduler = scheduler
    this.network = network
    const forget = (end: ConnectionEnd): void => void this.endsOf(end.machine).delete(end.id)
    this.world = { scheduler, network, forget }
  }

  /** The network port of the running life of a machine. */
  portOf(machine: Machine): NetworkPort {
    const end = (id: SocketId): ConnectionEnd | undefined => this.endsOf(machine).get(id)
    return {
      listen: (owner, at) => this.listen(machine, owner, at),
      connect: (owner, to) => this.connect(machine, owner, to),
      adopt: (owner, id, maxFrameBytes) => {
        const found = end(id)
        if (found !== undefined) return found.adopt(owner, maxFrameBytes)
        this.tell(machine, machine.life, owner, 'socketClosed', { socket: id, reason: 'closed' })
      },
      read: (id) => end(id)?.read(),
      write: (id, chunks) => end(id)?.write(chunks),
      close: (id, how) => end(id)?.close(how),
      release: (owner) => this.release(machine, owner),
    }
  }

  /** All connections between the two machines are reset, at once. */
  resetBetween(one: Machine, other: Machine): void {
    for (const end of [...this.endsOf(one).values()]) if (end.peer?.machine === other) end.cut()
  }

  machineDied(machine: Machine, silent: boolean): void {
    const ends = this.endsOf(machine)
    this.ends.delete(machine)
    for (const end of ends.values()) end.died(silent)
  }

  private listen(machine: Machine, owner: Owner, at: { host: string; port: number }): void {
    const port = at.port === 0 ? ++this.lastPort : at.port
    const address = `${at.host}:${port}`
    if (this.listenerAt(address) !== null) {
      const failure = { code: 'EADDRINUSE', port: at.port }
      return this.tell(machine, machine.life, owner, 'listenFailed', failure)
    }
    this.listeners.set(address, { machine, life: machine.life, owner, port })
    this.tell(machine, machine.life, owner, 'listening', { port })
  }

  private connect(
    machine: Machine,
    owner: Owner,
    to: { host: string; port: number; timeoutMs: number },
  ): void {
    const { nowUs } = this.scheduler
    const address = `${to.host}:${to.port}`
    const deadlineUs = nowUs + to.timeoutMs * 1_000
    const attempt: Attempt = { machine, life: machine.life, owner, address, deadlineUs }
    const there = this.listeners.get(address)?.machine
    if (there === undefined) return this.failLater(attempt, nowUs + refusedUs, 'ECONNREFUSED')
    if (this.isCutOff(machine, there)) return this.failLater(attempt, deadlineUs, 'ETIMEDOUT')
    this.scheduler.at(nowUs + this.oneWayUs(machine, there), arriveAt, this, attempt)
  }

  /** A request to connect has arrived at its address. */
  arrived(attempt: Attempt): void {
    const { machine: client, address, deadlineUs } = attempt
    const there = (this.listeners.get(address) as Listener).machine
    const backUs = this.scheduler.nowUs + this.oneWayUs(there, client)
    if (this.isCutOff(there, client)) return this.failLater(attempt, deadlineUs, 'ETIMEDOUT')
    const listener = this.listenerAt(address)
    if (listener === null) return this.failLater(attempt, backUs, 'ECONNREFUSED')
    if (client.life !== attempt.life || client.system === null) return
    if (backUs > deadlineUs) return this.failLater(attempt, deadlineUs, 'ETIMEDOUT')
    this.establish(attempt, listener, backUs)
  }

  private establish(attempt: Attempt, listener: Listener, backUs: number): void {
    const { machine: client, life } = attempt
    const stream = hash32(this.seed, 'connection') ^ Math.imul(++this.connections, 0x9e3779b1)
    const near = this.newEnd(client, attempt.owner, mix32(stream))
    const far = this.newEnd(listener.machine, listener.owner, mix32(stream ^ 1))
    near.peer = far
    far.peer = near
    const remote = `${client.name}:${++this.lastPort}`
    this.tellOwner(far, 'accepted', { socket: far.id, remote })
    this.scheduler.at(backUs, connected, this, { end: near, life })
  }

  connected(end: ConnectionEnd): void {
    this.tellOwner(end, 'connected', { socket: end.id })
  }

  private release(machine: Machine, owner: Owner): void {
    for (const [address, listener] of this.listeners) {
      if (listener.machine === machine && isSame(listener.owner, owner)) {
        this.listeners.set(address, { ...listener, life: 0 })
      }
    }
    for (const end of [...this.endsOf(machine).values()]) {
      if (isSame(end.owner, owner)) end.close('end')
    }
  }

  private newEnd(machine: Machine, owner: Owner, stream: number): ConnectionEnd {
    const end = new ConnectionEnd(this.world, machine, owner, ++this.ids, stream)
    this.endsOf(machine).set(end.id, end)
    return end
  }

  private endsOf(machine: Machine): Map<SocketId, ConnectionEnd> {
    let ends = this.ends.get(machine)
    if (ends === undefined) {
      ends = new Map()
      this.ends.set(machine, ends)
    }
    return ends
  }

  /** Who listens there now; null when that was an earlier life. */
  private listenerAt(address: string): Listener | null {
    const found = this.listeners.get(address)
    if (found === undefined || found.machine.system === null) return null
    return found.life === found.machine.life ? found : null
  }

  private isCutOff(from: Machine, to: Machine): boolean {
    return to.dark || this.network.isCut(from.name, to.name)
  }

  private oneWayUs(from: Machine, to: Machine): number {
    return this.network.delayUs(from.name, to.name, ++this.connections, 0)
  }

  private failLater(attempt: Attempt, atUs: number, code: NetworkErrorCode): void {
    const { machine, life, owner } = attempt
    this.scheduler.at(atUs, fail, this, { machine, life, owner, code })
  }

  private tellOwner(end: ConnectionEnd, type: string, message: Record<string, unknown>): void {
    this.tell(end.machine, end.life, end.owner, type, message)
  }

  tell(
    machine: Machine,
    life: number,
    owner: Owner,
    type: string,
    message: Record<string, unknown>,
  ): void {
    if (machine.life !== life) return
    machine.deliver(() => machine.system?.input(owner, type, message))
  }
}

function isSame(one: Owner, other: Owner): boolean {
  return one.path === other.path && one.incarnation === other.incarnation
}

function arriveAt(sockets: SimulatedSockets, attempt: Attempt): void {
  sockets.arrived(attempt)
}

function connected(sockets: SimulatedSockets, { end }: { end: ConnectionEnd }): void {
  sockets.connected(end)
}

function fail(
  sockets: SimulatedSockets,
  to: { machine: Machine; life: number; owner: Owner; code: NetworkErrorCode },
): void {
  sockets.tell(to.machine, to.life, to.owner, 'connectFailed', { code: to.code })
}
