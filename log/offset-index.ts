/**
 * The offset index of a segment: where in its log file some of its batches begin.
 * Entries of 8 bytes: last offset of a batch minus the base offset, int32; position of the batch,
 * int32. Source: Kafka OffsetIndex, LogSegment.append.
 */
import type { DiskPort } from '../runtime/ports/disk.ts'
import { EntryTable } from './entry-table.ts'

export const offsetEntryBytes = 8

export interface OffsetPosition {
  /** The last offset of the batch at `position`. */
  readonly offset: number
  readonly position: number
}

export class OffsetIndex {
  readonly table: EntryTable
  private readonly baseOffset: number

  constructor(disk: DiskPort, file: string, baseOffset: number) {
    this.table = new EntryTable(disk, file, offsetEntryBytes)
    this.baseOffset = baseOffset
  }

  append({ offset, position }: OffsetPosition): void {
    this.table.append((view, at) => {
      view.setInt32(at, offset - this.baseOffset)
      view.setInt32(at + 4, position)
    })
  }

  /** The last entry at or before `offset`; what is wanted does not begin before its position. */
  lookup(offset: number): OffsetPosition | null {
    const relative = offset - this.baseOffset
    return this.entry(this.table.countWhere((view, at) => view.getInt32(at) <= relative) - 1)
  }

  last(): OffsetPosition | null {
    return this.entry(this.table.count - 1)
  }

  /** Forgets what lies at or above `offset`. */
  truncateTo(offset: number): void {
    const relative = offset - this.baseOffset
    this.table.truncate(this.table.countWhere((view, at) => view.getInt32(at) < relative))
  }

  /** False when no log file of `logBytes` bytes can have these entries. */
  isSane(logBytes: number): boolean {
    const { count, view } = this.table
    let [offset, position] = [-1, -1]
    for (let at = 0; at < count * offsetEntryBytes; at += offsetEntryBytes) {
      const [nextOffset, nextPosition] = [view.getInt32(at), view.getInt32(at + 4)]
      if (nextOffset <= offset || nextPosition <= position || nextPosition >= logBytes) return false
      offset = nextOffset
      position = nextPosition
    }
    return true
  }

  private entry(index: number): OffsetPosition | null {
    if (index < 0) return null
    const { view } = this.table
    const at = index * offsetEntryBytes
    return { offset: this.baseOffset + view.getInt32(at), position: view.getInt32(at + 4) }
  }
}
