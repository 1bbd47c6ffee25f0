/** From the description of a cluster to the boot data of its threads. */
import { type BrokerBoot, type ControllersBoot, firstFeatures } from '../cluster-config/boot.ts'
import type { ClusterConfig } from '../cluster-config/define-cluster.ts'
import type { LogStorage } from './log-storage.ts'

/** The voters: apart from the brokers, or the death of two of three brokers would end them too. */
const controllerIds: readonly number[] = [101, 102, 103]

export interface Boots {
  readonly controllers: ControllersBoot
  readonly brokers: readonly BrokerBoot[]
}

export interface Identity {
  readonly clusterId: string
  /** The port of each broker, in the order of their ids. */
  readonly ports: readonly number[]
  /** Of the machine that this runs on; null where it has none. */
  readonly bootId: string | null
}

export function bootsOf(
  config: ClusterConfig,
  identity: Identity,
  storage: LogStorage,
  controlUrl: string,
): Boots {
  const { clusterId, ports, bootId } = identity
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
      controllersApart: false,
      bootId,
      settings,
      storage: storage.of(`broker-${firstId + index}`),
      controlUrl,
    }),
  )
  const controllers: ControllersBoot = {
    kind: 'controllers',
    clusterId,
    controllerIds,
    onlyController: null,
    features: firstFeatures,
    settings,
    storage: storage.of('controllers'),
  }
  return { controllers, brokers }
}

/** What clients are given to connect to: `host:port,host:port`. */
export function bootstrapOf({ brokers }: Boots): string {
  return brokers.map((each) => `${each.advertisedHost}:${each.advertisedPort}`).join(',')
}
