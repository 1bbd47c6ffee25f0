/**
 * Opens the files of a log. After a clean stop they are trusted; else every batch from the recovery
 * point on is checked. Above the checkpointed high watermark a bad tail is cut off; what is damaged
 * below it is never cut, but reported.
 */
import type { Crc32c } from '../runtime/ports/codecs.ts'
import type { DiskPort } from '../runtime/ports/disk.ts'
import { decodeEpochs, LeaderEpochs } from './leader-epochs.ts'
import { epochCheckpointName, logFile, parseLogFile } from './names.ts'
import { type FaultKind, type Scanned, type SegmentToScan, scanSegment } from './scan.ts'
import { Segment, type SegmentLimits } from './segment.ts'
import { readBytes } from './stored-batch.ts'

/** What the checkpoints of the broker say of a log. */
export interface LogPoints {
  /** Everything below it had been synced. */
  readonly recoveryPoint: number
  readonly highWatermark: number
  readonly logStartOffset: number
  /** Where the log ended when it was closed in order; -1 when it was not. */
  readonly closedAt: number
}

export const noPoints: LogPoints = {
  recoveryPoint: 0,
  highWatermark: 0,
  logStartOffset: 0,
  closedAt: -1,
}

/** Records that should be there and are not, or not as they were written. */
export interface DamagedRange {
  readonly fromOffset: number
  /** The first offset that is good again, as far as is known. */
  readonly toOffset: number
  /** `missing`: the log ends before its high watermark, or a segment is gone. */
  readonly because: FaultKind | 'missing'
}

export interface Cut {
  /** The log ends here now. */
  readonly offset: number
  readonly sizeBytes: number
  /** Half a batch at the very end, which nobody can have counted on. */
  readonly tornLastWrite: boolean
  readonly because: FaultKind | 'missing'
}

export interface Recovery {
  /** What was above the checkpointed high watermark and had to go. */
  readonly cut: Cut | null
  /** Below it; while there is any, the log takes no appends. */
  readonly damage: readonly DamagedRange[]
  readonly scannedBytes: number
}

export interface OpenedLog {
  /** At least one; the last is the active one. */
  readonly segments: Segment[]
  readonly epochs: LeaderEpochs
  readonly logEndOffset: number
  readonly recovery: Recovery
}

export interface OpenOptions extends SegmentLimits {
  readonly crc32c: Crc32c
  readonly nowMs: number
  /** Compaction leaves gaps between offsets. */
  readonly mayHaveGaps: boolean
  /** What was found in a file when the broker started. */
  readonly scanned?: ReadonlyMap<string, ScannedFile>
}

export interface ScannedFile {
  readonly plan: SegmentToScan
  readonly scanned: Scanned
}

export function openLog(
  disk: DiskPort,
  directory: string,
  options: OpenOptions,
  points: LogPoints,
): OpenedLog {
  return new Opening(disk, directory, options, points).run()
}

/**
 * The segments of a log that was not closed in order, and what scans of them have to be told.
 * Whether there may be gaps is not known yet: a scan that took the wrong view is not used.
 */
export function scansDue(disk: DiskPort, directory: string, points: LogPoints) {
  if (points.closedAt >= 0) return []
  const epochs = readEpochs(disk, directory)
  const segments = basesOnDisk(disk, directory)
    .map((baseOffset) => ({ baseOffset, file: logFile(directory, baseOffset, 'log') }))
    .map((segment) => ({ ...segment, sizeBytes: disk.sizeOf(segment.file) }))
    .filter(({ sizeBytes }) => sizeBytes > 0)
  return segments
    .slice(firstToScan(segments, epochs === null ? 0 : points.recoveryPoint))
    .map((segment) => {
      const plan = scanPlan(segment, epochs ?? new LeaderEpochs(), false)
      return { file: segment.file, plan }
    })
}

const scanPlan = (
  { sizeBytes, baseOffset }: { sizeBytes: number; baseOffset: number },
  epochs: LeaderEpochs,
  mayHaveGaps: boolean,
): SegmentToScan => ({
  sizeBytes,
  baseOffset,
  epochs: epochs.entries,
  epochsMayLag: true,
  mayHaveGaps,
})

class Opening {
  private readonly disk: DiskPort
  private readonly directory: string
  private readonly options: OpenOptions
  private readonly points: LogPoints
  private segments: Segment[] = []
  private readonly damage: DamagedRange[] = []
  private cut: Cut | null = null
  private scannedBytes = 0
  private epochs = new LeaderEpochs()
  private epochsAreKnown = false

  constructor(disk: DiskPort, directory: string, options: OpenOptions, points: LogPoints) {
    this.disk = disk
    this.directory = directory
    this.options = options
    this.points = points
  }

  run(): OpenedLog {
    const { logStartOffset, highWatermark } = this.points
    const all = basesOnDisk(this.disk, this.directory).map((base) => this.segmentAt(base))
    this.segments = all.filter(({ sizeBytes }) => sizeBytes > 0)
    const kept = readEpochs(this.disk, this.directory)
    this.epochsAreKnown = kept !== null
    this.epochs = kept ?? new LeaderEpochs()
    const [first] = this.segments
    const empty = Math.max(logStartOffset, first?.baseOffset ?? all[0]?.baseOffset ?? 0)
    const trusted = this.points.closedAt >= 0 ? this.trustedEnd() : -1
    const logEndOffset = trusted >= 0 ? trusted : this.scan(empty)
    if (logEndOffset < highWatermark && this.damage.length === 0) {
      this.damage.push({ fromOffset: logEndOffset, toOffset: highWatermark, because: 'missing' })
    }
    if (this.segments.length === 0) {
      const first = this.segmentAt(logEndOffset)
      first.forgetIndexes()
      this.segments.push(first)
    }
    this.epochs.truncateFromEnd(logEndOffset)
    this.epochs.truncateFromStart(logStartOffset)
    const { segments, epochs, cut, damage, scannedBytes } = this
    return { segments, epochs, logEndOffset, recovery: { cut, damage, scannedBytes } }
  }

  private segmentAt(baseOffset: number): Segment {
    const { disk, directory, options } = this
    return new Segment(disk, directory, baseOffset, options, options.nowMs)
  }

  /** Where a log that was closed in order ends; -1 when it is not as the checkpoints say. */
  private trustedEnd(): number {
    const { closedAt } = this.points
    const last = this.segments.at(-1)
    if (last === undefined) return closedAt
    if (!this.epochsAreKnown || !last.hasSaneIndexes()) return -1
    const from = last.offsets.last()?.position ?? 0
    let [end, offset, known] = [from, last.baseOffset, true]
    for (const { header, position, sizeBytes } of last.batchesFrom(from)) {
      end = position + sizeBytes
      offset = header.nextOffset
      known = this.epochs.epochForOffset(header.baseOffset) === header.partitionLeaderEpoch
    }
    if (!known) return -1 // the checkpoint did not get the last epoch any more
    return end === last.sizeBytes && offset === closedAt ? offset : -1
  }

  /** Checks what is not known to be good. Returns the log end offset. */
  private scan(emptyEnd: number): number {
    const believed = this.epochsAreKnown ? this.points.recoveryPoint : 0
    const { segments } = this
    const first = firstToScan(segments, believed)
    let offset = segments[first]?.baseOffset ?? emptyEnd
    for (let index = first; index < segments.length; index++) {
      const { baseOffset } = segments[index] as Segment
      if (baseOffset !== offset && !(this.options.mayHaveGaps && baseOffset > offset)) {
        if (this.ends(index, 0, offset, 'missing', false)) return offset
        this.damage.push({ fromOffset: offset, toOffset: baseOffset, because: 'missing' })
      }
      offset = this.scanOne(index)
      if (this.cut !== null) break
    }
    return offset
  }

  private scanOne(index: number): number {
    const segment = this.segments[index] as Segment
    const { disk, options } = this
    const plan = scanPlan(segment, this.epochs, options.mayHaveGaps)
    const read = (position: number, length: number) =>
      readBytes(disk, segment.file, position, length)
    const before = options.scanned?.get(segment.file)
    const fits =
      before?.plan.sizeBytes === plan.sizeBytes && before.plan.mayHaveGaps === plan.mayHaveGaps
    const { spans, faults } = fits ? before.scanned : scanSegment(read, plan, options.crc32c)
    this.scannedBytes += segment.sizeBytes
    const isLast = index === this.segments.length - 1
    for (const { kind, position, offset } of faults) {
      const next = spans.find((span) => span.position > position)
      const torn = kind === 'torn' && isLast && next === undefined
      if (this.ends(index, position, offset, kind, torn)) break
      const bound = this.segments[index + 1]?.baseOffset ?? this.points.highWatermark
      const toOffset = next?.fromOffset ?? Math.max(bound, offset + 1)
      this.damage.push({ fromOffset: offset, toOffset, because: kind })
    }
    const kept = spans.filter(({ position }) => position < segment.sizeBytes)
    // Whoever rebuilds the producers from here on adds the aborted transactions again.
    segment.transactions.truncateTo(this.points.recoveryPoint)
    segment.rebuildIndexes(kept, ({ header }) => {
      const { partitionLeaderEpoch, baseOffset } = header
      if (partitionLeaderEpoch > this.epochs.latestEpoch) {
        this.epochs.assign(partitionLeaderEpoch, baseOffset)
      }
    })
    if (segment.sizeBytes === 0 && index > 0) this.segments.length = index
    return kept.at(-1)?.nextOffset ?? this.cut?.offset ?? segment.baseOffset
  }

  /** Cuts the log here, if that is above the high watermark. */
  private ends(
    index: number,
    position: number,
    offset: number,
    because: Cut['because'],
    tornLastWrite: boolean,
  ): boolean {
    if (offset < this.points.highWatermark || this.damage.length > 0) return false
    let sizeBytes = 0
    // From the end on: a death in the middle leaves the beginning of what was there.
    for (const segment of this.segments.splice(index + 1).reverse()) {
      sizeBytes += segment.sizeBytes
      segment.truncate(0, segment.baseOffset)
    }
    const segment = this.segments[index] as Segment
    sizeBytes += segment.sizeBytes - position
    segment.truncate(position, offset)
    if (position === 0 && index > 0) this.segments.length = index
    this.cut = { offset, sizeBytes, tornLastWrite, because }
    return true
  }
}

function basesOnDisk(disk: DiskPort, directory: string): number[] {
  const bases: number[] = []
  for (const file of disk.list(`${directory}/`)) {
    const name = parseLogFile(file.slice(directory.length + 1))
    if (name?.kind === 'log') bases.push(name.baseOffset)
  }
  return bases.sort((a, b) => a - b)
}

/** Null when there is no checkpoint, or a damaged one. */
function readEpochs(disk: DiskPort, directory: string): LeaderEpochs | null {
  const file = `${directory}/${epochCheckpointName}`
  const size = disk.sizeOf(file)
  return size > 0 ? decodeEpochs(readBytes(disk, file, 0, size)) : null
}

/** The segment that holds the recovery point, or the last one. */
function firstToScan(segments: readonly { baseOffset: number }[], recoveryPoint: number): number {
  const after = segments.findIndex(({ baseOffset }) => baseOffset > recoveryPoint)
  return Math.max(0, after === -1 ? segments.length - 1 : after - 1)
}
