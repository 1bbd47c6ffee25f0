/**
 * Which leader epoch wrote which offsets: the book by which logs find where they part.
 * Source: Kafka LeaderEpochFileCache, LeaderEpochCheckpointFile.
 */
import { decodeCheckpoint, encodeCheckpoint, fieldsOf, wholeNumber } from './checkpoint-text.ts'

export interface EpochStart {
  readonly epoch: number
  readonly startOffset: number
}

export interface EpochEnd {
  readonly epoch: number
  /** The offset behind the last record of that epoch; -1 when nothing is known of it. */
  readonly endOffset: number
}

const unknown: EpochEnd = { epoch: -1, endOffset: -1 }

/** Epochs and start offsets both grow from entry to entry. */
export class LeaderEpochs {
  private starts: EpochStart[]

  constructor(starts: readonly EpochStart[] = []) {
    this.starts = [...starts]
  }

  get entries(): readonly EpochStart[] {
    return this.starts
  }

  /** -1 when there is none. */
  get latestEpoch(): number {
    return this.starts.at(-1)?.epoch ?? -1
  }

  /**
   * The first record of `epoch` has, or will have, this offset. Entries that this contradicts go.
   * @returns whether anything has changed
   */
  assign(epoch: number, startOffset: number): boolean {
    const last = this.starts.at(-1)
    if (last !== undefined && epoch === last.epoch && startOffset >= last.startOffset) return false
    while (this.starts.length > 0) {
      const { epoch: lastEpoch, startOffset: lastStart } = this.starts.at(-1) as EpochStart
      if (lastEpoch < epoch && lastStart < startOffset) break
      this.starts.pop()
    }
    this.starts.push({ epoch, startOffset })
    return true
  }

  /** Where the largest epoch that is not above `epoch` ends. Source: KIP-101, KIP-279. */
  endOffsetFor(epoch: number, logEndOffset: number): EpochEnd {
    if (epoch < 0) return unknown
    if (epoch === this.latestEpoch) return { epoch, endOffset: logEndOffset }
    const above = this.starts.findIndex((each) => each.epoch > epoch)
    const higher = this.starts[above]
    if (higher === undefined) return unknown
    const floor = this.starts[above - 1]?.epoch ?? epoch
    return { epoch: floor, endOffset: higher.startOffset }
  }

  /** The epoch that wrote the record at `offset`; -1 when it is not known. */
  epochForOffset(offset: number): number {
    return this.starts.findLast(({ startOffset }) => startOffset <= offset)?.epoch ?? -1
  }

  /** The log has lost everything from `endOffset` on. */
  truncateFromEnd(endOffset: number): boolean {
    const kept = this.starts.filter(({ startOffset }) => startOffset < endOffset)
    if (kept.length === this.starts.length) return false
    this.starts = kept
    return true
  }

  /** The log begins at `logStartOffset` now. */
  truncateFromStart(logStartOffset: number): boolean {
    const gone = this.starts.findLastIndex(({ startOffset }) => startOffset <= logStartOffset)
    const first = this.starts[gone]
    if (first === undefined || (gone === 0 && first.startOffset === logStartOffset)) return false
    const { epoch } = first
    this.starts = [{ epoch, startOffset: logStartOffset }, ...this.starts.slice(gone + 1)]
    return true
  }

  clear(): void {
    this.starts = []
  }
}

export const encodeEpochs = (epochs: LeaderEpochs): Uint8Array =>
  encodeCheckpoint(epochs.entries.map(({ epoch, startOffset }) => `${epoch} ${startOffset}`))

/** Null when the bytes are damaged. */
export function decodeEpochs(bytes: Uint8Array): LeaderEpochs | null {
  const starts: EpochStart[] = []
  for (const line of decodeCheckpoint(bytes) ?? ['']) {
    const fields = fieldsOf(line, 2)
    const [epoch, startOffset] = [wholeNumber(fields?.[0]), wholeNumber(fields?.[1])]
    const last = starts.at(-1)
    if (epoch === null || startOffset === null) return null
    if (last !== undefined && (epoch <= last.epoch || startOffset <= last.startOffset)) return null
    starts.push({ epoch, startOffset })
  }
  return new LeaderEpochs(starts)
}
