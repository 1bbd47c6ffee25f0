/**
 * One simulated machine: an actor system over all its lives, with the disk and clock that it
 * keeps.
 */
import type { Cell } from '../cell.ts'
import type { Envelope } from '../envelope.ts'
import type { LinkPort } from '../ports/links.ts'
import type { NetworkPort } from '../ports/network.ts'
import { RandomStream } from '../random.ts'
import type { SupervisorSpec } from '../supervisor.ts'
import { ActorSystem } from '../system.ts'
import type { Observer } from '../trace.ts'
import { SimulatedClock } from './clock.ts'
import type { SimulatedDisk } from './disk.ts'
import type { Scheduler } from './scheduler.ts'

/**
 * How a life ends: `silent` ends are not seen by anybody, and `power` also takes what was not
 * synced.
 */
export interface Death {
  readonly silent: boolean
  readonly power: boolean
}

/**
 * The tree of a system, or what makes it: for trees whose actors share an object, one for each
 * life.
 */
export type Plant = SupervisorSpec | (() => SupervisorSpec)

/** What a machine needs from the simulation. */
export interface MachineWorld {
  readonly seed: number
  readonly scheduler: Scheduler
  readonly links: LinkPort
  readonly disk: SimulatedDisk
  readonly observer: Observer
  sockets(machine: Machine): NetworkPort
  died(machine: Machine, death: Death, reason: string): void
}

const plainDeath: Death = { silent: false, power: false }
/** Messages that one tick handles at most. */
const budgetMax = 256

export class Machine {
  readonly name: string
  readonly clock: SimulatedClock
  readonly disk: SimulatedDisk
  /** The running life; null before the first and while it is down. */
  system: ActorSystem | null = null
  /** Number of the running or last life; 0 before the first. */
  life = 0
  /** Not restarted before then. */
  heldUntilUs = 0
  /** Dead in a way that nobody sees: it does not even refuse a connection. */
  dark = false
  private readonly plant: Plant
  private readonly world: MachineWorld
  private readonly scheduler: Scheduler
  private readonly ticks: RandomStream
  private freezes = 0
  /** What arrived while frozen, in order. */
  private held: (() => void)[] = []
  private ticking = false
  private busyUntilUs = 0
  private alarmUs = Number.POSITIVE_INFINITY
  private death: Death = plainDeath

  constructor(name: string, plant: Plant, world: MachineWorld) {
    this.name = name
    this.plant = plant
    this.world = world
    this.scheduler = world.scheduler
    this.disk = world.disk
    this.clock = new SimulatedClock(world.scheduler)
    this.ticks = new RandomStream(world.seed, `ticks ${name}`)
  }

  get running(): boolean {
    return this.system !== null
  }

  /** It had a life that has ended where others could see it. */
  get seenDead(): boolean {
    return this.life > 0 && !this.running && !this.dark
  }

  get frozen(): boolean {
    return this.freezes > 0
  }

  /** Begins a life; nothing happens while one is running or the machine is held down. */
  start(): void {
    if (this.running || this.scheduler.nowUs < this.heldUntilUs) return
    this.life++
    this.dark = false
    this.ticking = false
    this.alarmUs = Number.POSITIVE_INFINITY
    this.busyUntilUs = this.scheduler.nowUs
    const { life } = this
    const tree = typeof this.plant === 'function' ? this.plant() : this.plant
    const system = new ActorSystem(this.name, tree, {
      clock: this.clock,
      disk: this.disk,
      network: this.world.sockets(this),
      links: this.world.links,
      observer: this.world.observer,
      seed: this.world.seed,
      life,
      checkInvariants: true,
      wake: () => this.wake(),
      wakeAt: (atMs) => this.wakeAt(atMs),
      failed: (reason) => this.ended(reason),
    })
    this.system = system
    this.deliver(() => system.start())
  }

  /** Ends this life at once: all its actors die together. */
  crash(death: Death, reason: string): void {
    this.death = death
    this.system?.fail(reason)
    this.death = plainDeath
  }

  /** One actor crashes, as if its handler had thrown; nothing happens when it does not live. */
  crashActor(path: string): void {
    this.deliver(() => {
      const cell = this.system?.tree.cells.get(path)
      if (cell === undefined) return
      this.system?.crash(cell, new Error('crashed by a fault'))
      this.wake()
    })
  }

  /** One actor crashes and is held down until it is released; see `releaseActor`. */
  holdActor(path: string): void {
    this.deliver(() => this.withActor(path, (system, cell) => system.hold(cell)))
  }

  releaseActor(path: string): void {
    this.deliver(() => this.withActor(path, (system, cell) => system.release(cell)))
  }

  /** One actor handles nothing until it thaws; the others go on. */
  freezeActor(path: string): void {
    this.deliver(() => this.withActor(path, (system, cell) => system.freeze(cell)))
  }

  thawActor(path: string): void {
    this.deliver(() => this.withActor(path, (system, cell) => system.thaw(cell)))
  }

  private withActor(path: string, act: (system: ActorSystem, cell: Cell) => void): void {
    const cell = this.system?.tree.cells.get(path)
    if (this.system !== null && cell !== undefined) act(this.system, cell)
  }

  /** Ends this life in order. */
  stop(): void {
    const { system } = this
    if (system === null) return
    system.stop()
    this.ended('stopped')
  }

  /** Nothing is handled until it thaws: messages and timers wait. Freezes add up. */
  freeze(): void {
    this.freezes++
  }

  thaw(): void {
    this.freezes--
    if (this.frozen) return
    for (const action of this.held.splice(0)) action()
    if (this.system === null) return
    this.wake()
  }

  /** Lets something reach this life; it waits while the machine is frozen. */
  deliver(action: () => void): void {
    if (!this.frozen) return action()
    const { life } = this
    this.held.push(() => {
      if (this.life === life) action()
    })
  }

  receive(envelope: Envelope): void {
    if (this.system === null) return
    if (this.frozen) this.held.push(() => this.system?.receive(envelope))
    else this.system.receive(envelope)
  }

  private wake(): void {
    if (this.ticking || this.frozen) return
    this.ticking = true
    this.scheduler.at(Math.max(this.scheduler.nowUs, this.busyUntilUs), tick, this, this.life)
  }

  private wakeAt(atMs: number): void {
    // The clock shows whole milliseconds.
    this.alarmUs = Math.ceil(atMs) * 1_000
    this.scheduler.at(Math.max(this.scheduler.nowUs, this.alarmUs), alarm, this, this.life)
  }

  /**
   * Handles what waits, or in one of eight ticks only a little of it, so that order is explored.
   */
  tick(life: number): void {
    if (life !== this.life || this.system === null) return
    this.ticking = false
    if (this.frozen) return
    const draw = this.ticks.uint32()
    const budget = (draw & 7) === 0 ? 1 + ((draw >>> 3) & 3) : budgetMax
    const handled = this.system.tick(budget)
    // Each message takes 1 to 4 us.
    this.busyUntilUs = this.scheduler.nowUs + handled * (1 + ((draw >>> 5) & 3))
  }

  /** The time that the system asked for has come, unless it has asked for another since. */
  alarm(life: number): void {
    if (life !== this.life || this.alarmUs > this.scheduler.nowUs) return
    this.alarmUs = Number.POSITIVE_INFINITY
    this.wake()
  }

  private ended(reason: string): void {
    if (this.system === null) return
    const { death } = this
    this.system = null
    this.held = []
    this.disk.processDied()
    if (death.power) this.disk.powerLost()
    this.dark = death.silent
    this.world.died(this, death, reason)
  }
}

function tick(machine: Machine, life: number): void {
  machine.tick(life)
}

function alarm(machine: Machine, life: number): void {
  machine.alarm(life)
}
