/**
 * How far a replica's log counts as written: with `highwater.flush = os` to its end, with `commit`
 * as far as it is synced.
 */
import type { PartitionLog } from '../../log/partition-log.ts'
import { DiskError } from '../../runtime/ports/disk.ts'

interface Waiting {
  endOffset: number
  readonly then: () => void
}

export class Durability {
  private readonly log: Pick<PartitionLog, 'logEndOffset' | 'sync'>
  private readonly commits: boolean
  private syncedTo = 0
  /** Where the log ended as the sync under way began; -1 while none is. */
  private syncingTo = -1
  private waiting: Waiting[] = []

  constructor(log: Pick<PartitionLog, 'logEndOffset' | 'sync'>, commits: boolean) {
    this.log = log
    this.commits = commits
  }

  /** Behind the last record that counts as written. */
  get endOffset(): number {
    const { logEndOffset } = this.log
    return this.commits ? Math.min(this.syncedTo, logEndOffset) : logEndOffset
  }

  /** Calls `then` once all that is in the log now counts as written; it may be at once. */
  whenWritten(then: () => void): void {
    const { logEndOffset } = this.log
    if (this.endOffset >= logEndOffset) return then()
    this.waiting.push({ endOffset: logEndOffset, then })
    this.sync()
  }

  /** The log was cut: what was synced behind its end is no more. */
  truncated(): void {
    const { logEndOffset } = this.log
    this.syncedTo = Math.min(this.syncedTo, logEndOffset)
    this.syncingTo = Math.min(this.syncingTo, logEndOffset)
    for (const each of this.waiting) each.endOffset = Math.min(each.endOffset, logEndOffset)
  }

  /** One at a time; whatever is appended meanwhile shares the next. */
  private sync(): void {
    if (this.syncingTo !== -1) return
    this.syncingTo = this.log.logEndOffset
    this.log.sync((error) => {
      if (error !== null) throw new DiskError(error, 'log')
      this.syncedTo = this.syncingTo
      this.syncingTo = -1
      const due = this.waiting.filter(({ endOffset }) => endOffset <= this.endOffset)
      this.waiting = this.waiting.filter(({ endOffset }) => endOffset > this.endOffset)
      for (const { then } of due) then()
      if (this.waiting.length > 0) this.sync()
    })
  }
}
