/** What a system shows of its actors: the rows of `status`. */
import { type Cell, callHook } from './cell.ts'
import type { ActorSystem } from './system.ts'

export interface ActorStatus {
  readonly system: string
  readonly path: string
  /** What it is, e.g. `partition-replica`. */
  readonly kind: string
  readonly running: boolean
  readonly incarnation: number
  readonly restarts: number
  readonly mailboxDepth: number
  /** Messages handled by this incarnation. */
  readonly handled: number
  readonly details: Record<string, unknown>
}

export function statusOf(system: ActorSystem): ActorStatus[] {
  return [...system.tree.cells.values()].map((cell) => rowOf(system, cell))
}

function rowOf(system: ActorSystem, cell: Cell): ActorStatus {
  return {
    system: system.name,
    path: cell.path,
    kind: cell.spec.role,
    running: cell.running,
    incarnation: cell.incarnation,
    restarts: cell.restarts,
    mailboxDepth: cell.depth,
    handled: cell.handled,
    details: cell.actor === null ? {} : callHook(cell.actor, 'describe'),
  }
}
