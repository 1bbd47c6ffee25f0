/**
 * The time index of a segment: which offset its timestamps had reached.
 * Entries of 12 bytes: largest timestamp so far in ms, int64; last offset of the batch that has it
 * minus the base offset, int32. Source: Kafka TimeIndex.
 */
import { highHalf, joinInt64, twoTo32 } from '../protocol/primitives.ts'
import type { DiskPort } from '../runtime/ports/disk.ts'
import { EntryTable } from './entry-table.ts'

export const timeEntryBytes = 12

export interface TimestampOffset {
  /** In ms since 1970; -1 for none. */
  readonly timestamp: number
  readonly offset: number
}

export class TimeIndex {
  readonly table: EntryTable
  private readonly baseOffset: number

  constructor(disk: DiskPort, file: string, baseOffset: number) {
    this.table = new EntryTable(disk, file, timeEntryBytes)
    this.baseOffset = baseOffset
  }

  /** Adds the entry if its timestamp is later than that of the last one. */
  maybeAppend({ timestamp, offset }: TimestampOffset): void {
    if (timestamp <= this.last().timestamp) return
    this.table.append((view, at) => {
      const high = highHalf(timestamp)
      view.setInt32(at, high)
      view.setUint32(at + 4, timestamp - high * twoTo32)
      view.setInt32(at + 8, offset - this.baseOffset)
    })
  }

  /** The last entry before `timestamp`: up to its offset no record is as late as that. */
  lookupBefore(timestamp: number): TimestampOffset {
    return this.entry(this.table.countWhere((view, at) => timestampAt(view, at) < timestamp) - 1)
  }

  /** The base offset with timestamp -1 when there is no entry. */
  last(): TimestampOffset {
    return this.entry(this.table.count - 1)
  }

  /** Forgets what lies at or above `offset`. */
  truncateTo(offset: number): void {
    const relative = offset - this.baseOffset
    this.table.truncate(this.table.countWhere((view, at) => view.getInt32(at + 8) < relative))
  }

  isSane(): boolean {
    const { count, view } = this.table
    let [timestamp, offset] = [-1, -1]
    for (let at = 0; at < count * timeEntryBytes; at += timeEntryBytes) {
      const [nextTimestamp, nextOffset] = [timestampAt(view, at), view.getInt32(at + 8)]
      if (nextTimestamp <= timestamp || nextOffset <= offset) return false
      timestamp = nextTimestamp
      offset = nextOffset
    }
    return true
  }

  private entry(index: number): TimestampOffset {
    if (index < 0) return { timestamp: -1, offset: this.baseOffset }
    const { view } = this.table
    const at = index * timeEntryBytes
    return { timestamp: timestampAt(view, at), offset: this.baseOffset + view.getInt32(at + 8) }
  }
}

const timestampAt = (view: DataView, at: number): number =>
  joinInt64(view.getInt32(at), view.getUint32(at + 4))
