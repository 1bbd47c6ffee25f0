/**
 * Checks every batch of a segment: header, CRC, offsets without gaps, leader epochs. Plain values
 * in and out, so that it runs in the actor, in the simulator and on another thread alike.
 */
import { batchHeaderBytes, magicV2, RecordBatch } from '../protocol/record-batch.ts'
import type { Crc32c } from '../runtime/ports/codecs.ts'
import type { FileScan } from '../runtime/ports/disk.ts'
import { type EpochStart, LeaderEpochs } from './leader-epochs.ts'
import { headedSize } from './stored-batch.ts'

/** Bytes [position, position + length) of a file, fewer at its end. */
export type ReadAt = (position: number, length: number) => Uint8Array

/** What is wrong with the first byte that is not part of a good batch. */
export type FaultKind =
  /** The file ends in the middle of a batch. */
  | 'torn'
  /** No batch of magic 2 begins here. */
  | 'header'
  | 'crc'
  /** The batch does not begin where the one before it ends. */
  | 'offset'
  /** The batch is of another leader epoch than the checkpoint says, or the epoch went back. */
  | 'epoch'

export interface SegmentToScan {
  readonly sizeBytes: number
  readonly baseOffset: number
  /** From the checkpoint. */
  readonly epochs: readonly EpochStart[]
  /** The checkpoint may not know of the latest epochs. */
  readonly epochsMayLag: boolean
  /** Compaction leaves gaps between offsets. */
  readonly mayHaveGaps: boolean
}

/** Good batches that stand one behind the other. */
export interface Span {
  readonly position: number
  readonly endPosition: number
  readonly fromOffset: number
  /** Behind its last record. */
  readonly nextOffset: number
}

export interface Fault {
  readonly kind: FaultKind
  readonly position: number
  /** Of the record that should be there. */
  readonly offset: number
}

/** Each fault is followed by the next span, if there is one. */
export interface Scanned {
  readonly spans: readonly Span[]
  readonly faults: readonly Fault[]
}

const windowBytes = 1024 * 1024
const magicAt = 16

/** The same for a disk port, which may run it on another thread. */
export const segmentScan = (crc32c: Crc32c): FileScan<SegmentToScan, Scanned> => ({
  name: 'segment',
  run: (read, segment) => scanSegment(read, segment, crc32c),
})

export function scanSegment(read: ReadAt, segment: SegmentToScan, crc32c: Crc32c): Scanned {
  return new SegmentScan(read, segment, crc32c).run()
}

interface Good {
  readonly header: RecordBatch
  readonly sizeBytes: number
}

class SegmentScan {
  private readonly read: ReadAt
  private readonly segment: SegmentToScan
  private readonly crc32c: Crc32c
  private readonly epochs: EpochRule
  private readonly spans: Span[] = []
  private readonly faults: Fault[] = []
  private window: Uint8Array = new Uint8Array(0)
  private windowAt = 0

  constructor(read: ReadAt, segment: SegmentToScan, crc32c: Crc32c) {
    this.read = read
    this.segment = segment
    this.crc32c = crc32c
    this.epochs = new EpochRule(new LeaderEpochs(segment.epochs), segment.epochsMayLag)
  }

  run(): Scanned {
    const { sizeBytes, baseOffset } = this.segment
    let position = 0
    let offset = baseOffset
    while (position < sizeBytes) {
      const end = this.goodFrom(position, offset)
      if (end.position === sizeBytes) break
      const resume = this.resumeAfter(end)
      if (resume === null) break
      position = resume.position
      offset = resume.offset
    }
    return { spans: this.spans, faults: this.faults }
  }

  /** Notes the good batches from here on, and the fault behind them if there is one. */
  private goodFrom(from: number, fromOffset: number): { position: number; offset: number } {
    const { sizeBytes } = this.segment
    let [position, offset] = [from, fromOffset]
    let before = { position, offset }
    let kind: FaultKind | null = null
    while (position < sizeBytes) {
      const found = this.batchAt(position, offset)
      if (typeof found === 'string') {
        kind = found
        break
      }
      before = { position, offset }
      position += found.sizeBytes
      offset = found.header.nextOffset
    }
    // A single batch with an epoch that nobody knows, before one that fits: it is the odd one.
    if (kind === 'epoch' && this.epochs.lastWasOdd && before.position < position) {
      this.epochs.forgetLast()
      position = before.position
      offset = before.offset
    }
    if (position > from) {
      this.spans.push({ position: from, endPosition: position, fromOffset, nextOffset: offset })
    }
    if (kind !== null) this.faults.push({ kind, position, offset })
    return { position, offset }
  }

  private batchAt(position: number, offset: number | null): Good | FaultKind {
    const { sizeBytes, mayHaveGaps } = this.segment
    if (sizeBytes - position < batchHeaderBytes) return 'torn'
    const size = headedSize(this.bytesAt(position, batchHeaderBytes), 0)
    if (size < 0) return 'header'
    if (position + size > sizeBytes) return 'torn'
    const header = new RecordBatch(this.bytesAt(position, size))
    if (!header.hasValidCrc(this.crc32c)) return 'crc'
    const { baseOffset, lastOffsetDelta, partitionLeaderEpoch } = header
    if (lastOffsetDelta < 0 || !Number.isSafeInteger(baseOffset)) return 'header'
    if (offset !== null && baseOffset !== offset && (!mayHaveGaps || baseOffset < offset)) {
      return 'offset'
    }
    if (offset !== null && !this.epochs.accepts(baseOffset, partitionLeaderEpoch)) return 'epoch'
    return { header, sizeBytes: size }
  }

  /** The first good batch behind a fault whose offset can be true. */
  private resumeAfter(fault: { position: number; offset: number }) {
    const { sizeBytes } = this.segment
    for (let at = fault.position + 1; at + batchHeaderBytes <= sizeBytes; at++) {
      if (at + batchHeaderBytes > this.windowEnd || at < this.windowAt) {
        this.bytesAt(at, batchHeaderBytes)
      }
      if (this.window[at - this.windowAt + magicAt] !== magicV2) continue
      const found = this.batchAt(at, null)
      if (typeof found === 'string') continue
      const offset = found.header.baseOffset
      if (offset > fault.offset) return { position: at, offset }
    }
    return null
  }

  private get windowEnd(): number {
    return this.windowAt + this.window.length
  }

  private bytesAt(position: number, length: number): Uint8Array {
    const at = position - this.windowAt
    if (at >= 0 && at + length <= this.window.length) return this.window.subarray(at, at + length)
    this.window = this.read(position, Math.max(length, windowBytes))
    this.windowAt = position
    return this.window.subarray(0, length)
  }
}

/** Epochs never go back, and the checkpoint is right as far as it goes. */
class EpochRule {
  /** The last batch has begun an epoch that the checkpoint does not know. */
  lastWasOdd = false
  private readonly known: LeaderEpochs
  private readonly mayLag: boolean
  private running = -1
  private before = -1

  constructor(known: LeaderEpochs, mayLag: boolean) {
    this.known = known
    this.mayLag = mayLag || known.entries.length === 0
  }

  accepts(baseOffset: number, epoch: number): boolean {
    const { known, running } = this
    const first = known.entries[0]
    const said = known.epochForOffset(baseOffset)
    const unknown = this.mayLag && epoch > known.latestEpoch
    const older = first !== undefined && baseOffset < first.startOffset && epoch <= first.epoch
    if (epoch < running || !(epoch === said || unknown || older)) return false
    this.lastWasOdd = unknown && epoch !== running
    if (this.lastWasOdd || epoch !== running) this.before = running
    this.running = epoch
    return true
  }

  forgetLast(): void {
    this.lastWasOdd = false
    this.running = this.before
  }
}
