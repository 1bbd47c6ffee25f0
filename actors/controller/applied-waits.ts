/** Answers that wait until the brokers have applied what the answer tells of. */

/** One answer: given when every broker has applied the log up to `endOffset`. */
export interface AppliedWait {
  readonly id: number
  readonly endOffset: number
  readonly answer: () => void
}

/**
 * A topic is told as created only once its leaders take appends: a client that is too early is
 * refused, and with acks=0 loses its records. A broker that fetches from offset n has applied all
 * before n.
 */
export class AppliedWaits {
  private readonly applied = new Map<number, number>()
  private waits: AppliedWait[] = []
  private ids = 0

  add(endOffset: number, answer: () => void): number {
    const id = ++this.ids
    this.waits.push({ id, endOffset, answer })
    return id
  }

  brokerApplied(brokerId: number, offset: number): void {
    this.applied.set(brokerId, offset)
  }

  /** Removes and returns those that every one of `brokers` has reached. */
  takeReached(brokers: Iterable<number>): AppliedWait[] {
    if (this.waits.length === 0) return []
    let least = Number.POSITIVE_INFINITY
    for (const brokerId of brokers) least = Math.min(least, this.applied.get(brokerId) ?? 0)
    return this.take((wait) => wait.endOffset <= least)
  }

  /** Removes and returns one that has waited long enough. */
  takeOne(id: number): AppliedWait[] {
    return this.take((wait) => wait.id === id)
  }

  private take(due: (wait: AppliedWait) => boolean): AppliedWait[] {
    const taken = this.waits.filter(due)
    if (taken.length > 0) this.waits = this.waits.filter((wait) => !due(wait))
    return taken
  }
}
