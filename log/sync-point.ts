/** Up to which offset a log is durable, while syncs are under way and the log may be cut. */
import type { DiskErrorCode, DiskPort } from '../runtime/ports/disk.ts'

type Done = (error: DiskErrorCode | null) => void

/** An offset that a sync under way is going to make durable, unless the log is cut below it. */
interface Goal {
  offset: number
}

export class SyncPoint {
  private readonly disk: DiskPort
  private readonly goals = new Set<Goal>()
  private reached: number
  /** After a failed sync nothing more counts as durable: the disk may have dropped what it held. */
  private failed: DiskErrorCode | null = null

  constructor(disk: DiskPort, offset: number) {
    this.disk = disk
    this.reached = offset
  }

  get offset(): number {
    return this.reached
  }

  /** Syncs `files`, which hold everything from the sync point to `offset`. */
  advance(offset: number, files: readonly string[], done: Done): void {
    const goal: Goal = { offset }
    this.goals.add(goal)
    let left = files.length
    let failure = this.failed
    const ended = (error: DiskErrorCode | null) => {
      failure ??= error
      if (--left > 0) return
      this.goals.delete(goal)
      this.failed ??= failure
      if (failure === null) this.reached = Math.max(this.reached, goal.offset)
      done(failure)
    }
    if (left === 0) ended(null)
    for (const file of files) this.disk.sync(file, ({ error }) => ended(error))
  }

  /** What is appended from here on is not what a sync under way has seen. */
  truncateTo(offset: number): void {
    this.reached = Math.min(this.reached, offset)
    for (const goal of this.goals) goal.offset = Math.min(goal.offset, offset)
  }
}
