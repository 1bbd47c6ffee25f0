/** What an experiment is: a claim, what a seed lets happen, what must hold, and what must fail. */
import type { Fault } from '../runtime/simulator/faults.ts'
import type { Anomaly, Finding } from './anomaly.ts'
import type { EventCounts, EventName } from './events.ts'
import type { Host } from './host.ts'

/** With the settings that give the guarantee, or with those that must be seen to fail. */
export type Variant = 'guarantee' | 'contrast'

export interface Experiment {
  /** As in the table of guarantees. */
  readonly name: string
  /** As a person would say it. */
  readonly claim: string
  /** Operations that each seed must do at least. */
  readonly operationsMin: number
  readonly holds: {
    /** No seed may show one of these. */
    readonly none: readonly Anomaly[]
    /** Each must occur in at least half of the seeds. */
    readonly mustOccur: readonly EventName[]
  }
  readonly contrast: {
    readonly setting: string
    readonly finds: Anomaly
  }
  /** The faults that a seed draws. */
  faults(variant: Variant, seed: number): readonly Fault[]
  /** Lets it happen, and judges what was seen. */
  run(host: Host, variant: Variant, seed: number, faults: readonly Fault[]): Judged
}

/** One run, judged. */
export interface Judged {
  readonly findings: readonly Finding[]
  readonly events: EventCounts
  /** Operations that clients have begun. */
  readonly operations: number
  /** Records that were acknowledged. */
  readonly acknowledged: number
  readonly faultsApplied: number
  readonly digest: string
  readonly deliveries: number
  readonly elapsedMs: number
}

/** A contrast is found within so many seeds, or the experiment is too weak. */
export const contrastSeeds = 10
