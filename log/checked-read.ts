/** Reads whole batches from a segment, and looks at each of them before it is handed out. */
import { batchHeaderBytes, RecordBatch } from '../protocol/record-batch.ts'
import type { Crc32c } from '../runtime/ports/codecs.ts'
import type { DiskPort } from '../runtime/ports/disk.ts'
import type { LeaderEpochs } from './leader-epochs.ts'
import type { FaultKind } from './scan.ts'
import type { Segment } from './segment.ts'
import { headedSize, readBytes } from './stored-batch.ts'

export interface WantedBatches {
  readonly fromOffset: number
  /** Batches that reach it are left out. */
  readonly limitOffset: number
  /** At least one batch comes all the same. */
  readonly maxBytes: number
}

export interface BatchRules {
  readonly crc32c: Crc32c
  readonly epochs: LeaderEpochs
  readonly mayHaveGaps: boolean
}

export interface BatchesRead {
  readonly records: readonly Uint8Array[]
  readonly sizeBytes: number
  /** Of the first batch that is not as it was written, if it is also the first that is wanted. */
  readonly fault: { readonly kind: FaultKind; readonly offset: number } | null
}

export function readBatches(
  disk: DiskPort,
  segment: Segment,
  wanted: WantedBatches,
  rules: BatchRules,
): BatchesRead {
  return new CheckedRead(disk, segment, wanted, rules).run()
}

class CheckedRead {
  private readonly disk: DiskPort
  private readonly segment: Segment
  private readonly wanted: WantedBatches
  private readonly rules: BatchRules
  private readonly records: Uint8Array[] = []
  private sizeBytes = 0
  /** The offset that the next batch must begin with; -1 before the first. */
  private expected = -1

  constructor(disk: DiskPort, segment: Segment, wanted: WantedBatches, rules: BatchRules) {
    this.disk = disk
    this.segment = segment
    this.wanted = wanted
    this.rules = rules
  }

  run(): BatchesRead {
    const { segment, wanted } = this
    let position = segment.positionBefore(wanted.fromOffset)
    if (position === 0) this.expected = segment.baseOffset
    for (;;) {
      const left = wanted.maxBytes - this.sizeBytes
      if (left <= 0 && this.sizeBytes > 0) break
      // The segment ends, and what it should hold is not there.
      if (position >= segment.sizeBytes) return this.ended(this.sizeBytes > 0 ? null : 'offset')
      const bytes = this.readAhead(position, left)
      const { used, fault, over } = this.take(bytes, position)
      if (fault !== null) return this.ended(this.sizeBytes > 0 ? null : fault)
      if (over) break
      position += used
    }
    return this.ended(null)
  }

  private ended(kind: FaultKind | null): BatchesRead {
    const { records, sizeBytes } = this
    const fault = kind === null ? null : { kind, offset: this.expected }
    return { records, sizeBytes, fault }
  }

  /** One batch at least, and as much as is still wanted. */
  private readAhead(position: number, left: number): Uint8Array {
    const { disk, segment } = this
    const bytes = this.read(position, Math.max(batchHeaderBytes, left))
    const size = headedSize(bytes, 0)
    if (size <= bytes.length || position + size > segment.sizeBytes) return bytes
    return readBytes(disk, segment.file, position, size)
  }

  private read(position: number, length: number): Uint8Array {
    const { file, sizeBytes } = this.segment
    return readBytes(this.disk, file, position, Math.min(length, sizeBytes - position))
  }

  /** Goes through the batches that are whole in `bytes`, which stand at `position` of the file. */
  private take(bytes: Uint8Array, position: number) {
    const { fromOffset, limitOffset, maxBytes } = this.wanted
    const fresh = this.disk.isInMemory(this.segment.file, position)
    let [at, from] = [0, -1]
    let fault: FaultKind | null = null
    let over = false
    while (at < bytes.length) {
      const size = headedSize(bytes, at)
      if (at > 0 && (size > bytes.length - at || bytes.length - at < batchHeaderBytes)) break
      const batch = size < 0 ? null : new RecordBatch(bytes, at, Math.min(size, bytes.length - at))
      fault = batch === null ? 'header' : this.faultOf(batch, size, fresh)
      if (batch === null || fault !== null) break
      const { lastOffset } = batch
      const full = this.sizeBytes > 0 && this.sizeBytes + size > maxBytes
      over = lastOffset >= limitOffset || (full && lastOffset >= fromOffset)
      if (over) break
      this.expected = lastOffset + 1
      if (lastOffset >= fromOffset) {
        if (from === -1) from = at
        this.sizeBytes += size
      }
      at += size
    }
    if (from !== -1) this.records.push(bytes.subarray(from, at))
    return { used: at, fault, over }
  }

  private faultOf(batch: RecordBatch, size: number, fresh: boolean): FaultKind | null {
    if (size > batch.sizeBytes) return 'torn'
    const { baseOffset, partitionLeaderEpoch } = batch
    const { expected, rules } = this
    if (expected >= 0 && baseOffset !== expected) {
      if (!rules.mayHaveGaps || baseOffset < expected) return 'offset'
    }
    if (!fresh && !batch.hasValidCrc(rules.crc32c)) return 'crc'
    const epoch = rules.epochs.epochForOffset(baseOffset)
    return epoch === -1 || epoch === partitionLeaderEpoch ? null : 'epoch'
  }
}
