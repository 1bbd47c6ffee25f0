/** What runs an experiment: the simulator, or anything else that can make these things happen. */
import type { ConsumerRules } from '../actors/clients/consumer-rules.ts'
import type { Codecs } from '../runtime/ports/codecs.ts'
import type { Fault } from '../runtime/simulator/faults.ts'
import type { Plant } from '../runtime/simulator/machine.ts'
import type { TraceEvent } from '../runtime/trace.ts'
import type { Workload } from './workload/workload.ts'

export interface Host {
  /** A cluster with its clients, from its start until everything has been read. */
  runCluster(trial: ClusterTrial): Observed
  /** One actor system, for `forMs`. It does not come back when it dies. */
  runSystem(trial: SystemTrial): Observed
}

export interface ClusterPlan {
  readonly brokers: number
  readonly topic: {
    readonly name: string
    /** For each partition the ids of the brokers that hold it, the preferred leader first. */
    readonly replicas: readonly (readonly number[])[]
    readonly configs?: { readonly [name: string]: string }
  }
  /** Broker settings that differ from the defaults, by their Kafka names. */
  readonly settings?: ReadonlyMap<string, unknown>
  /** One way between a client and a broker. */
  readonly distanceUs: number
}

/** Rules and parts that are replaced by wrong ones. */
export interface Planted {
  readonly consumer?: Partial<ConsumerRules>
  /** Of brokers and of clients. */
  readonly codecs?: (codecs: Codecs) => Codecs
}

export interface ClusterTrial {
  readonly seed: number
  readonly cluster: ClusterPlan
  readonly workload: Workload
  /** Times count from the moment at which the clients start; systems may be named by role. */
  readonly faults: readonly Fault[]
  readonly planted: Planted
}

export interface SystemTrial {
  readonly seed: number
  readonly name: string
  readonly plant: Plant
  readonly faults: readonly Fault[]
  readonly forMs: number
}

export interface Observed {
  /** Everything that actors have reported, in order. */
  readonly events: readonly TraceEvent[]
  /** The hash of all that happened. */
  readonly digest: string
  /** Messages delivered. */
  readonly deliveries: number
  /** Virtual time that has passed. */
  readonly elapsedMs: number
  /** Of the schedule, those that found whom they were for. */
  readonly faultsApplied: number
  /** Bits that turned over on the network. */
  readonly bitFlips: number
  /** What was not done when time was over; null when all was. */
  readonly unfinished: string | null
}
