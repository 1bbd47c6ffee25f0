/** Batches, options and disks for the tests of the log. */
import type { LogOptions, PartitionLog, Stamp } from '../../log/partition-log.ts'
import { buildBatch, type NewBatch } from '../../protocol/build-batch.ts'
import { RecordBatch } from '../../protocol/record-batch.ts'
import { loadCrc32c } from '../../runtime/platform/crc32c.ts'
import type { DiskDone } from '../../runtime/ports/disk.ts'
import { SimulatedDisk } from '../../runtime/simulator/disk.ts'
import { Scheduler } from '../../runtime/simulator/scheduler.ts'

export const crc32c = await loadCrc32c()

export const logOptions: LogOptions = {
  crc32c,
  indexIntervalBytes: 300,
  segmentBytes: 4_000,
  segmentMs: 1_000_000,
  indexBytes: 10_000,
  mayHaveGaps: false,
  nowMs: 0,
}

/** A batch of `count` records at `timestamp` and the milliseconds behind it. */
export function batchOf(count: number, timestamp = 1_000, more: Partial<NewBatch> = {}) {
  const value = (index: number) => new Uint8Array(40).fill(index)
  const records = Array.from({ length: count }, (_, index) => ({
    timestamp: timestamp + index,
    key: null,
    value: value(index),
    headers: [],
  }))
  return new RecordBatch(buildBatch({ records, ...more }, crc32c))
}

/** As its producer has stamped it. */
export const ownStamp = ({ maxTimestamp }: RecordBatch): Stamp => ({
  type: 'CreateTime',
  maxTimestamp,
})

/** Appends a batch as its producer has stamped it. */
export function append(log: PartitionLog, batch: RecordBatch, leaderEpoch: number): number {
  return log.append(batch, leaderEpoch, ownStamp(batch))
}

export interface DiskBench {
  readonly disk: SimulatedDisk
  readonly scheduler: Scheduler
  /** Every operation, as text. */
  readonly operations: string[]
  /** Ends a tick: flushes, and lets what is under way come to its end. */
  settle(): void
  /** Runs an operation that ends later, to its end. */
  outcome(operation: (done: (outcome: DiskDone) => void) => void): string | null | 'never'
}

export function diskBench(seed = 1): DiskBench {
  const scheduler = new Scheduler()
  const operations: string[] = []
  const disk = new SimulatedDisk({
    seed,
    system: 's',
    operated: (operation, file, number) => void operations.push(`${operation} ${file} ${number}`),
    later: (delayUs, action) => scheduler.later(delayUs, action),
    deliver: (action) => action(),
  })
  const settle = () => {
    do disk.flush()
    while (scheduler.step())
    disk.flush()
  }
  const outcome: DiskBench['outcome'] = (operation) => {
    let ended: string | null = 'never'
    operation(({ error }) => {
      ended = error
    })
    settle()
    return ended
  }
  return { disk, scheduler, operations, settle, outcome }
}
