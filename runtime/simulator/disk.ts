/**
 * A simulated disk with a page cache: it can fail, fill up, rot, be slow, and lose what was not
 * synced.
 */
import { joined, MemoryDisk } from '../memory-disk.ts'
import {
  type DiskDone,
  DiskError,
  type DiskErrorCode,
  type DiskPort,
  type FileScan,
  SystemDeath,
} from '../ports/disk.ts'
import { hash32, mix32, RandomStream } from '../random.ts'
import { BitRot } from './bit-rot.ts'

/** What a disk needs from the simulation around it. */
export interface DiskWorld {
  readonly seed: number
  readonly system: string
  /** Every operation, before it acts. */
  operated(operation: string, file: string, number: number, bytes: Uint8Array | null): void
  later(delayUs: number, action: () => void): void
  /** Hands the end of an operation to the system; it waits while the system is frozen. */
  deliver(action: () => void): void
}

/** What happens at one operation: the named error, or the end of the whole system. */
export type DiskFault = DiskErrorCode | 'death'

type Done = (outcome: DiskDone) => void

/**
 * How far a file has come: flushedSize >= syncedSize; what lies above flushedSize is the
 * process's own.
 */
interface FileState {
  flushedSize: number
  syncedSize: number
  /** The name itself survives a loss of power. */
  durable: boolean
  /**
   * After a failed sync the bytes from here on never become durable, though later syncs succeed.
   */
  syncableSize: number
}

const pageBytes = 4_096
const syncMinUs = 200
const syncMaxUs = 4_000

/**
 * Three layers: bytes appended since the last flush belong to the process and die with it;
 * flushed bytes are in the page cache and survive its death; synced bytes survive a loss of
 * power. Truncating, renaming and removing are durable as soon as they are done; a rename or
 * remove under way when the process dies is done or not, as the seed says.
 */
export class SimulatedDisk implements DiskPort {
  /** Operations so far, in all lives of the system. */
  operations = 0
  /** Bytes that fit; Infinity when there is no limit. */
  capacityBytes = Number.POSITIVE_INFINITY
  /** Every operation that could fail does, with this error; null when the disk works. */
  broken: DiskErrorCode | null = null
  /** Added to the time of every operation that ends later. */
  slowUs = 0
  readonly rot = new BitRot()
  private readonly world: DiskWorld
  private readonly content = new MemoryDisk()
  private readonly states = new Map<string, FileState>()
  /** Files with bytes that are not flushed. */
  private readonly dirty = new Set<string>()
  private readonly armed = new Map<number, DiskFault>()
  private readonly underWay = new Set<() => void>()
  private life = 0
  /** Of the machine, so far. */
  powerLosses = 0

  constructor(world: DiskWorld) {
    this.world = world
  }

  append(file: string, ...parts: readonly Uint8Array[]): void {
    const bytes = joined(parts)
    this.operate('append', file, bytes.length, bytes)
    this.content.append(file, bytes)
    if (!this.states.has(file)) {
      const syncableSize = Number.POSITIVE_INFINITY
      this.states.set(file, { flushedSize: 0, syncedSize: 0, durable: false, syncableSize })
    }
    this.dirty.add(file)
  }

  read(file: string, position: number, length: number): Uint8Array[] {
    this.operate('read', file, position, null)
    return this.rot.applied(file, position, this.content.read(file, position, length))
  }

  truncate(file: string, size: number): void {
    this.operate('truncate', file, size, null)
    this.content.truncate(file, size)
    this.shorten(file, size)
  }

  sizeOf(file: string): number {
    return this.content.sizeOf(file)
  }

  list(prefix: string): string[] {
    return this.content.list(prefix)
  }

  /** What is at rest on this disk can rot, also when it has just been written. */
  isInMemory(): boolean {
    return false
  }

  moveDirectory(directory: string, to: string): void {
    this.operate('move', directory, hash32(0, to), null)
    for (const file of this.content.list(`${directory}/`)) {
      this.renamed(file, to + file.slice(directory.length))
    }
    this.content.moveDirectory(directory, to)
  }

  scan<Input, Found>(
    file: string,
    scan: FileScan<Input, Found>,
    input: Input,
    done: (found: Found | null) => void,
  ): void {
    const read = (position: number, length: number) =>
      joined(this.rot.applied(file, position, this.content.read(file, position, length)))
    let found: Found | null = null
    const end: Done = ({ error }) => done(error === null ? found : null)
    this.endLater('scan', file, 0, end, (error) => {
      if (error === null && this.states.has(file)) found = scan.run(read, input)
      return { error: this.states.has(file) ? error : 'ENOENT' }
    })
  }

  sync(file: string, done: Done): void {
    const size = this.content.sizeOf(file)
    this.endLater('sync', file, size, done, (error) => {
      const state = this.states.get(file)
      if (state === undefined) return { error: error ?? 'ENOENT' }
      if (error === null) {
        state.durable = true
        state.syncedSize = Math.max(
          state.syncedSize,
          Math.min(size, state.flushedSize, state.syncableSize),
        )
      } else state.syncableSize = Math.min(state.syncableSize, state.syncedSize)
      return { error }
    })
  }

  rename(file: string, to: string, done: Done): void {
    this.endLater('rename', file, hash32(0, to), done, (error) => {
      const state = this.states.get(file)
      if (error !== null || state === undefined) return { error: error ?? 'ENOENT' }
      this.renamed(file, to)
      return this.now((act) => this.content.rename(file, to, act))
    })
  }

  remove(file: string, done: Done): void {
    this.endLater('remove', file, 0, done, (error) => {
      if (error !== null || !this.states.delete(file)) return { error: error ?? 'ENOENT' }
      this.dirty.delete(file)
      this.rot.cutAt(file, 0)
      return this.now((act) => this.content.remove(file, act))
    })
  }

  /**
   * One operation for each file that has new bytes; a failure in the middle leaves part of them.
   */
  flush(): void {
    if (this.dirty.size === 0) return
    for (const file of this.dirty) {
      const state = this.states.get(file) as FileState
      const size = this.content.sizeOf(file)
      const fits = Math.min(size, state.flushedSize + this.freeBytes())
      try {
        this.operate('write', file, size, null)
      } catch (error) {
        state.flushedSize += this.draw(fits - state.flushedSize + 1)
        throw error
      }
      state.flushedSize = fits
      if (fits < size) throw new DiskError('ENOSPC', file)
      this.dirty.delete(file)
    }
  }

  /** The `nth` operation from now on (1 = the next) ends in `fault`. */
  failAt(nth: number, fault: DiskFault): void {
    this.armed.set(this.operations + nth, fault)
  }

  /**
   * The process is gone: what it had not flushed is lost, and nobody hears of what was under
   * way.
   */
  processDied(): void {
    this.life++
    for (const file of this.dirty) this.cutTo(file, this.states.get(file)?.flushedSize ?? 0)
    this.dirty.clear()
    const draws = new RandomStream(this.world.seed, `death ${this.world.system} ${this.life}`)
    for (const act of [...this.underWay]) if (draws.chance(0.5)) act()
    this.underWay.clear()
  }

  /**
   * Power is gone, after `processDied`: of what was not synced the seed leaves all, nothing or a
   * part.
   */
  powerLost(): void {
    const draws = new RandomStream(
      this.world.seed,
      `power ${this.world.system} ${this.powerLosses++}`,
    )
    for (const [file, { flushedSize, syncedSize, durable }] of [...this.states]) {
      const kept = survivingSize(draws, syncedSize, flushedSize)
      if (kept === 0 && !durable) {
        this.states.delete(file)
        this.rot.cutAt(file, 0)
        this.content.remove(file, () => {})
      } else this.cutTo(file, kept)
    }
  }

  private renamed(file: string, to: string): void {
    const state = this.states.get(file)
    if (state === undefined) return
    state.durable = true
    this.states.delete(file)
    this.states.set(to, state)
    this.dirty.delete(to)
    if (this.dirty.delete(file)) this.dirty.add(to)
    this.rot.renamed(file, to)
  }

  /** Bytes in the page cache and below, of all files. */
  usedBytes(): number {
    let sum = 0
    for (const { flushedSize } of this.states.values()) sum += flushedSize
    return sum
  }

  private freeBytes(): number {
    if (this.capacityBytes === Number.POSITIVE_INFINITY) return this.capacityBytes
    return Math.max(0, this.capacityBytes - this.usedBytes())
  }

  private cutTo(file: string, size: number): void {
    if (size < this.content.sizeOf(file)) this.content.truncate(file, size)
    this.shorten(file, size)
  }

  private shorten(file: string, size: number): void {
    this.rot.cutAt(file, size)
    const state = this.states.get(file)
    if (state === undefined) return
    state.flushedSize = Math.min(state.flushedSize, size)
    state.syncedSize = Math.min(state.syncedSize, size)
    if (state.syncableSize >= size) state.syncableSize = Number.POSITIVE_INFINITY
  }

  /** Counts, records, and fails if it is told to. */
  private operate(operation: string, file: string, number: number, bytes: Uint8Array | null): void {
    const failure = this.begin(operation, file, number, bytes)
    if (failure !== null) throw new DiskError(failure, file)
  }

  private begin(
    operation: string,
    file: string,
    number: number,
    bytes: Uint8Array | null,
  ): DiskErrorCode | null {
    const fault = this.armed.get(++this.operations) ?? null
    this.world.operated(operation, file, number, bytes)
    if (fault === null) return this.broken
    this.armed.delete(this.operations)
    if (fault !== 'death') return fault
    throw new SystemDeath(`died at disk operation ${this.operations}: ${operation} of ${file}`)
  }

  /** An operation that ends by an event; `act` takes effect then, and says how it ended. */
  private endLater(
    operation: string,
    file: string,
    number: number,
    done: Done,
    act: (error: DiskErrorCode | null) => DiskDone,
  ): void {
    const error = this.begin(operation, file, number, null)
    const { life } = this
    const effect = (): void => void act(error)
    this.underWay.add(effect)
    const delayUs = syncMinUs + this.draw(syncMaxUs - syncMinUs + 1) + this.slowUs
    this.world.later(delayUs, () => {
      if (!this.underWay.delete(effect)) return
      const outcome = act(error)
      this.world.deliver(() => {
        if (this.life === life) done(outcome)
      })
    })
  }

  /** The outcome of an operation that a disk in memory ends at once. */
  private now(operation: (done: Done) => void): DiskDone {
    let outcome: DiskDone = { error: null }
    operation((ended) => {
      outcome = ended
    })
    return outcome
  }

  /** A number in [0, bound) that belongs to the running operation. */
  private draw(bound: number): number {
    const bits = mix32(hash32(this.world.seed, this.world.system) ^ mix32(this.operations))
    return Math.floor((bits / 0x1_0000_0000) * bound)
  }
}

/**
 * How much of a file is left: everything, what was synced, some whole pages more, or torn at any
 * byte.
 */
function survivingSize(draws: RandomStream, syncedSize: number, flushedSize: number): number {
  const bytes = flushedSize - syncedSize
  const torn = syncedSize + draws.below(bytes + 1)
  switch (draws.below(4)) {
    case 0:
      return flushedSize
    case 1:
      return syncedSize
    case 2:
      return Math.max(syncedSize, torn - (torn % pageBytes))
    default:
      return torn
  }
}
