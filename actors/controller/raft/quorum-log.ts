/** The metadata log of one controller: batches with their epochs, in memory and on its disk. */

import { assert, must } from '../../../runtime/assert.ts'
import type { Crc32c } from '../../../runtime/ports/codecs.ts'
import type { DiskDone, DiskPort } from '../../../runtime/ports/disk.ts'
import { mix32 } from '../../../runtime/random.ts'
import {
  decodeMetadataBatches,
  encodeMetadataBatch,
  type MetadataBatch,
} from '../../metadata/metadata-codec.ts'
import type { MetadataRecord } from '../../metadata/metadata-records.ts'

/** How far an epoch reaches in a log: the offset after its last record. */
export interface EpochEnd {
  readonly epoch: number
  readonly endOffset: number
}

interface Entry extends MetadataBatch {
  readonly endOffset: number
  /** Where its bytes begin in the file. */
  readonly position: number
  /** Hash of this batch and all before it: equal chains mean equal logs. */
  readonly chain: number
}

export class QuorumLog {
  /** What survives a loss of power: only that is told to others as held. */
  durableEndOffset = 0
  private readonly disk: DiskPort
  private readonly file: string
  private readonly crc32c: Crc32c
  private entries: Entry[] = []
  private syncing = false
  private truncations = 0

  constructor(disk: DiskPort, directory: string, crc32c: Crc32c) {
    this.disk = disk
    this.file = `${directory}/__cluster_metadata-0/00000000000000000000.log`
    this.crc32c = crc32c
    this.load()
  }

  get endOffset(): number {
    return this.entries.at(-1)?.endOffset ?? 0
  }

  /** Of the last record; 0 when there is none. */
  get lastEpoch(): number {
    return this.entries.at(-1)?.epoch ?? 0
  }

  get durable(): boolean {
    return this.durableEndOffset === this.endOffset
  }

  append(epoch: number, records: readonly MetadataRecord[], timestampMs: number): void {
    const place = { baseOffset: this.endOffset, epoch, timestampMs }
    this.add(encodeMetadataBatch(records, place, this.crc32c))
  }

  /** Takes over batches of the leader; those that do not follow on, or are damaged, are refused. */
  appendCopies(chunks: readonly Uint8Array[]): void {
    for (const bytes of chunks) {
      const [batch] = decodeMetadataBatches(bytes, this.crc32c)
      if (batch === undefined || batch.baseOffset !== this.endOffset) return
      this.add(batch)
    }
  }

  /** Whole batches from `offset` on, which is the beginning of one. */
  copiesFrom(offset: number, bytesMax: number): Uint8Array[] {
    const copies: Uint8Array[] = []
    let sizeBytes = 0
    for (let i = this.indexOf(offset); i < this.entries.length && sizeBytes < bytesMax; i++) {
      const { bytes } = this.entries[i] as Entry
      copies.push(bytes)
      sizeBytes += bytes.length
    }
    return copies
  }

  /** Records of whole batches in [offset, endOffset), at least one batch if there is any. */
  recordsFrom(offset: number, endOffset: number, countMax: number): MetadataRecord[] {
    const records: MetadataRecord[] = []
    for (let i = this.indexOf(offset); i < this.entries.length; i++) {
      const entry = this.entries[i] as Entry
      if (entry.endOffset > endOffset || records.length >= countMax) break
      records.push(...entry.records)
    }
    return records
  }

  /** The hash of all before `offset`; undefined when no batch ends there. */
  chainAt(offset: number): number | undefined {
    if (offset === 0) return 0
    const entry = this.entries[this.indexOf(offset) - 1]
    return entry?.endOffset === offset ? entry.chain : undefined
  }

  /** The largest epoch that is not above `epoch`, and where it ends here. */
  endOf(epoch: number): EpochEnd {
    let low = 0
    let high = this.entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.entries[middle] as Entry).epoch <= epoch) low = middle + 1
      else high = middle
    }
    const last = this.entries[low - 1]
    return last === undefined
      ? { epoch: 0, endOffset: 0 }
      : { epoch: last.epoch, endOffset: last.endOffset }
  }

  /** Cuts everything from `offset` on, the beginning of a batch. */
  truncateTo(offset: number): void {
    const from = this.indexOf(offset)
    const first = this.entries[from]
    if (first === undefined) return
    assert(first.baseOffset === offset, 'the metadata log is cut between batches')
    this.entries.length = from
    this.truncations++
    this.durableEndOffset = Math.min(this.durableEndOffset, offset)
    this.disk.truncate(this.file, first.position)
  }

  /** Forces what was appended to disk; `done` is called each time that more is durable. */
  sync(done: () => void): void {
    if (this.syncing) return
    if (this.durable) return done()
    const { endOffset, truncations } = this
    this.syncing = true
    this.disk.sync(this.file, ({ error }) => {
      this.syncing = false
      if (truncations !== this.truncations) return this.sync(done)
      this.refuseFailedSync(error)
      this.durableEndOffset = endOffset
      if (!this.durable) this.sync(done)
      done()
    })
  }

  /** After a failed sync the disk may have dropped what it had: it must be written again. */
  private refuseFailedSync(error: DiskDone['error']): void {
    if (error === null) return
    this.truncateTo(this.durableEndOffset)
    throw new Error(`the metadata log cannot be forced to disk: ${error}`)
  }

  private load(): void {
    const size = this.disk.sizeOf(this.file)
    if (size <= 0) return
    const bytes = joined(this.disk.read(this.file, 0, size))
    for (const batch of decodeMetadataBatches(bytes, this.crc32c)) {
      if (batch.baseOffset !== this.endOffset) break
      this.keep(batch)
    }
    const last = this.entries.at(-1)
    const end = last === undefined ? 0 : last.position + last.bytes.length
    // A write that death has torn was never told to anybody.
    if (end < size) this.disk.truncate(this.file, end)
  }

  private add(batch: MetadataBatch): void {
    this.keep(batch)
    this.disk.append(this.file, batch.bytes)
  }

  private keep(batch: MetadataBatch): void {
    const last = this.entries.at(-1)
    this.entries.push({
      ...batch,
      endOffset: batch.baseOffset + batch.records.length,
      position: last === undefined ? 0 : last.position + last.bytes.length,
      chain: mix32((last?.chain ?? 0) ^ batch.crc ^ Math.imul(batch.epoch, 0x9e3779b1)),
    })
  }

  /** Index of the first batch that begins at or after `offset`. */
  private indexOf(offset: number): number {
    let low = 0
    let high = this.entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (must(this.entries[middle], 'within the log').baseOffset < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
