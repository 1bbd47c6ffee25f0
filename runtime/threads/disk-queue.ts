/** Operations on files that end later: one after the other, in the order of the questions. */
import type { DiskErrorCode } from '../ports/disk.ts'
import { diskError } from './disk-error.ts'

type Done = (error: DiskErrorCode | null) => void
type Task = () => Promise<void>

interface Waiting {
  readonly kind: 'sync' | 'other'
  readonly file: string
  readonly task: Task
  readonly done: Done[]
}

export class DiskQueue {
  private readonly waiting: Waiting[] = []
  private running: Promise<void> | null = null

  /** Several syncs of one file that wait are one. */
  push(kind: 'sync' | 'other', file: string, task: Task, done: Done): void {
    const last = this.waiting.findLast((each) => each.file === file)
    if (kind === 'sync' && last?.kind === 'sync') last.done.push(done)
    else this.waiting.push({ kind, file, task, done: [done] })
  }

  /** What was asked for may begin: all that was appended before has been written. */
  start(): void {
    if (this.running !== null || this.waiting.length === 0) return
    this.running = this.run()
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.running !== null) await this.running
  }

  private async run(): Promise<void> {
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      let outcome: DiskErrorCode | null = null
      try {
        await next.task()
      } catch (error) {
        outcome = diskError(error, next.file).code
      }
      for (const done of next.done) done(outcome)
    }
    this.running = null
  }
}
