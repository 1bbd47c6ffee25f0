/** A whole Kafka cluster in the simulator: controllers, brokers and clients, from the product's own trees. */
import { brokerTree, controllersTree } from '../../actors/supervision.ts'
import type { BrokerBoot } from '../../cluster-config/boot.ts'
import { brokerSettingsWith } from '../../cluster-config/broker-settings.ts'
import { loadClientCodecs } from '../../runtime/platform/codecs.ts'
import { Simulator } from '../../runtime/simulator/simulator.ts'
import type { SupervisorSpec } from '../../runtime/supervisor.ts'
import { observers, silent, type TraceEvent } from '../../runtime/trace.ts'

export const codecs = await loadClientCodecs()
export const clusterId = 'simulatedClusterIdAAAA'

export interface SimulatedKafkaOptions {
  readonly seed: number
  readonly brokers?: number
  readonly settings?: ReadonlyMap<string, unknown>
  readonly wire?: boolean
}

export class SimulatedKafka {
  readonly simulator: Simulator
  readonly events: TraceEvent[] = []
  readonly bootstrap: { host: string; port: number }[] = []

  constructor({ seed, brokers = 3, settings = new Map(), wire = false }: SimulatedKafkaOptions) {
    const observer = observers([{ ...silent, event: (event) => this.events.push(event) }])
    this.simulator = new Simulator({ seed, xxh: codecs.xxh, observer, wire, restartMs: 50 })
    const brokerSettings = brokerSettingsWith(settings)
    const controllerIds = [101]
    this.simulator.system(
      'controllers',
      controllersTree(
        { kind: 'controllers', clusterId, controllerIds, settings: brokerSettings },
        codecs,
      ),
    )
    for (let brokerId = 1; brokerId <= brokers; brokerId++) {
      const host = `broker-${brokerId}`
      const port = 9092
      this.bootstrap.push({ host, port })
      const boot: BrokerBoot = {
        kind: 'broker',
        brokerId,
        clusterId,
        controllerIds,
        host,
        port,
        advertisedHost: host,
        advertisedPort: port,
        rack: null,
        settings: brokerSettings,
        asVersion: null,
        controlUrl: '',
      }
      this.simulator.system(host, brokerTree(boot, codecs))
    }
  }

  client(name: string, tree: SupervisorSpec): void {
    this.simulator.system(name, tree)
  }

  /** Runs until an actor has reported `type`, and returns that report; undefined when time is over. */
  runUntil(type: string, untilMs = 120_000): TraceEvent | undefined {
    const find = () => this.events.find((event) => event.type === type)
    let seen = 0
    this.simulator.run({
      untilMs: this.simulator.nowMs + untilMs,
      until: () => {
        while (seen < this.events.length) if (this.events[seen++]?.type === type) return true
        return false
      },
    })
    return find()
  }

  /** Everything that crashed, for messages of failing tests. */
  crashes(): string[] {
    return this.events
      .filter(({ type }) => type === 'crashed' || type === 'systemFailed')
      .map(
        ({ system, path, details }) =>
          `${system}/${path}: ${details['error'] ?? details['reason']}`,
      )
  }
}
