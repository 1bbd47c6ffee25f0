/**
 * The deterministic host: actor systems in virtual time, with everything around them drawn from
 * one seed.
 */
import type { Envelope } from '../envelope.ts'
import type { Xxh } from '../ports/codecs.ts'
import type { LinkPort } from '../ports/links.ts'
import { hash32, mix32, type RandomStream } from '../random.ts'
import { type Observer, silent } from '../trace.ts'
import { withoutGlobals } from './banned-globals.ts'
import { SimulatedDisk } from './disk.ts'
import { History, type Kept } from './history.ts'
import { type Death, Machine, type Plant } from './machine.ts'
import { type Flippable, type LinkBehaviour, lost, SimulatedNetwork } from './network.ts'
import { RecordedStream } from './recorded-stream.ts'
import { Scheduler } from './scheduler.ts'
import { SimulatedSockets } from './sockets.ts'
import { Wire } from './wire.ts'

export interface SimulatorOptions {
  /** A 32-bit integer; everything that happens follows from it. */
  readonly seed: number
  readonly xxh: Xxh
  /** How links behave while no fault changes them. */
  readonly links?: LinkBehaviour
  /** Which bytes a `flipPpm` of a link rule may hit; all of them by default. */
  readonly flippable?: Flippable
  /** Every message between systems is packed and unpacked. */
  readonly wire?: boolean
  /** Events of the history that are kept as text. */
  readonly keep?: Kept
  /** Is shown what every system is given and reports. */
  readonly observer?: Observer
  /** A system that dies by itself starts again after this time; null: never. */
  readonly restartMs?: number | null
}

/** When `run` returns. The first that comes true counts. */
export interface RunLimit {
  /** Virtual time since the start. */
  readonly untilMs?: number
  /** Asked after every event. */
  readonly until?: () => boolean
  readonly events?: number
}

/** Why `run` returned: `idle` when nothing would ever happen any more. */
export type Ended = 'time' | 'condition' | 'events' | 'idle'

const quietLinks: LinkBehaviour = { minUs: 20, maxUs: 200, lossPpm: 0, reorderPpm: 0 }
/** How long it takes until the others see that a system has died. */
const deathSeenMinUs = 100
const deathSeenMaxUs = 5_000

export class Simulator {
  readonly seed: number
  readonly scheduler = new Scheduler()
  readonly history: History
  readonly network: SimulatedNetwork
  readonly sockets: SimulatedSockets
  private readonly machines = new Map<string, Machine>()
  private readonly options: SimulatorOptions
  private readonly observer: Observer
  private readonly wire: Wire | null
  /** By name of a system: the deaths it has not seen yet. What it sends there goes nowhere. */
  private readonly unseenDeaths = new Map<string, Set<string>>()

  constructor(options: SimulatorOptions) {
    const { seed, xxh, keep, observer = silent, links = quietLinks, wire = false } = options
    this.options = options
    this.seed = seed
    this.history = new History(xxh.create64(), keep)
    this.network = new SimulatedNetwork(seed, links, options.flippable)
    this.sockets = new SimulatedSockets(seed, this.scheduler, this.network)
    this.observer = this.observing(observer)
    this.wire = wire ? new Wire() : null
  }

  get nowMs(): number {
    return this.scheduler.nowUs / 1_000
  }

  /** Adds a system and starts it at this moment of the simulation. */
  system(name: string, plant: Plant): Machine {
    if (this.machines.has(name)) throw new Error(`there is a system ${name} already`)
    const machine: Machine = new Machine(name, plant, {
      seed: this.seed,
      scheduler: this.scheduler,
      links: this.linksOf(name),
      disk: this.diskOf(name),
      observer: this.observer,
      sockets: (of) => this.sockets.portOf(of),
      died: (of, death, reason) => this.died(of, death, reason),
    })
    this.machines.set(name, machine)
    this.scheduler.at(this.scheduler.nowUs, startMachine, machine, null)
    return machine
  }

  machine(name: string): Machine {
    const found = this.machines.get(name)
    if (found === undefined) throw new Error(`there is no system ${name}`)
    return found
  }

  /**
   * A stream of random numbers of its own, for a workload or nemesis; its draws are in the
   * history.
   */
  stream(name: string): RandomStream {
    return new RecordedStream(this.seed, name, (value) => {
      this.history.drew(this.scheduler.nowUs, name, value)
    })
  }

  /** Calls `action` after `delayMs`. */
  later(delayMs: number, action: () => void): void {
    this.scheduler.later(Math.round(delayMs * 1_000), action)
  }

  /** Lets events happen, one after the other, while no actor can reach the real world. */
  run(limit: RunLimit): Ended {
    return withoutGlobals(() => this.runEvents(limit))
  }

  private runEvents({ untilMs, until, events }: RunLimit): Ended {
    const { scheduler } = this
    const endUs = untilMs === undefined ? Number.POSITIVE_INFINITY : Math.round(untilMs * 1_000)
    const eventsMax = events ?? Number.POSITIVE_INFINITY
    for (let count = 0; count < eventsMax; count++) {
      if (scheduler.nextAtUs > endUs) {
        scheduler.nowUs = endUs === Number.POSITIVE_INFINITY ? scheduler.nowUs : endUs
        return scheduler.size === 0 ? 'idle' : 'time'
      }
      if (!scheduler.step()) return 'idle'
      if (until?.() === true) return 'condition'
    }
    return 'events'
  }

  private diskOf(name: string): SimulatedDisk {
    const { seed, scheduler, history } = this
    return new SimulatedDisk({
      seed,
      system: name,
      operated: (operation, file, number, bytes) =>
        history.disk(scheduler.nowUs, name, operation, file, number, bytes),
      later: (delayUs, action) => scheduler.later(delayUs, action),
      deliver: (action) => this.machine(name).deliver(action),
    })
  }

  private linksOf(name: string): LinkPort {
    return {
      post: (system, envelopes) => {
        const to = this.machines.get(system)
        if (to === undefined || to.seenDead || this.unseenDeaths.get(name)?.has(system)) {
          return this.tellDeath(name, system)
        }
        for (const each of envelopes) this.carry(name, to, each)
      },
    }
  }

  /** A message leaves; it arrives if its fate says so and somebody lives there then. */
  private carry(from: string, to: Machine, envelope: Envelope): void {
    const { scheduler } = this
    const arrivalUs = this.network.arrivalUs(from, to.name, envelope, scheduler.nowUs)
    if (arrivalUs === lost) return
    scheduler.at(arrivalUs, arrive, to, this.wire?.carry(envelope) ?? envelope)
  }

  private died(machine: Machine, death: Death, reason: string): void {
    this.sockets.machineDied(machine, death.silent)
    this.unseenDeaths.delete(machine.name)
    for (const other of this.machines.values()) {
      if (other !== machine && other.running && !death.silent)
        this.tellDeath(other.name, machine.name)
    }
    const { restartMs = null } = this.options
    if (restartMs === null || reason === 'stopped') return
    this.scheduler.at(this.scheduler.nowUs + restartMs * 1_000, startMachine, machine, null)
  }

  /** `to` hears, a little later, that `dead` is dead, and until then sends in vain. */
  private tellDeath(to: string, dead: string): void {
    const unseen = this.unseenDeaths.get(to) ?? new Set()
    if (unseen.has(dead)) return
    this.unseenDeaths.set(to, unseen.add(dead))
    const machine = this.machine(to)
    const { life } = machine
    const bits = mix32(hash32(this.seed, to) ^ mix32(this.scheduler.nowUs) ^ hash32(life, dead))
    const delayUs = deathSeenMinUs + (bits % (deathSeenMaxUs - deathSeenMinUs))
    this.scheduler.later(delayUs, () => {
      if (machine.life !== life) return
      machine.deliver(() => {
        unseen.delete(dead)
        machine.system?.linkDown(dead)
      })
    })
  }

  private observing(shown: Observer): Observer {
    const { history, scheduler } = this
    return {
      delivered: (envelope, incarnation, atMs) => {
        history.delivered(scheduler.nowUs, envelope, incarnation)
        shown.delivered(envelope, incarnation, atMs)
      },
      drew: (path, value) => shown.drew(path, value),
      event: (event) => shown.event(event),
    }
  }
}

function arrive(machine: Machine, envelope: Envelope): void {
  machine.receive(envelope)
}

function startMachine(machine: Machine): void {
  machine.start()
}
