/** The segments of a log in order: which holds an offset, when a new one begins, which go. */
import type { DiskPort } from '../runtime/ports/disk.ts'
import { logFile } from './names.ts'
import { type HeadedBatch, Segment, type SegmentLimits } from './segment.ts'

export class Segments {
  private readonly disk: DiskPort
  private readonly directory: string
  private readonly limits: SegmentLimits
  private list: Segment[]

  constructor(disk: DiskPort, directory: string, limits: SegmentLimits, list: Segment[]) {
    this.disk = disk
    this.directory = directory
    this.limits = limits
    this.list = list
  }

  /** From the oldest to the active one; at least one. */
  get all(): readonly Segment[] {
    return this.list
  }

  get active(): Segment {
    return this.list.at(-1) as Segment
  }

  get first(): Segment {
    return this.list[0] as Segment
  }

  /** The last segment that begins at or before `offset`, or the first. */
  indexFor(offset: number): number {
    let low = 0
    let high = this.list.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.list[middle] as Segment).baseOffset <= offset) low = middle + 1
      else high = middle
    }
    return Math.max(0, low - 1)
  }

  /** Behind the last record of a segment. */
  endOffsetOf(index: number, logEndOffset: number): number {
    return this.list[index + 1]?.baseOffset ?? logEndOffset
  }

  isFullFor(batch: HeadedBatch, nowMs: number): boolean {
    return this.active.isFullFor(batch, nowMs)
  }

  /** Closes the active segment; the next begins at `baseOffset`. */
  roll(baseOffset: number, nowMs: number): void {
    const { active } = this
    active.close()
    if (active.sizeBytes === 0) this.list.pop()
    const { disk, directory, limits } = this
    const next = new Segment(disk, directory, baseOffset, limits, nowMs)
    next.forgetIndexes()
    this.list.push(next)
  }

  /**
   * Cuts the log at the batch that holds `offset`. From the end on, so that a death in the middle
   * leaves the beginning of what was there. Emptied files stay: the next segment of that name takes
   * them, and a removal that ends later could hit it.
   * @returns the first offset that is gone
   */
  truncateTo(offset: number): number {
    const index = this.indexFor(offset)
    for (const segment of this.list.splice(index + 1).reverse()) {
      segment.truncate(0, segment.baseOffset)
    }
    const { active } = this
    for (const { header, position } of active.batchesFrom(active.positionBefore(offset))) {
      if (header.lastOffset < offset) continue
      active.truncate(position, header.baseOffset)
      return header.baseOffset
    }
    return offset
  }

  /** Bytes behind the last whole batch go. */
  cutBehind(logEndOffset: number): void {
    const { active } = this
    let end = 0
    for (const batch of active.batchesFrom(0)) end = batch.position + batch.sizeBytes
    active.truncate(end, logEndOffset)
  }

  startAnewAt(offset: number, nowMs: number): void {
    for (const segment of [...this.list].reverse()) segment.truncate(0, segment.baseOffset)
    this.list = [new Segment(this.disk, this.directory, offset, this.limits, nowMs)]
    this.active.forgetIndexes()
  }

  /** Removes the files of the `count` oldest; no later segment can have their names. */
  removeOldest(count: number): void {
    for (const { files, baseOffset } of this.list.splice(0, count)) {
      for (const file of [...files, logFile(this.directory, baseOffset, 'snapshot')]) {
        if (this.disk.sizeOf(file) >= 0) this.disk.remove(file, () => {})
      }
    }
  }
}
