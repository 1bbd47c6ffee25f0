/** What a thread of the cluster is started with: plain data that crosses threads. */
import type { BrokerSettings } from './broker-settings.ts'

/** Where the files of one thread are. */
export interface Storage {
  readonly directory: string
  /** False when they are removed with the cluster. */
  readonly keep: boolean
}

/** One broker on a thread of its own; its actor system is called `systemOf` of its id. */
export interface BrokerBoot {
  readonly kind: 'broker'
  readonly brokerId: number
  readonly clusterId: string
  readonly controllerIds: readonly number[]
  /** Each controller has a system of its own. */
  readonly controllersApart: boolean
  /** Names the power-on of the machine: data that was not forced to disk lives as long as it. */
  readonly bootId: string | null
  /** Where it listens. */
  readonly host: string
  readonly port: number
  /** Where clients are told to find it. */
  readonly advertisedHost: string
  readonly advertisedPort: number
  readonly rack: string | null
  readonly settings: BrokerSettings
  /** Null: in memory. */
  readonly storage: Storage | null
  /** Address, token included, of the control server that serves this cluster; empty for none. */
  readonly controlUrl: string
}

/** Controllers, on the thread that hosts no broker. */
export interface ControllersBoot {
  readonly kind: 'controllers'
  readonly clusterId: string
  /** All that vote. */
  readonly controllerIds: readonly number[]
  /** The one that lives here, the others having systems of their own; null: all live here. */
  readonly onlyController: number | null
  /** Levels of features that a new cluster begins with. */
  readonly features: readonly (readonly [name: string, level: number])[]
  readonly settings: BrokerSettings
  /** Null: in memory. */
  readonly storage: Storage | null
}

/** What a cluster of this version begins with. Source: Kafka 4.1, `kafka-features`. */
export const firstFeatures: ControllersBoot['features'] = [
  ['eligible.leader.replicas.version', 1],
  ['group.version', 1],
  ['transaction.version', 2],
]

export type Boot = BrokerBoot | ControllersBoot

/** The actor system, and so the thread, of a boot. */
export function systemOf(boot: Boot): string {
  if (boot.kind === 'broker') return `broker-${boot.brokerId}`
  const { onlyController } = boot
  return onlyController === null ? 'controllers' : `controllers-${onlyController}`
}
