/** Draws fault schedules from a seed. */
import type { Fault } from './faults.ts'
import type { Simulator } from './simulator.ts'

export interface NemesisOptions {
  /** Faults that are drawn. */
  readonly faults: number
  /** Each begins in [fromMs, toMs). */
  readonly fromMs: number
  readonly toMs: number
  /** How long each lasts, both ends included. */
  readonly forMs: readonly [number, number]
  /** Whom it may hit. */
  readonly systems: readonly string[]
  /** What may happen. */
  readonly kinds: readonly NemesisKind[]
}

export type NemesisKind = 'crash' | 'power-loss' | 'freeze' | 'partition' | 'loss' | 'disk-death'

const lossPpm = 200_000
/** A death at a disk operation comes within that many operations. */
const operationsMax = 500

/**
 * The n-th fault comes from a stream of its own. A drawn schedule is data: what is taken out of
 * it does not change the rest.
 */
export function drawFaults(simulator: Simulator, options: NemesisOptions): Fault[] {
  const faults: Fault[] = []
  for (let n = 0; n < options.faults; n++) {
    const stream = simulator.stream(`nemesis ${n}`)
    const atMs = options.fromMs + stream.below(options.toMs - options.fromMs)
    const forMs = stream.between(options.forMs[0], options.forMs[1])
    const system = stream.pick(options.systems) as string
    const kind = stream.pick(options.kinds) as NemesisKind
    const others = options.systems.filter((each) => each !== system)
    switch (kind) {
      case 'partition': {
        const oneWay = stream.chance(0.5)
        faults.push({ kind, atMs, forMs, sides: [[system], others], oneWay })
        break
      }
      case 'loss':
        faults.push({ kind: 'links', atMs, forMs, from: [system], to: ['*'], lossPpm })
        break
      case 'disk-death': {
        const nth = stream.between(1, operationsMax)
        faults.push({ kind: 'disk-operation', atMs, system, nth, ends: 'death' })
        break
      }
      default:
        faults.push({ kind, atMs, forMs, system })
    }
  }
  return faults
}
