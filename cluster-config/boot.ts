/** What a thread of the cluster is started with: plain data that crosses threads. */
import type { BrokerSettings } from './broker-settings.ts'

/** One broker on a thread of its own; its actor system is called `systemOf` of its id. */
export interface BrokerBoot {
  readonly kind: 'broker'
  readonly brokerId: number
  readonly clusterId: string
  readonly controllerIds: readonly number[]
  /** Where it listens. */
  readonly host: string
  readonly port: number
  /** Where clients are told to find it. */
  readonly advertisedHost: string
  readonly advertisedPort: number
  readonly rack: string | null
  readonly settings: BrokerSettings
  /** Address, token included, of the control server that serves this cluster; empty for none. */
  readonly controlUrl: string
}

/** All controllers, on the thread that hosts no broker. */
export interface ControllersBoot {
  readonly kind: 'controllers'
  readonly clusterId: string
  readonly controllerIds: readonly number[]
  readonly settings: BrokerSettings
}

export type Boot = BrokerBoot | ControllersBoot

/** The actor system, and so the thread, of a boot. */
export function systemOf(boot: Boot): string {
  return boot.kind === 'controllers' ? 'controllers' : `broker-${boot.brokerId}`
}
