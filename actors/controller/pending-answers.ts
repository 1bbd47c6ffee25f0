/** Answers of the active controller that wait until what they tell of is committed. */

interface Pending {
  readonly endOffset: number
  readonly answer: () => void
}

export class PendingAnswers {
  /** In the order of their offsets, because the log only grows. */
  private pending: Pending[] = []

  hold(endOffset: number, answer: () => void): void {
    this.pending.push({ endOffset, answer })
  }

  /** Removes and returns those whose offset `highWatermark` has reached, in order. */
  takeCommitted(highWatermark: number): (() => void)[] {
    let count = 0
    while ((this.pending[count]?.endOffset ?? Number.POSITIVE_INFINITY) <= highWatermark) count++
    return this.pending.splice(0, count).map(({ answer }) => answer)
  }
}
