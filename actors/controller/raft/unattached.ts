/** Voters without a leader: one that knows none, and one that has led this epoch and resigned. */

/** Knows an epoch, perhaps has voted in it, and waits for whoever wins. */
export class Unattached {
  readonly kind = 'unattached'
  readonly leaderId = -1
  readonly deadlineMs: number

  constructor(deadlineMs: number) {
    this.deadlineMs = deadlineMs
  }
}

/**
 * Has led this epoch and may not lead it again: what it promised then is forgotten. It asks the
 * others to elect, and stands itself only when nobody has.
 */
export class Resigned {
  readonly kind = 'resigned'
  readonly leaderId = -1
  readonly deadlineMs: number

  constructor(deadlineMs: number) {
    this.deadlineMs = deadlineMs
  }
}
