/** Experiments on a cluster with producers and readers: declared as data, judged by checkers. */
import type { Anomaly, Finding } from './anomaly.ts'
import { allCheckers } from './checkers/all-checkers.ts'
import type { Checker } from './checkers/checker.ts'
import { type EventName, eventsOf } from './events.ts'
import type { Experiment, Variant } from './experiment.ts'
import { drawSchedule, type FaultPlan } from './fault-plan.ts'
import { History } from './history.ts'
import type { ClusterPlan, Observed, Planted } from './host.ts'
import type { Operation } from './operation.ts'
import type { Workload } from './workload/workload.ts'

/** What a contrast may change. */
export interface Settings {
  readonly cluster: ClusterPlan
  readonly workload: Workload
  readonly faults: readonly FaultPlan[]
  readonly planted: Planted
  readonly checkers: readonly Checker[]
}

export interface ClusterExperiment extends Omit<Settings, 'planted' | 'checkers'> {
  readonly name: string
  readonly claim: string
  /** 500 unless the table of guarantees says otherwise. */
  readonly operationsMin?: number
  readonly holds: { readonly none: readonly Anomaly[]; readonly mustOccur: readonly EventName[] }
  readonly contrast: {
    /** In words. */
    readonly setting: string
    readonly finds: Anomaly
    readonly changes: Partial<Omit<Settings, 'workload'>> & {
      readonly workload?: Partial<Workload>
    }
  }
}

export function clusterExperiment(declared: ClusterExperiment): Experiment {
  const { name, claim, operationsMin = 500, holds, contrast } = declared
  return {
    ...{ name, claim, operationsMin, holds, contrast },
    faults: (variant, seed) => drawSchedule(seed, settingsOf(declared, variant).faults),
    run: (host, variant, seed, faults) => {
      const { cluster, workload, planted, checkers } = settingsOf(declared, variant)
      const observed = host.runCluster({ seed, cluster, workload, faults, planted })
      return { ...judged(observed, checkers), events: eventsOf(observed) }
    },
  }
}

function settingsOf(declared: ClusterExperiment, variant: Variant): Settings {
  const { cluster, workload, faults, contrast } = declared
  const settings = { cluster, workload, faults, planted: {}, checkers: allCheckers }
  if (variant === 'guarantee') return settings
  const { changes } = contrast
  return { ...settings, ...changes, workload: { ...workload, ...changes.workload } }
}

function judged(observed: Observed, checkers: readonly Checker[]) {
  const history = new History(operationsIn(observed))
  const findings = checkers.flatMap((check) => check(history))
  const { unfinished, digest, deliveries, elapsedMs, faultsApplied } = observed
  const stuck: Finding[] = unfinished === null ? [] : [{ anomaly: 'stuck', what: unfinished }]
  const { invoked: operations, acknowledged } = history
  return {
    ...{ findings: [...findings, ...stuck], operations, acknowledged },
    ...{ digest, deliveries, elapsedMs, faultsApplied },
  }
}

export function operationsIn({ events }: Observed): Operation[] {
  return events
    .filter(({ type }) => type === 'operation')
    .map(({ details }) => details as unknown as Operation)
}
