/** Readers that wait at the end of a partition until there is more. */
import type { ReplyTo } from '../../runtime/ref.ts'
import type { DataArrived } from './messages.ts'

export interface ParkedReader {
  readonly beyondOffset: number
  /** Monotonic ms after which nobody waits for the answer any more. */
  readonly untilMs: number
  readonly replyTo: ReplyTo<DataArrived>
}

/** From this many on, those that have stopped waiting are looked for. */
const sweepFromMin = 64

/** At most one wait for each reader: a new one takes the place of the old. */
export class ParkedReaders {
  private readonly readers = new Map<string, ParkedReader>()
  private sweepFrom = sweepFromMin

  get size(): number {
    return this.readers.size
  }

  park(reader: string, parked: ParkedReader, nowMs: number): void {
    if (this.readers.size >= this.sweepFrom) this.sweep(nowMs)
    this.readers.set(reader, parked)
  }

  /** Removes and returns those for whom there is something below `highWatermark`. */
  takeServed(highWatermark: number): ParkedReader[] {
    const served: ParkedReader[] = []
    for (const [reader, parked] of this.readers) {
      if (parked.beyondOffset >= highWatermark) continue
      this.readers.delete(reader)
      served.push(parked)
    }
    return served
  }

  private sweep(nowMs: number): void {
    for (const [reader, { untilMs }] of this.readers) {
      if (untilMs < nowMs) this.readers.delete(reader)
    }
    // Twice as many again before the next look: each costs as much as the readers that came since.
    this.sweepFrom = Math.max(sweepFromMin, 2 * this.readers.size)
  }
}
