/** Where each leader epoch begins in a log, and so where two logs may part (KIP-101, KIP-279). */

export interface EpochStart {
  readonly epoch: number
  readonly startOffset: number
}

/** The end of an epoch in a log; both -1 when the log cannot know it. */
export interface EpochEnd {
  readonly epoch: number
  readonly endOffset: number
}

const unknownEnd: EpochEnd = { epoch: -1, endOffset: -1 }

/** Source: Kafka LeaderEpochFileCache. */
export class LeaderEpochs {
  private starts: EpochStart[] = []

  /** In the order of the log; both fields grow. */
  get entries(): readonly EpochStart[] {
    return this.starts
  }

  /** -1 before the first. */
  get latestEpoch(): number {
    return this.starts.at(-1)?.epoch ?? -1
  }

  /** `epoch` begins at `startOffset`; epochs that have written nothing before it are forgotten. */
  assign(epoch: number, startOffset: number): void {
    if (epoch <= this.latestEpoch) return
    this.truncateFromEnd(startOffset)
    this.starts.push({ epoch, startOffset })
  }

  /** The log now ends at `offset`. */
  truncateFromEnd(offset: number): void {
    this.starts = this.starts.filter(({ startOffset }) => startOffset < offset)
  }

  /**
   * The largest epoch up to `epoch`, and where it ends.
   * @param logEndOffset  where the latest epoch ends
   */
  endOffsetFor(epoch: number, logEndOffset: number): EpochEnd {
    if (epoch === -1) return unknownEnd
    if (epoch === this.latestEpoch) return { epoch, endOffset: logEndOffset }
    const next = this.starts.findIndex((start) => start.epoch > epoch)
    const after = this.starts[next]
    if (after === undefined) return unknownEnd
    const found = this.starts[next - 1]
    return { epoch: found?.epoch ?? epoch, endOffset: after.startOffset }
  }
}
