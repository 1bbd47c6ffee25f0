/** Virtual time and what happens in it: events in the order of their time, then of their making. */
import { Deque } from '../deque.ts'

/**
 * One thing that will happen: `act(subject, payload)` at `atUs`. All events have this one shape,
 * for speed.
 */
interface Scheduled {
  readonly atUs: number
  readonly sequence: number
  readonly act: (subject: never, payload: never) => void
  readonly subject: unknown
  readonly payload: unknown
}

/**
 * A 4-ary heap, and a queue for what is due at this very moment: that is always younger than what
 * the heap still holds for the same moment, so the order (time, sequence) needs no comparison
 * there.
 */
export class Scheduler {
  /** Virtual microseconds since the start; an integer below 2^53. */
  nowUs = 0
  private readonly heap: Scheduled[] = []
  private readonly due = new Deque<Scheduled>()
  private sequence = 0

  /** Events that wait. */
  get size(): number {
    return this.heap.length + this.due.length
  }

  /** When the next event happens; Infinity when there is none. */
  get nextAtUs(): number {
    if (this.due.length > 0) return this.nowUs
    return this.heap[0]?.atUs ?? Number.POSITIVE_INFINITY
  }

  at<S, P>(atUs: number, act: (subject: S, payload: P) => void, subject: S, payload: P): void {
    const scheduled: Scheduled = { atUs, sequence: this.sequence++, act, subject, payload }
    if (atUs <= this.nowUs) this.due.push(scheduled)
    else this.push(scheduled)
  }

  /** Calls `action` after `delayUs`. */
  later(delayUs: number, action: () => void): void {
    this.at(this.nowUs + delayUs, call, action, null)
  }

  /** Moves the clock to the next event and lets it happen. False when there is none. */
  step(): boolean {
    const next = this.take()
    if (next === undefined) return false
    next.act(next.subject as never, next.payload as never)
    return true
  }

  private take(): Scheduled | undefined {
    const first = this.heap[0]
    if (this.due.length > 0 && (first === undefined || first.atUs > this.nowUs)) {
      return this.due.shift()
    }
    if (first === undefined) return undefined
    this.nowUs = first.atUs
    this.pop()
    return first
  }

  private push(added: Scheduled): void {
    const { heap } = this
    let at = heap.length
    heap.push(added)
    while (at > 0) {
      const above = (at - 1) >> 2
      const parent = heap[above] as Scheduled
      if (!before(added, parent)) break
      heap[at] = parent
      at = above
    }
    heap[at] = added
  }

  private pop(): void {
    const { heap } = this
    const last = heap.pop() as Scheduled
    const size = heap.length
    if (size === 0) return
    let at = 0
    for (;;) {
      const first = at * 4 + 1
      if (first >= size) break
      let least = first
      const end = Math.min(first + 4, size)
      for (let each = first + 1; each < end; each++) {
        if (before(heap[each] as Scheduled, heap[least] as Scheduled)) least = each
      }
      const lowest = heap[least] as Scheduled
      if (!before(lowest, last)) break
      heap[at] = lowest
      at = least
    }
    heap[at] = last
  }
}

function before(a: Scheduled, b: Scheduled): boolean {
  return a.atUs < b.atUs || (a.atUs === b.atUs && a.sequence < b.sequence)
}

function call(action: () => void): void {
  action()
}
