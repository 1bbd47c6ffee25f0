/** A file of entries of one size, kept in memory once it is used; entries are added at its end. */
import { concatBytes } from '../protocol/writer.ts'
import type { DiskPort } from '../runtime/ports/disk.ts'

const firstCapacity = 8

export class EntryTable {
  readonly file: string
  readonly entryBytes: number
  private readonly disk: DiskPort
  private bytes = new Uint8Array(0)
  private dataView = new DataView(this.bytes.buffer)
  private used = 0
  private loaded = false
  /** While it is made anew: the file follows at the end. */
  private rebuilding = false

  constructor(disk: DiskPort, file: string, entryBytes: number) {
    this.disk = disk
    this.file = file
    this.entryBytes = entryBytes
  }

  get count(): number {
    this.load()
    return this.used
  }

  get sizeBytes(): number {
    return this.count * this.entryBytes
  }

  /** Entry n begins at n * entryBytes. */
  get view(): DataView {
    this.load()
    return this.dataView
  }

  exists(): boolean {
    return this.disk.sizeOf(this.file) >= 0
  }

  /** Without entries there may be no file yet. */
  ensureExists(): void {
    if (!this.exists()) this.disk.append(this.file)
  }

  append(fill: (view: DataView, at: number) => void): void {
    this.load()
    const at = this.used * this.entryBytes
    if (at === this.bytes.length) this.grow()
    fill(this.dataView, at)
    this.used++
    if (this.rebuilding) return
    this.disk.append(this.file, this.bytes.slice(at, at + this.entryBytes))
  }

  truncate(count: number): void {
    if (count >= this.count) return
    this.used = count
    if (!this.rebuilding) this.disk.truncate(this.file, count * this.entryBytes)
  }

  /** The number of leading entries for which `holds` is true; it is true for a beginning only. */
  countWhere(holds: (view: DataView, at: number) => boolean): number {
    this.load()
    let low = 0
    let high = this.used
    while (low < high) {
      const middle = (low + high) >> 1
      if (holds(this.dataView, middle * this.entryBytes)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Forgets all entries; those added until `finish` are written as a whole. */
  startOver(): void {
    this.loaded = true
    this.rebuilding = true
    this.used = 0
  }

  finish(): void {
    this.rebuilding = false
    if (this.exists()) this.disk.truncate(this.file, 0)
    if (this.used > 0) this.disk.append(this.file, this.bytes.slice(0, this.sizeBytes))
  }

  private load(): void {
    if (this.loaded) return
    this.loaded = true
    const size = this.disk.sizeOf(this.file)
    if (size <= 0) return
    this.bytes = concatBytes(this.disk.read(this.file, 0, size)).slice()
    this.dataView = new DataView(this.bytes.buffer)
    this.used = Math.floor(size / this.entryBytes)
    const whole = this.used * this.entryBytes
    if (whole === size) return
    this.disk.truncate(this.file, whole) // half an entry, torn when it was written
    this.bytes = this.bytes.slice(0, whole)
    this.dataView = new DataView(this.bytes.buffer)
  }

  private grow(): void {
    const entries = Math.max(firstCapacity, this.used * 2)
    const larger = new Uint8Array(entries * this.entryBytes)
    larger.set(this.bytes)
    this.bytes = larger
    this.dataView = new DataView(larger.buffer)
  }
}
