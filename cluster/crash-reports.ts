/**
 * Tells the controllers of brokers that were seen to die: again and again, until what follows from
 * it is committed, because a controller that is elected meanwhile has not heard it.
 */
import { clearInterval, setInterval } from 'node:timers'
import type { TraceEvent } from '../runtime/trace.ts'

export interface CrashReport {
  readonly brokerId: number
  /** Of the life that has ended: a late report says nothing about the next one. */
  readonly incarnationId: string
}

const repeatMs = 100

export class CrashReports {
  private readonly tell: (report: CrashReport) => void
  private readonly incarnations = new Map<string, string>()
  private readonly repeating = new Map<string, NodeJS.Timeout>()

  /** `tell` sends one report to every controller that can be reached. */
  constructor(tell: (report: CrashReport) => void) {
    this.tell = tell
  }

  /** Learns who lives on which thread, and which reports the controllers have taken. */
  happened({ type, system, details }: TraceEvent): void {
    const incarnationId = details['incarnationId']
    if (typeof incarnationId !== 'string') return
    if (type === 'incarnation') this.incarnations.set(system, incarnationId)
    if (type === 'crashTaken') this.end(incarnationId)
  }

  /** The thread of a broker has died. */
  crashed(system: string, brokerId: number): void {
    const incarnationId = this.incarnations.get(system)
    if (incarnationId === undefined || this.repeating.has(incarnationId)) return
    const report = { brokerId, incarnationId }
    const timer = setInterval(() => this.tell(report), repeatMs)
    this.repeating.set(incarnationId, timer.unref())
    this.tell(report)
  }

  stop(): void {
    for (const incarnationId of [...this.repeating.keys()]) this.end(incarnationId)
  }

  private end(incarnationId: string): void {
    clearInterval(this.repeating.get(incarnationId))
    this.repeating.delete(incarnationId)
  }
}
