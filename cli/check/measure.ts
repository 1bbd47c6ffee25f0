/** How fast seeds were run, by the processor time of this process and its threads. */
import process from 'node:process'
import type { SeedResult } from '../../experiments/run-seed.ts'

export interface Figures {
  readonly events: number
  readonly clusterS: number
  readonly cpuS: number
  readonly wallS: number
  readonly eventsPerCpuS: number
  readonly clusterSPerCpuS: number
}

export class Measure {
  private readonly startedMs = performance.now()
  private readonly startedUs = process.cpuUsage()
  private events = 0
  private clusterMs = 0

  /** An event is one message delivered. */
  add({ deliveries, elapsedMs }: SeedResult): void {
    this.events += deliveries
    this.clusterMs += elapsedMs
  }

  figures(): Figures {
    const { user, system } = process.cpuUsage(this.startedUs)
    const cpuS = (user + system) / 1_000_000
    const clusterS = this.clusterMs / 1_000
    return {
      events: this.events,
      clusterS: rounded(clusterS),
      cpuS: rounded(cpuS),
      wallS: rounded((performance.now() - this.startedMs) / 1_000),
      eventsPerCpuS: Math.round(this.events / cpuS),
      clusterSPerCpuS: rounded(clusterS / cpuS),
    }
  }

  text(): string {
    const { events, eventsPerCpuS, clusterS, clusterSPerCpuS, wallS } = this.figures()
    return (
      `${wallS} s; ${events} events, ${eventsPerCpuS} a second of CPU time; ` +
      `${clusterS} s of clusters, ${clusterSPerCpuS} a second of CPU time`
    )
  }
}

const rounded = (value: number): number => Math.round(value * 10) / 10
