/**
 * Fault schedules: plain data that says what goes wrong when, and how each fault is begun and
 * ended.
 */
import type { DiskErrorCode } from '../ports/disk.ts'
import { hash32 } from '../random.ts'
import type { DiskFault } from './disk.ts'
import type { LinkRule } from './network.ts'
import type { Simulator } from './simulator.ts'

/**
 * Each fault stands alone: what it draws depends on the seed and on itself, so one can be taken
 * out of a schedule and the others stay as they are. `forMs` null: it lasts to the end.
 */
export type Fault = { readonly atMs: number } & (
  | Lasting<'crash', { system: string; silent?: boolean }>
  | Lasting<'power-loss', { system: string }>
  | Lasting<'freeze', { system: string }>
  | OneTime<'crash-actor', { system: string; path: string }>
  | Lasting<'kill-actor', { system: string; path: string }>
  | Lasting<'freeze-actor', { system: string; path: string }>
  | Lasting<'links', LinkRule>
  | Lasting<'partition', { sides: readonly (readonly string[])[]; oneWay?: boolean }>
  | OneTime<'reset-connections', { between: readonly [string, string] }>
  | OneTime<'disk-operation', { system: string; nth: number; ends: DiskFault }>
  | Lasting<'disk-broken', { system: string; error: DiskErrorCode }>
  | Lasting<'disk-full', { system: string; freeBytes: number }>
  | Lasting<'disk-slow', { system: string; delayMs: number }>
  | Lasting<'bit-rot', { system: string; prefix: string }>
  | OneTime<'clock-jump', { system: string; byMs: number }>
  | Lasting<'clock-drift', { system: string; ppm: number }>
)

type OneTime<K extends string, A> = { readonly kind: K } & Readonly<A>
type Lasting<K extends string, A> = OneTime<K, A> & { readonly forMs: number | null }

/** What ends a fault; for one that is over at once, nothing is left to do. */
type End = () => void
const over: End = () => {}

/** Puts all faults of a schedule on the calendar of a simulation. */
export function schedule(simulator: Simulator, faults: readonly Fault[]): void {
  for (const fault of faults) {
    simulator.later(fault.atMs - simulator.nowMs, () => {
      simulator.history.fault(simulator.scheduler.nowUs, fault)
      const end = begin(simulator, fault)
      const forMs = 'forMs' in fault ? fault.forMs : null
      if (forMs !== null) simulator.later(forMs, end)
    })
  }
}

function begin(simulator: Simulator, fault: Fault): End {
  switch (fault.kind) {
    case 'links':
      return simulator.network.impose(fault)
    case 'partition':
      return partition(simulator, fault.sides, fault.oneWay ?? false)
    case 'reset-connections': {
      const [one, other] = fault.between
      simulator.sockets.resetBetween(simulator.machine(one), simulator.machine(other))
      return over
    }
    case 'crash':
    case 'power-loss':
      return takeDown(simulator, fault)
    case 'freeze': {
      const machine = simulator.machine(fault.system)
      machine.freeze()
      return () => machine.thaw()
    }
    case 'crash-actor':
      simulator.machine(fault.system).crashActor(fault.path)
      return over
    case 'kill-actor': {
      const machine = simulator.machine(fault.system)
      machine.holdActor(fault.path)
      return () => machine.releaseActor(fault.path)
    }
    case 'freeze-actor': {
      const machine = simulator.machine(fault.system)
      machine.freezeActor(fault.path)
      return () => machine.thawActor(fault.path)
    }
    case 'clock-jump':
      simulator.machine(fault.system).clock.jump(fault.byMs)
      return over
    case 'clock-drift': {
      const { clock } = simulator.machine(fault.system)
      clock.drift(fault.ppm)
      return () => clock.drift(0)
    }
    default:
      return beginOnDisk(simulator, fault)
  }
}

type DiskFaults = Extract<Fault, { kind: `disk-${string}` | 'bit-rot' }>

function beginOnDisk(simulator: Simulator, fault: DiskFaults): End {
  const { disk } = simulator.machine(fault.system)
  switch (fault.kind) {
    case 'disk-operation':
      disk.failAt(fault.nth, fault.ends)
      return over
    case 'disk-broken':
      disk.broken = fault.error
      return () => {
        disk.broken = null
      }
    case 'disk-full':
      disk.capacityBytes = disk.usedBytes() + fault.freeBytes
      return () => {
        disk.capacityBytes = Number.POSITIVE_INFINITY
      }
    case 'disk-slow':
      disk.slowUs += fault.delayMs * 1_000
      return () => {
        disk.slowUs -= fault.delayMs * 1_000
      }
    case 'bit-rot':
      return rot(simulator, fault)
  }
}

/** The machine goes down and is held down; at the end of the fault it starts again. */
function takeDown(
  simulator: Simulator,
  fault: Extract<Fault, { kind: 'crash' | 'power-loss' }>,
): End {
  const machine = simulator.machine(fault.system)
  const heldUs = fault.forMs === null ? Number.POSITIVE_INFINITY : fault.forMs * 1_000
  machine.heldUntilUs = Math.max(machine.heldUntilUs, simulator.scheduler.nowUs + heldUs)
  const power = fault.kind === 'power-loss'
  machine.crash(
    { power, silent: power || ('silent' in fault && fault.silent === true) },
    fault.kind,
  )
  return () => machine.start()
}

/** No message passes between the sides; a system on no side reaches all (a bridge). */
function partition(
  simulator: Simulator,
  sides: readonly (readonly string[])[],
  oneWay: boolean,
): End {
  const ends: End[] = []
  for (const [index, from] of sides.entries()) {
    for (const to of oneWay ? sides.slice(index + 1) : sides) {
      if (to !== from) ends.push(simulator.network.impose({ from, to, cut: true }))
    }
  }
  return () => {
    for (const end of ends) end()
  }
}

/**
 * One bit of one byte of one file with that prefix turns over; the end of the fault turns it
 * back.
 */
function rot(simulator: Simulator, fault: Extract<Fault, { kind: 'bit-rot' }>): End {
  const { disk } = simulator.machine(fault.system)
  const files = disk.list(fault.prefix).filter((file) => disk.sizeOf(file) > 0)
  const draw = hash32(simulator.seed, `rot ${fault.system} ${fault.prefix} ${fault.atMs}`)
  const file = files[draw % files.length]
  if (file === undefined) return over
  return disk.rot.damage(file, (draw >>> 3) % disk.sizeOf(file), 1 << (draw & 7))
}
