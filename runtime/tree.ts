/** The supervision tree of one actor system: who lives where, under whom, and who spawned whom. */
import { Cell } from './cell.ts'
import { type ActorSpec, Supervisor, type SupervisorSpec } from './supervisor.ts'
import type { ActorSystem } from './system.ts'

export class Tree {
  readonly cells = new Map<string, Cell>()
  readonly supervisors = new Map<string, Supervisor>()
  readonly root: Supervisor
  private readonly system: ActorSystem

  constructor(system: ActorSystem, spec: SupervisorSpec) {
    this.system = system
    this.root = this.plant(spec, spec.name, null)
  }

  /** Puts an actor under the supervisor at `under`, and starts it. */
  add(under: string, spec: ActorSpec, spawner: Cell | null): void {
    const supervisor = this.supervisors.get(under)
    if (supervisor === undefined) throw new Error(`no supervisor ${under} on ${this.system.name}`)
    const path = `${under}/${spec.name}`
    if (this.cells.has(path)) throw new Error(`an actor ${path} exists already`)
    const cell = new Cell(this.system, path, spec, supervisor, spawner)
    this.cells.set(path, cell)
    spawner?.spawned.add(cell)
    supervisor.adopt(cell)
  }

  /** Ends an actor for good. */
  remove(cell: Cell): void {
    cell.stop()
    cell.supervisor.disown(cell)
  }

  removePath(path: string): void {
    const cell = this.cells.get(path)
    if (cell !== undefined) this.remove(cell)
  }

  /** An actor ends itself. */
  endSelf(cell: Cell): void {
    if (!cell.running) return
    cell.stop()
    cell.supervisor.childEnded(cell)
  }

  private forget(cell: Cell): void {
    cell.spawner?.spawned.delete(cell)
    if (this.cells.get(cell.path) === cell) this.cells.delete(cell.path)
  }

  private plant(spec: SupervisorSpec, path: string, parent: Supervisor | null): Supervisor {
    const planted = new Supervisor(spec, path, parent, {
      monotonicMs: () => this.system.ports.clock.monotonicMs(),
      later: (delayMs, action) => {
        const timer = this.system.timers.add(
          this.system.ports.clock.monotonicMs() + delayMs,
          action,
        )
        return () => this.system.timers.cancel(timer)
      },
      gaveUp: (gone, because) => {
        this.system.report(gone.path, 0, 'gaveUp', { because })
        if (gone.path === this.root.path)
          this.system.fail(`supervisor ${gone.path} gave up: ${because}`)
      },
      forgotten: (gone) => {
        if (gone instanceof Cell) this.forget(gone)
      },
    })
    this.supervisors.set(path, planted)
    for (const each of spec.children) {
      const below = `${path}/${each.name}`
      if (each.kind === 'supervisor') planted.adopt(this.plant(each, below, planted))
      else {
        const cell = new Cell(this.system, below, each, planted, null)
        this.cells.set(below, cell)
        planted.adopt(cell)
      }
    }
    return planted
  }
}
