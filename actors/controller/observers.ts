/** The brokers that follow the metadata log at one controller: they get what is committed. */
import type { Context } from '../../runtime/context.ts'
import type { Timer } from '../../runtime/timer.ts'
import type { MetadataRecord } from '../metadata/metadata-records.ts'
import type { Controller } from './controller.ts'
import type { FetchMetadata } from './controller-messages.ts'

/** The log as far as this controller knows it to be committed. */
export interface CommittedLog {
  readonly highWatermark: number
  /** It is active, and sure to know of everything that is committed. */
  readonly knowsAll: boolean
  readonly leaderId: number
  readonly epoch: number
  /** Hash of all before an offset; undefined when no batch ends there. */
  chainAt(offset: number): number | undefined
  /** Whole batches of records. */
  recordsFrom(offset: number, endOffset: number, countMax: number): MetadataRecord[]
}

/** How long a metadata fetch stays parked when there is nothing new. */
export const metadataFetchWaitMs = 500
/** Records in one metadata answer, save when one batch has more. */
const maxRecordsPerFetch = 5_000

export class Observers {
  private readonly ctx: Context
  private readonly home: Controller
  private readonly committed: () => CommittedLog
  private readonly parked = new Map<number, { fetch: FetchMetadata; timer: Timer }>()

  constructor(ctx: Context, home: Controller, committed: () => CommittedLog) {
    this.ctx = ctx
    this.home = home
    this.committed = committed
  }

  fetch(fetch: FetchMetadata): void {
    const { brokerId, fromOffset } = fetch
    this.unpark(brokerId)
    const { highWatermark, knowsAll } = this.committed()
    const isAhead = fromOffset > highWatermark
    if (fromOffset < highWatermark || (isAhead && knowsAll) || this.isOther(fetch)) {
      return this.answer(fetch)
    }
    const timer = this.ctx.after(this.home, metadataFetchWaitMs).observerWaited({ brokerId })
    this.parked.set(brokerId, { fetch, timer })
  }

  waited(brokerId: number): void {
    const fetch = this.unpark(brokerId)
    if (fetch !== null) this.answer(fetch)
  }

  /** More is committed. */
  serve(): void {
    for (const brokerId of [...this.parked.keys()]) this.waited(brokerId)
  }

  private answer(fetch: FetchMetadata): void {
    const { fromOffset, replyTo } = fetch
    const log = this.committed()
    const { highWatermark, knowsAll, leaderId, epoch } = log
    const lost = this.isOther(fetch) || (fromOffset > highWatermark && knowsAll)
    const behind = lost || fromOffset >= highWatermark
    const records = behind ? [] : log.recordsFrom(fromOffset, highWatermark, maxRecordsPerFetch)
    const chain = behind ? fetch.chain : (log.chainAt(fromOffset + records.length) ?? -1)
    this.ctx.reply(replyTo, { fromOffset, records, chain, lost, leaderId, epoch })
  }

  /** The asker has read another log up to there. */
  private isOther({ fromOffset, chain }: FetchMetadata): boolean {
    const { highWatermark, chainAt } = this.committed()
    return fromOffset <= highWatermark && chainAt(fromOffset) !== chain
  }

  private unpark(brokerId: number): FetchMetadata | null {
    const parked = this.parked.get(brokerId)
    if (parked === undefined) return null
    this.parked.delete(brokerId)
    this.ctx.cancel(parked.timer)
    return parked.fetch
  }
}
