/** The timers of one actor system: a binary heap that can also remove from its middle. */

/** One armed timer; `position` is its place in the heap, -1 once fired or cancelled. */
export interface Timer {
  readonly atMs: number
  readonly sequence: number
  readonly fire: () => void
  position: number
}

export class TimerQueue {
  private readonly heap: Timer[] = []
  private sequence = 0

  get size(): number {
    return this.heap.length
  }

  /** When the next timer is due; Infinity when there is none. */
  get nextAtMs(): number {
    return this.heap[0]?.atMs ?? Number.POSITIVE_INFINITY
  }

  add(atMs: number, fire: () => void): Timer {
    const timer: Timer = { atMs, sequence: this.sequence++, fire, position: this.heap.length }
    this.heap.push(timer)
    this.rise(timer)
    return timer
  }

  /** Removes the timer; harmless when it has fired or was cancelled before. */
  cancel(timer: Timer): void {
    const at = timer.position
    if (at < 0) return
    timer.position = -1
    const last = this.heap.pop() as Timer
    if (last === timer) return
    last.position = at
    this.heap[at] = last
    this.rise(last)
    this.sink(last)
  }

  /** Takes the earliest timer that is due at `nowMs`; equal times leave in the order of arming. */
  takeDue(nowMs: number): Timer | undefined {
    const first = this.heap[0]
    if (first === undefined || first.atMs > nowMs) return undefined
    this.cancel(first)
    return first
  }

  private before(a: Timer, b: Timer): boolean {
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.sequence < b.sequence)
  }

  private rise(timer: Timer): void {
    while (timer.position > 0) {
      const above = this.heap[(timer.position - 1) >> 1] as Timer
      if (!this.before(timer, above)) return
      this.swap(timer, above)
    }
  }

  private sink(timer: Timer): void {
    for (;;) {
      const left = this.heap[timer.position * 2 + 1]
      if (left === undefined) return
      const right = this.heap[timer.position * 2 + 2]
      const least = right !== undefined && this.before(right, left) ? right : left
      if (!this.before(least, timer)) return
      this.swap(least, timer)
    }
  }

  private swap(a: Timer, b: Timer): void {
    const at = a.position
    a.position = b.position
    b.position = at
    this.heap[a.position] = a
    this.heap[b.position] = b
  }
}
