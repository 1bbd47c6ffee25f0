/** The producer snapshots of a log: written when a segment begins, read when the log is opened. */
import type { Crc32c } from '../runtime/ports/codecs.ts'
import type { DiskPort } from '../runtime/ports/disk.ts'
import { logFile, parseLogFile } from './names.ts'
import {
  decodeProducerSnapshot,
  encodeProducerSnapshot,
  type ProducerSnapshotEntry,
} from './producer-snapshot.ts'
import { readBytes } from './stored-batch.ts'

export interface ProducerSnapshot {
  /** Of the first record that the snapshot does not know of. */
  readonly offset: number
  readonly producers: readonly ProducerSnapshotEntry[]
}

export class ProducerSnapshots {
  private readonly disk: DiskPort
  private readonly directory: string
  private readonly crc32c: Crc32c

  constructor(disk: DiskPort, directory: string, crc32c: Crc32c) {
    this.disk = disk
    this.directory = directory
    this.crc32c = crc32c
  }

  write({ offset, producers }: ProducerSnapshot): void {
    const file = logFile(this.directory, offset, 'snapshot')
    if (this.disk.sizeOf(file) > 0) this.disk.truncate(file, 0)
    this.disk.append(file, encodeProducerSnapshot(producers, this.crc32c))
  }

  /** The last good one at or below `offset`; null when there is none. */
  latest(offset: number): ProducerSnapshot | null {
    for (const at of this.offsets().reverse()) {
      const file = logFile(this.directory, at, 'snapshot')
      const size = this.disk.sizeOf(file)
      if (at > offset || size === 0) continue
      const producers = decodeProducerSnapshot(readBytes(this.disk, file, 0, size), this.crc32c)
      if (producers !== null) return { offset: at, producers }
    }
    return null
  }

  /** Those above `offset` speak of records that are gone: they are emptied. */
  truncateTo(offset: number): void {
    for (const at of this.offsets()) {
      const file = logFile(this.directory, at, 'snapshot')
      if (at > offset && this.disk.sizeOf(file) > 0) this.disk.truncate(file, 0)
    }
  }

  private offsets(): number[] {
    const found: number[] = []
    for (const file of this.disk.list(`${this.directory}/`)) {
      const name = parseLogFile(file.slice(this.directory.length + 1))
      if (name?.kind === 'snapshot') found.push(name.baseOffset)
    }
    return found.sort((a, b) => a - b)
  }
}
