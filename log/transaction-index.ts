/**
 * The transaction index of a segment: the transactions whose abort marker lies in it.
 * Entries of 34 bytes: version int16, producerId, firstOffset, lastOffset, lastStableOffset int64.
 * Source: Kafka TransactionIndex, AbortedTxn.
 */
import { highHalf, joinInt64, twoTo32 } from '../protocol/primitives.ts'
import type { DiskPort } from '../runtime/ports/disk.ts'
import { EntryTable } from './entry-table.ts'

export const transactionEntryBytes = 34
const version = 0

export interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
  /** The offset of its abort marker. */
  readonly lastOffset: number
  /** As it was once the marker had been written. */
  readonly lastStableOffset: number
}

export class TransactionIndex {
  readonly table: EntryTable

  constructor(disk: DiskPort, file: string) {
    this.table = new EntryTable(disk, file, transactionEntryBytes)
  }

  append(aborted: AbortedTransaction): void {
    this.table.append((view, at) => {
      view.setInt16(at, version)
      setInt64(view, at + 2, aborted.producerId)
      setInt64(view, at + 10, aborted.firstOffset)
      setInt64(view, at + 18, aborted.lastOffset)
      setInt64(view, at + 26, aborted.lastStableOffset)
    })
  }

  /** In the order of their markers. */
  *entries(): Generator<AbortedTransaction, void> {
    for (let index = 0; index < this.table.count; index++) {
      yield abortedAt(this.table.view, index * transactionEntryBytes)
    }
  }

  /** Forgets those whose marker lies at or above `offset`. */
  truncateTo(offset: number): void {
    this.table.truncate(this.table.countWhere((view, at) => int64(view, at + 18) < offset))
  }

  isSane(): boolean {
    let last = -1
    for (let index = 0; index < this.table.count; index++) {
      const at = index * transactionEntryBytes
      const { firstOffset, lastOffset } = abortedAt(this.table.view, at)
      if (this.table.view.getInt16(at) !== version) return false
      if (lastOffset <= last || firstOffset > lastOffset) return false
      last = lastOffset
    }
    return true
  }
}

function abortedAt(view: DataView, at: number): AbortedTransaction {
  return {
    producerId: int64(view, at + 2),
    firstOffset: int64(view, at + 10),
    lastOffset: int64(view, at + 18),
    lastStableOffset: int64(view, at + 26),
  }
}

const int64 = (view: DataView, at: number): number =>
  joinInt64(view.getInt32(at), view.getUint32(at + 4))

function setInt64(view: DataView, at: number, value: number): void {
  const high = highHalf(value)
  view.setInt32(at, high)
  view.setUint32(at + 4, value - high * twoTo32)
}
