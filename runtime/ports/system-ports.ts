/** Everything that an actor system needs from the world around it. */
import type { Observer } from '../trace.ts'
import type { Clock } from './clock.ts'
import type { DiskPort } from './disk.ts'
import type { LinkPort } from './links.ts'
import type { NetworkPort } from './network.ts'

export interface SystemPorts {
  readonly clock: Clock
  readonly disk: DiskPort
  readonly network: NetworkPort
  readonly links: LinkPort
  readonly observer: Observer
  /** Seed of all random streams of this system. */
  readonly seed: number
  /**
   * Which life of this system it is: 1, 2, …; makes incarnations of its actors unlike any
   * earlier ones.
   */
  readonly life: number
  /** Run `invariants()` after every handler. */
  readonly checkInvariants: boolean
  /** Something waits to be handled: call `tick` soon. */
  wake(): void
  /** Call `tick` at that monotonic time or a little later; replaces what was asked before. */
  wakeAt(atMs: number): void
  /** The root supervisor gave up, or the disk failed a tick: this system is dead. */
  failed(reason: string): void
}
