/** Watches a live system: passes chosen events on, and records everything while asked to. */
import type { Envelope } from '../envelope.ts'
import { type Recorded, Recorder } from '../recorder.ts'
import type { Observer, TraceEvent } from '../trace.ts'

export class LiveObserver implements Observer {
  private readonly wanted: ReadonlySet<string>
  private readonly happened: (event: TraceEvent) => void
  private recorder: Recorder | null = null

  /** `wanted`: the types of the events that are passed on. */
  constructor(wanted: readonly string[], happened: (event: TraceEvent) => void) {
    this.wanted = new Set(wanted)
    this.happened = happened
  }

  /** Keeps the last `capacity` deliveries, draws and events; 0 ends the recording and drops it. */
  record(capacity: number): void {
    this.recorder = capacity > 0 ? new Recorder(capacity) : null
  }

  /** What is recorded, oldest first, and how many older entries have made room for it. */
  recording(): { entries: Recorded[]; dropped: number } {
    return { entries: this.recorder?.entries() ?? [], dropped: this.recorder?.dropped ?? 0 }
  }

  delivered(envelope: Envelope, incarnation: number, atMs: number): void {
    this.recorder?.delivered(envelope, incarnation, atMs)
  }

  drew(path: string, value: number): void {
    this.recorder?.drew(path, value)
  }

  event(event: TraceEvent): void {
    this.recorder?.event(event)
    if (this.wanted.has(event.type)) this.happened(event)
  }
}
