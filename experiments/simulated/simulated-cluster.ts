/** A whole cluster in the simulator, from the product's own trees, and clients beside it. */
import { replicaName } from '../../actors/broker/broker-view.ts'
import { brokerTree, controllersTree } from '../../actors/supervision.ts'
import type { BrokerBoot, ControllersBoot } from '../../cluster-config/boot.ts'
import { brokerSettingsWith } from '../../cluster-config/broker-settings.ts'
import type { Codecs } from '../../runtime/ports/codecs.ts'
import { type Fault, schedule } from '../../runtime/simulator/faults.ts'
import { Simulator } from '../../runtime/simulator/simulator.ts'
import type { SupervisorSpec } from '../../runtime/supervisor.ts'
import { silent, type TraceEvent } from '../../runtime/trace.ts'
import type { ClusterTrial, Observed } from '../host.ts'
import type { ClientWorld } from '../workload/clients.ts'
import { aimed, type PartitionPlace } from './aim.ts'
import { bytesUnderCrc } from './bytes-under-crc.ts'
import { observedIn } from './simulated-host.ts'

const clusterId = 'simulatedClusterIdAAAA'
const controllerIds = [101]
const port = 9092
/** A broker that died by itself comes back after this time. */
const restartMs = 50

export class SimulatedCluster {
  private readonly simulator: Simulator
  private readonly events: TraceEvent[] = []
  private readonly world: ClientWorld
  private readonly trial: ClusterTrial
  private readonly brokers: readonly string[]
  private faultsApplied = 0
  /** By type: how often it was reported. */
  private readonly reported = new Map<string, number>()

  constructor(trial: ClusterTrial, loaded: Codecs) {
    const { seed, cluster, planted } = trial
    const codecs = planted.codecs?.(loaded) ?? loaded
    this.trial = trial
    this.brokers = Array.from({ length: cluster.brokers }, (_, i) => `broker-${i + 1}`)
    const bootstrap = this.brokers.map((host) => ({ host, port }))
    const { consumer } = planted
    this.world = {
      bootstrap,
      codecs,
      ...(consumer === undefined ? {} : { consumerRules: consumer }),
    }
    this.simulator = new Simulator({
      seed,
      xxh: loaded.xxh,
      restartMs,
      flippable: (bytes) => bytesUnderCrc(bytes, loaded.crc32c),
      observer: { ...silent, event: (event) => this.happened(event) },
    })
    this.startControllers(codecs)
    for (const [index, host] of this.brokers.entries()) this.startBroker(index + 1, host, codecs)
  }

  get nowMs(): number {
    return this.simulator.nowMs
  }

  client(name: string, tree: (world: ClientWorld) => SupervisorSpec): void {
    this.simulator.system(name, () => tree(this.world))
    const { distanceUs: delayUs } = this.trial.cluster
    this.simulator.network.impose({ from: [name], to: this.brokers, delayUs })
    this.simulator.network.impose({ from: this.brokers, to: [name], delayUs })
  }

  /** Faults may name systems and actors by their role; see `aim.ts`. */
  schedule(faults: readonly Fault[]): void {
    schedule(this.simulator, faults, (fault) => {
      const target = aimed(fault, (topic, partition) => this.placeOf(topic, partition))
      if (target !== null) this.faultsApplied++
      return target
    })
  }

  /** Runs until actors have reported `type` so often; false when time is over before. */
  runUntil(type: string, times: number, forMs: number): boolean {
    const done = (): boolean => (this.reported.get(type) ?? 0) >= times
    const untilMs = this.nowMs + forMs
    return done() || this.simulator.run({ untilMs, until: done }) === 'condition'
  }

  runTo(untilMs: number): void {
    this.simulator.run({ untilMs })
  }

  observed(unfinished: string | null): Observed {
    const { simulator, events, faultsApplied } = this
    return observedIn(simulator, events, { faultsApplied, unfinished })
  }

  private happened(event: TraceEvent): void {
    this.events.push(event)
    this.reported.set(event.type, (this.reported.get(event.type) ?? 0) + 1)
  }

  private startControllers(codecs: Codecs): void {
    const settings = brokerSettingsWith(this.trial.cluster.settings ?? new Map())
    const boot: ControllersBoot = {
      ...{ kind: 'controllers', clusterId, controllerIds, settings, storage: null },
    }
    this.simulator.system('controllers', () => controllersTree(boot, codecs))
  }

  private startBroker(brokerId: number, host: string, codecs: Codecs): void {
    const settings = brokerSettingsWith(this.trial.cluster.settings ?? new Map())
    const boot: BrokerBoot = {
      ...{ kind: 'broker', brokerId, clusterId, controllerIds, host, port, settings },
      ...{ advertisedHost: host, advertisedPort: port, rack: null, storage: null, controlUrl: '' },
    }
    this.simulator.system(host, () => brokerTree(boot, codecs))
  }

  /** Where the living leader of a partition is, as its replica tells; null when none lives. */
  private placeOf(topic: string, partition: number): PartitionPlace | null {
    for (const system of this.brokers) {
      const cells = this.simulator.machine(system).system?.tree.cells.values() ?? []
      for (const { path, actor } of cells) {
        if (actor === null || !path.startsWith('broker/replicas/')) continue
        const shown = (actor as unknown as { describe(): ShownReplica }).describe()
        if (shown.topic !== topic || shown.partition !== partition) continue
        if (`broker-${shown.leader}` !== system) continue
        return { system, path: `broker/replicas/${replicaName(shown.topicId, partition)}` }
      }
    }
    return null
  }
}

interface ShownReplica {
  readonly topic: string
  readonly topicId: string
  readonly partition: number
  readonly leader: number
}
