/**
 * A small file that is only ever replaced as a whole: written beside, synced, then renamed. After a
 * loss of power it holds one of the contents that it was given.
 */
import { concatBytes } from '../protocol/writer.ts'
import type { DiskErrorCode, DiskPort } from '../runtime/ports/disk.ts'

type Done = (error: DiskErrorCode | null) => void

interface Replacement {
  readonly bytes: Uint8Array
  readonly done: Done
}

export class ReplacedFile {
  private readonly disk: DiskPort
  private readonly file: string
  private busy = false
  /** What is to follow the replacement under way; those in between need not be written. */
  private next: Replacement | null = null

  constructor(disk: DiskPort, file: string) {
    this.disk = disk
    this.file = file
  }

  /** Null when there is no such file. */
  read(): Uint8Array | null {
    const size = this.disk.sizeOf(this.file)
    if (size < 0) return null
    return size === 0 ? new Uint8Array(0) : concatBytes(this.disk.read(this.file, 0, size))
  }

  /** `done` is called when this content, or a later one, is durable; or when that has failed. */
  replace(bytes: Uint8Array, done: Done): void {
    const skipped = this.next
    const both: Done = (error) => {
      skipped?.done(error)
      done(error)
    }
    this.next = { bytes, done: skipped === null ? done : both }
    if (!this.busy) this.begin()
  }

  private begin(): void {
    const { next } = this
    if (next === null) return
    this.next = null
    this.busy = true
    const beside = this.freeName()
    this.disk.append(beside, next.bytes)
    this.disk.sync(beside, ({ error }) => {
      if (error !== null) return this.ended(next, error)
      this.disk.rename(beside, this.file, (renamed) => this.ended(next, renamed.error))
    })
  }

  private ended({ done }: Replacement, error: DiskErrorCode | null): void {
    this.busy = false
    done(error)
    this.begin()
  }

  /** An earlier life may still be at work on a name that is taken. */
  private freeName(): string {
    for (let number = 0; ; number++) {
      const name = `${this.file}.tmp${number === 0 ? '' : number}`
      if (this.disk.sizeOf(name) < 0) return name
    }
  }
}
