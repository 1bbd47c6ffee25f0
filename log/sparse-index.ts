/** A sparse index of a log file: where to begin when an offset, a position or a time is wanted. */

export interface IndexEntry {
  /** Base offset of the batch at `position`. */
  readonly offset: number
  readonly position: number
  /** The largest timestamp of all batches before this one; -1 for none. */
  readonly maxTimestampBefore: number
}

/** One entry each `intervalBytes` of log or a little more (`index.interval.bytes`). */
export class SparseIndex {
  private entries: IndexEntry[] = []
  private readonly intervalBytes: number

  constructor(intervalBytes: number) {
    this.intervalBytes = intervalBytes
  }

  /** Takes notice of a batch that is about to be added at the end of the log. */
  beforeAppend(entry: IndexEntry): void {
    const last = this.entries.at(-1)
    if (last !== undefined && entry.position - last.position < this.intervalBytes) return
    this.entries.push(entry)
  }

  /** A position at or before the batch that holds `offset`. */
  positionForOffset(offset: number): number {
    return this.lastWhere((entry) => entry.offset <= offset)?.position ?? 0
  }

  /** The start of a batch at or before `position`. */
  startAtOrBefore(position: number): number {
    return this.lastWhere((entry) => entry.position <= position)?.position ?? 0
  }

  /** A position before which no record is as late as `timestampMs`. */
  positionForTimestamp(timestampMs: number): number {
    return this.lastWhere((entry) => entry.maxTimestampBefore < timestampMs)?.position ?? 0
  }

  /** The last entry for which `holds` is true; it is true for a beginning of the list only. */
  private lastWhere(holds: (entry: IndexEntry) => boolean): IndexEntry | undefined {
    let low = 0
    let high = this.entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (holds(this.entries[middle] as IndexEntry)) low = middle + 1
      else high = middle
    }
    return this.entries[low - 1]
  }
}
