/** A log at work on a simulated disk, as its replica drives it, until something kills it. */
import { LogBoard, type LogRow } from '../../log/log-board.ts'
import { highWatermarksName, recoveryPointsName } from '../../log/names.ts'
import { PartitionLog } from '../../log/partition-log.ts'
import { ReplacedFile } from '../../log/replaced-file.ts'
import { batchesIn, type RecordBatch } from '../../protocol/record-batch.ts'
import { must } from '../../runtime/assert.ts'
import { SystemDeath } from '../../runtime/ports/disk.ts'
import { RandomStream } from '../../runtime/random.ts'
import { assert } from '../harness.ts'
import { batchOf, type DiskBench, diskBench, logOptions, ownStamp } from './batches.ts'

export const topicId = 'AAAAAAAAAAAAAAAAAAAAAQ'
export const stored = { topic: 't', partition: 0, topicId }
const owner = { clusterId: 'c', nodeId: 1, newDirectoryId: 'd' }
const uniqueId = '0'.repeat(32)

export type Flush = 'os' | 'commit'

/** What a record was when it was appended: its offset, and the CRC of its batch. */
export type Appended = Map<number, number>

export class LogLife {
  readonly bench: DiskBench
  readonly log: PartitionLog
  readonly row: LogRow
  /** As the checkpoint had it. */
  readonly highWatermarkBefore: number
  /** Records below it were acknowledged. */
  acknowledged: number
  private readonly board = new LogBoard()
  private readonly flush: Flush
  private readonly checkpoints: Map<string, ReplacedFile>

  constructor(bench: DiskBench, flush: Flush) {
    const { disk } = bench
    this.bench = bench
    this.flush = flush
    assert.is(this.board.load(disk, owner), null)
    const { row, points } = must(
      this.board.open(disk, stored, uniqueId) ?? undefined,
      'the directory is ours',
    )
    this.row = row
    this.highWatermarkBefore = points.highWatermark
    this.log = new PartitionLog(disk, row.directory, logOptions, points)
    this.acknowledged = points.highWatermark
    const names = [highWatermarksName, recoveryPointsName]
    this.checkpoints = new Map(names.map((name) => [name, new ReplacedFile(disk, name)]))
  }

  /** One tick: what is appended in it is acknowledged when it counts as written. */
  append(count: number, leaderEpoch: number, all: Appended): void {
    const batch = batchOf(count, 1_000 + this.log.logEndOffset)
    const base = this.log.append(batch, leaderEpoch, ownStamp(batch))
    const last = [...this.log.headersFrom(base)].at(-1)?.header as RecordBatch
    for (let i = 0; i < count; i++) all.set(base + i, last.crc)
    const endOffset = this.log.logEndOffset
    for (const offset of [...all.keys()]) if (offset >= endOffset) all.delete(offset)
    if (this.flush === 'commit') {
      this.log.sync((error) => {
        if (error === null) this.acknowledge(endOffset)
      })
    }
    this.bench.disk.flush()
    if (this.flush === 'os') this.acknowledge(endOffset)
    this.pass(3)
  }

  /** What is under way goes on, one tick after the other. */
  pass(ticks: number): void {
    for (let tick = 0; tick < ticks && this.bench.scheduler.step(); tick++) this.bench.disk.flush()
  }

  checkpoint(): void {
    this.row.recoveryPoint = this.log.recoveryPoint
    for (const [name, bytes] of this.board.encoded()) {
      this.checkpoints.get(name)?.replace(bytes, () => {})
    }
    this.bench.disk.flush()
    this.pass(2)
  }

  close(): void {
    this.log.close()
    this.row.closedAt = this.log.logEndOffset
    this.row.recoveryPoint = this.log.recoveryPoint
    this.board.closeInOrder(this.bench.disk, 7)
    this.bench.settle()
  }

  private acknowledge(endOffset: number): void {
    this.acknowledged = Math.max(this.acknowledged, endOffset)
    this.row.highWatermark = this.acknowledged
  }
}

/** Appends in three epochs, rolls, checkpoints, cuts an unacknowledged end, moves the log start. */
export function workload(life: LogLife, seed: number, all: Appended): void {
  const draws = new RandomStream(seed, 'workload')
  for (let step = 0; step < 14; step++) {
    const epoch = 1 + Math.floor(step / 5)
    life.append(1 + draws.below(12), epoch, all)
    if (step % 3 === 1) life.checkpoint()
    if (step === 8) life.log.moveLogStart(Math.min(10, life.acknowledged))
    if (step === 10) life.log.truncateTo(life.acknowledged)
  }
}

export interface Ended {
  readonly bench: DiskBench
  readonly acknowledged: number
  readonly appended: Appended
  /** How many disk operations there were. */
  readonly operations: number
}

/** Runs the workload, and kills the process at its `nth` disk operation, or after its end. */
export function runUntil(nth: number, seed: number, flush: Flush): Ended {
  const bench = diskBench(seed)
  const appended: Appended = new Map()
  let life: LogLife | null = null
  if (nth > 0) bench.disk.failAt(nth, 'death')
  try {
    life = new LogLife(bench, flush)
    bench.disk.flush()
    workload(life, seed, appended)
  } catch (error) {
    if (!(error instanceof SystemDeath)) throw error
  }
  const acknowledged = life?.acknowledged ?? 0
  return { bench, acknowledged, appended, operations: bench.disk.operations }
}

/** Every readable record with the CRC of its batch; a damaged read is a failure. */
export function contentOf(log: PartitionLog): Appended {
  const found: Appended = new Map()
  let at = log.logStartOffset
  while (at < log.logEndOffset) {
    const { records, sizeBytes, damage } = log.read(at, log.logEndOffset, 2_000)
    assert.is(damage, null)
    assert.ok(sizeBytes > 0, `something is read at ${at}`)
    for (const part of records) {
      for (const batch of batchesIn(part)) {
        for (let offset = batch.baseOffset; offset < batch.nextOffset; offset++) {
          found.set(offset, batch.crc)
        }
        at = batch.nextOffset
      }
    }
  }
  return found
}
