/**
 * Records what a live system was given (deliveries, timers, draws) in a ring, for a later
 * replay.
 */
import type { Envelope } from './envelope.ts'
import type { Observer, TraceEvent } from './trace.ts'

export type Recorded =
  | { kind: 'delivery'; atMs: number; incarnation: number; envelope: Envelope }
  | { kind: 'draw'; path: string; value: number }
  | { kind: 'event'; event: TraceEvent }

/** Holds the last `capacity` entries; what is older is counted in `dropped`. */
export class Recorder implements Observer {
  private readonly ring: Recorded[] = []
  private next = 0
  private readonly capacity: number
  dropped = 0

  constructor(capacity: number) {
    this.capacity = capacity
  }

  delivered(envelope: Envelope, incarnation: number, atMs: number): void {
    this.add({ kind: 'delivery', atMs, incarnation, envelope })
  }

  drew(path: string, value: number): void {
    this.add({ kind: 'draw', path, value })
  }

  event(event: TraceEvent): void {
    this.add({ kind: 'event', event })
  }

  /** What is held, oldest first. */
  entries(): Recorded[] {
    return [...this.ring.slice(this.next), ...this.ring.slice(0, this.next)]
  }

  private add(entry: Recorded): void {
    if (this.ring.length < this.capacity) {
      this.ring.push(entry)
      return
    }
    this.ring[this.next] = entry
    this.next = (this.next + 1) % this.capacity
    this.dropped++
  }
}
