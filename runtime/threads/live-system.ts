/** An actor system on the real world: this thread's event loop, clocks, sockets and links. */
import { randomBytes } from 'node:crypto'
import { MemoryDisk } from '../memory-disk.ts'
import type { DiskPort } from '../ports/disk.ts'
import { type ActorStatus, statusOf } from '../status.ts'
import type { SupervisorSpec } from '../supervisor.ts'
import { ActorSystem } from '../system.ts'
import type { Observer } from '../trace.ts'
import { Links } from './links.ts'
import { liveClock } from './live-clock.ts'
import { LiveLoop } from './live-loop.ts'
import { LiveNetwork } from './network.ts'

/** A disk that has something to do when its system has stopped in order. */
export type LiveDisk = DiskPort & { close(): Promise<void> }

export interface LiveSettings {
  readonly name: string
  readonly tree: SupervisorSpec
  /** Without one the system has a disk in memory. */
  readonly disk?: LiveDisk
  readonly life: number
  readonly observer: Observer
  readonly checkInvariants: boolean
  /** The system is dead: its root supervisor gave up, or its disk failed. */
  failed(reason: string): void
}

/** How long a stop waits for peers to take the last bytes. */
const lastBytesMs = 300

export class LiveSystem {
  readonly links: Links
  private readonly system: ActorSystem
  private readonly disk: LiveDisk | undefined
  private readonly loop: LiveLoop
  private readonly network: LiveNetwork

  constructor({ name, tree, disk, life, observer, checkInvariants, failed }: LiveSettings) {
    this.disk = disk
    this.loop = new LiveLoop(liveClock, (budget) => this.system.tick(budget))
    this.network = new LiveNetwork((owner, type, message) =>
      this.system.input(owner, type, message),
    )
    this.links = new Links({
      receive: (envelope) => this.system.receive(envelope),
      down: (other) => this.system.linkDown(other),
    })
    this.system = new ActorSystem(name, tree, {
      clock: liveClock,
      disk: disk ?? new MemoryDisk(),
      network: this.network,
      links: this.links,
      observer,
      seed: randomBytes(4).readUInt32LE(),
      life,
      checkInvariants,
      wake: () => this.loop.wake(),
      wakeAt: (atMs) => this.loop.wakeAt(atMs),
      failed: (reason) => {
        void this.release()
        failed(reason)
      },
    })
  }

  start(): void {
    this.system.start()
  }

  /** Stops all actors in order; resolves when what they last wrote is out. */
  async stop(): Promise<void> {
    this.system.stop()
    await Promise.all([this.release(), this.disk?.close()])
  }

  status(): { actors: ActorStatus[]; backlog: number; deadLetters: number } {
    const { backlog, deadLetters } = this.system
    return { actors: statusOf(this.system), backlog, deadLetters }
  }

  /** A message from outside the actors, to the one that lives at `path`. */
  tell(path: string, type: string, message: unknown): void {
    this.system.input({ path, incarnation: 0 }, type, message)
  }

  /** Crashes a running actor, as if its handler had thrown. False when there is none at `path`. */
  crashActor(path: string): boolean {
    const cell = this.system.tree.cells.get(path)
    if (cell === undefined || !cell.running) return false
    this.system.crash(cell, new Error('crashed on demand'))
    this.loop.wake() // what the death sent to others leaves with the next tick
    return true
  }

  private async release(): Promise<void> {
    this.loop.stop()
    await this.network.shutDown(lastBytesMs)
    this.links.close()
  }
}
