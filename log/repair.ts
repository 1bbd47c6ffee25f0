/**
 * Mends a damaged range of a log with batches that another replica still has: same offsets, same
 * epochs, good CRCs. The segment is written anew beside the damaged one, synced, and renamed over
 * it; whoever asked for it then opens the log again.
 */
import { DecodeError } from '../protocol/decode-error.ts'
import { batchesIn } from '../protocol/record-batch.ts'
import type { Crc32c } from '../runtime/ports/codecs.ts'
import type { DiskErrorCode, DiskPort } from '../runtime/ports/disk.ts'
import { LeaderEpochs } from './leader-epochs.ts'
import { logFile } from './names.ts'
import type { DamagedRange } from './open-log.ts'
import { type Scanned, type SegmentToScan, scanSegment } from './scan.ts'
import { readBytes } from './stored-batch.ts'

export interface Repair {
  readonly directory: string
  /** The segment that the range begins in. */
  readonly plan: SegmentToScan
  readonly range: DamagedRange
  /** Whole batches from `range.fromOffset` on, as another replica has them. */
  readonly records: Uint8Array
}

/** Why it was not done. */
export type RepairFault = DiskErrorCode | 'records do not fit' | 'no such damage'

/** Bytes that are copied between two syncs, and so held in memory. */
const copiedBytes = 8 * 1024 * 1024

export function repairSegment(
  disk: DiskPort,
  repair: Repair,
  crc32c: Crc32c,
  done: (fault: RepairFault | null) => void,
): void {
  const { directory, plan, range, records } = repair
  const file = logFile(directory, plan.baseOffset, 'log')
  const read = (position: number, length: number) => readBytes(disk, file, position, length)
  const scanned = scanSegment(read, plan, crc32c)
  const place = placeOf(scanned, range)
  if (place === null) return done('no such damage')
  const { keepBytes, resumeAt, resumeOffset } = place
  const endOffset = endOfFitting(records, plan, range.fromOffset, crc32c)
  const fits = resumeOffset === null ? endOffset >= range.toOffset : endOffset === resumeOffset
  if (!fits) return done('records do not fit')
  const parts: Part[] = [
    ...stretches(0, keepBytes),
    records,
    ...(resumeAt === null ? [] : stretches(resumeAt, plan.sizeBytes)),
  ]
  new Rewriting(disk, file, parts, done).start()
}

type Part = Uint8Array | { readonly position: number; readonly length: number }

function stretches(from: number, end: number): Part[] {
  const parts: Part[] = []
  for (let position = from; position < end; position += copiedBytes) {
    parts.push({ position, length: Math.min(copiedBytes, end - position) })
  }
  return parts
}

/** What of the segment stays: its beginning, and from the next good batch on. */
function placeOf({ spans, faults }: Scanned, { fromOffset, because }: DamagedRange) {
  const fault = faults.find(({ offset }) => offset === fromOffset)
  const before = spans.findLast(({ nextOffset }) => nextOffset <= fromOffset)
  const keepBytes = fault?.position ?? before?.endPosition ?? 0
  if (fault === undefined && because !== 'missing') return null
  const after = spans.find(({ position }) => position > keepBytes)
  return {
    keepBytes,
    resumeAt: after?.position ?? null,
    resumeOffset: after?.fromOffset ?? null,
  }
}

/** Where the batches end, if they are good and begin at `fromOffset`; else -1. */
function endOfFitting(
  records: Uint8Array,
  { epochs, mayHaveGaps }: SegmentToScan,
  fromOffset: number,
  crc32c: Crc32c,
): number {
  const known = new LeaderEpochs(epochs)
  let [offset, bytes] = [fromOffset, 0]
  try {
    for (const batch of batchesIn(records)) {
      const { baseOffset, partitionLeaderEpoch, nextOffset, sizeBytes } = batch
      const said = known.epochForOffset(baseOffset)
      if (said !== -1 && said !== partitionLeaderEpoch) return -1
      if (mayHaveGaps ? baseOffset < offset : baseOffset !== offset) return -1
      if (!batch.hasValidCrc(crc32c)) return -1
      offset = nextOffset
      bytes += sizeBytes
    }
  } catch (error) {
    if (error instanceof DecodeError) return -1
    throw error
  }
  return bytes === records.length && bytes > 0 ? offset : -1
}

/** Copies part after part, each synced before the next, then takes the place of the old file. */
class Rewriting {
  private readonly disk: DiskPort
  private readonly file: string
  private readonly beside: string
  private readonly parts: readonly Part[]
  private readonly done: (fault: DiskErrorCode | null) => void

  constructor(
    disk: DiskPort,
    file: string,
    parts: readonly Part[],
    done: (fault: DiskErrorCode | null) => void,
  ) {
    this.disk = disk
    this.file = file
    this.beside = `${file}.repair`
    this.parts = parts
    this.done = done
  }

  start(): void {
    if (this.disk.sizeOf(this.beside) > 0) this.disk.truncate(this.beside, 0)
    this.copyFrom(0)
  }

  private copyFrom(index: number): void {
    const { disk, file, beside } = this
    const part = this.parts[index]
    if (part === undefined) return disk.rename(beside, file, ({ error }) => this.done(error))
    const isNew = part instanceof Uint8Array
    disk.append(beside, isNew ? part : readBytes(disk, file, part.position, part.length))
    disk.sync(beside, ({ error }) => {
      if (error !== null) this.done(error)
      else this.copyFrom(index + 1)
    })
  }
}
