/** From the description of a cluster to the boot data of its threads. */
import type { BrokerBoot, ControllersBoot } from '../cluster-config/boot.ts'
import type { ClusterConfig } from '../cluster-config/define-cluster.ts'

/** One controller until the quorum is built. */
const controllerIds: readonly number[] = [101]

export interface Boots {
  readonly controllers: ControllersBoot
  readonly brokers: readonly BrokerBoot[]
}

export interface Identity {
  readonly clusterId: string
  /** The port of each broker, in the order of their ids. */
  readonly ports: readonly number[]
}

export function bootsOf(config: ClusterConfig, identity: Identity, controlUrl: string): Boots {
  const { clusterId, ports } = identity
  const { host, advertisedHost, brokerSettings: settings, firstId } = config
  const brokers = ports.map(
    (port, index): BrokerBoot => ({
      kind: 'broker',
      brokerId: firstId + index,
      clusterId,
      host,
      port,
      advertisedHost,
      advertisedPort: port,
      rack: null,
      controllerIds,
      settings,
      controlUrl,
    }),
  )
  return { controllers: { kind: 'controllers', clusterId, controllerIds, settings }, brokers }
}

/** What clients are given to connect to: `host:port,host:port`. */
export function bootstrapOf({ brokers }: Boots): string {
  return brokers.map((each) => `${each.advertisedHost}:${each.advertisedPort}`).join(',')
}
