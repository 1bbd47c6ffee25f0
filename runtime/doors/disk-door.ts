/**
 * The disk as an actor sees it: what ends later comes back as a message to the incarnation that
 * asked.
 */
import type { Cell } from '../cell.ts'
import type { DiskDone, DiskPort } from '../ports/disk.ts'
import type { ActorSystem } from '../system.ts'

type Done = (outcome: DiskDone) => void

/** `done` runs as a handler of the actor, never in the middle of another, and not after its end. */
export class DiskDoor implements DiskPort {
  private readonly home: ActorSystem
  private readonly cell: Cell
  private readonly incarnation: number

  constructor(home: ActorSystem, cell: Cell) {
    this.home = home
    this.cell = cell
    this.incarnation = cell.incarnation
  }

  append(file: string, ...parts: readonly Uint8Array[]): void {
    this.home.ports.disk.append(file, ...parts)
  }

  read(file: string, position: number, length: number): Uint8Array[] {
    return this.home.ports.disk.read(file, position, length)
  }

  truncate(file: string, size: number): void {
    this.home.ports.disk.truncate(file, size)
  }

  sizeOf(file: string): number {
    return this.home.ports.disk.sizeOf(file)
  }

  list(prefix: string): string[] {
    return this.home.ports.disk.list(prefix)
  }

  sync(file: string, done: Done): void {
    this.home.ports.disk.sync(file, this.asMessage(done))
  }

  rename(file: string, to: string, done: Done): void {
    this.home.ports.disk.rename(file, to, this.asMessage(done))
  }

  remove(file: string, done: Done): void {
    this.home.ports.disk.remove(file, this.asMessage(done))
  }

  /** The system flushes at the end of each tick; an actor need not. */
  flush(): void {}

  private asMessage(done: Done): Done {
    const id = this.home.nextId()
    this.cell.diskWaits.set(id, done)
    return (outcome) => this.home.diskDone(this.cell.path, this.incarnation, id, outcome)
  }
}
