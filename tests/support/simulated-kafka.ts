/**
 * A whole Kafka cluster in the simulator: controllers, brokers and clients, from the product's own
 * trees.
 */
import { brokerTree, controllersTree } from '../../actors/supervision.ts'
import type { BrokerBoot } from '../../cluster-config/boot.ts'
import { brokerSettingsWith } from '../../cluster-config/broker-settings.ts'
import type { RequestDraft } from '../../protocol/api-versions.ts'
import { buildBatch, type NewBatch } from '../../protocol/build-batch.ts'
import { loadClientCodecs } from '../../runtime/platform/codecs.ts'
import { Simulator } from '../../runtime/simulator/simulator.ts'
import type { SupervisorSpec } from '../../runtime/supervisor.ts'
import { observers, silent, type TraceEvent } from '../../runtime/trace.ts'
import { TestClient } from './test-client.ts'

export const codecs = await loadClientCodecs()
export const clusterId = 'simulatedClusterIdAAAA'

/** A topic id that no topic has. */
export const unknownId = 'BBBBBBBBBBBBBBBBBBBBBA'
/** Stands for no topic id. */
export const zeroId = 'AAAAAAAAAAAAAAAAAAAAAA'

const encoder = new TextEncoder()

/** A batch as a producer sends it: a record for each value, with a key, a millisecond apart. */
export function batchOf(...values: readonly string[]): Uint8Array {
  return batchWith({}, ...values)
}

/** The same with some of its header changed, or from a first timestamp on. */
export function batchWith(
  changed: Partial<NewBatch> & { timestamp?: number; key?: string | null },
  ...values: readonly string[]
): Uint8Array {
  const { timestamp = 1_000_000, key = 'key', ...header } = changed
  const records = values.map((value, i) => ({
    timestamp: timestamp + i,
    key: key === null ? null : encoder.encode(key),
    value: encoder.encode(value),
  }))
  return buildBatch({ records, ...header }, codecs.crc32c)
}

export interface SimulatedKafkaOptions {
  readonly seed: number
  readonly brokers?: number
  readonly settings?: ReadonlyMap<string, unknown>
  readonly wire?: boolean
  /** What DescribeConfigs tells of the control server. */
  readonly controlUrl?: string
}

export interface NewTopic {
  readonly numPartitions?: number
  /** Of each of its partitions. */
  readonly leaders?: readonly number[]
  readonly configs?: { readonly [name: string]: string }
}

export class SimulatedKafka {
  readonly simulator: Simulator
  readonly events: TraceEvent[] = []
  readonly bootstrap: { host: string; port: number }[] = []
  private clients = 0

  constructor(options: SimulatedKafkaOptions) {
    const { seed, brokers = 3, settings = new Map(), wire = false, controlUrl = '' } = options
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
        controlUrl,
      }
      this.simulator.system(host, brokerTree(boot, codecs))
    }
  }

  client(name: string, tree: SupervisorSpec): void {
    this.simulator.system(name, tree)
  }

  /** A cluster of which every broker knows every other. */
  static ready(options: SimulatedKafkaOptions): SimulatedKafka {
    const kafka = new SimulatedKafka(options)
    kafka.simulator.run({ untilMs: 1_000 })
    return kafka
  }

  /** A connection to a broker that the test drives by hand. */
  connect(brokerId = 1): TestClient {
    const at = { host: `broker-${brokerId}`, port: 9092 }
    return new TestClient(this.simulator, `test-client-${++this.clients}`, at)
  }

  /** Makes a topic that every broker knows when this returns; gives its id. */
  createTopic(name: string, { numPartitions = 1, leaders, configs = {} }: NewTopic = {}): string {
    const assigned = leaders !== undefined
    const topic: RequestDraft<19>['topics'][number] = {
      name,
      numPartitions: assigned ? -1 : numPartitions,
      replicationFactor: assigned ? -1 : 1,
      assignments: (leaders ?? []).map((id, partitionIndex) => ({
        partitionIndex,
        brokerIds: [id],
      })),
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    }
    const body = { topics: [topic], timeoutMs: 10_000, validateOnly: false }
    const client = this.connect(1)
    const [made] = client.request(19, 7, body).topics
    client.hangUp()
    if (made?.errorCode !== 0) throw new Error(`no topic ${name}: ${made?.errorMessage}`)
    this.pass(1_000)
    return made.topicId
  }

  /** Which broker leads each partition of a topic. */
  leadersOf(name: string): number[] {
    const body = { topics: [{ name }], allowAutoTopicCreation: false }
    const client = this.connect(1)
    const [topic] = client.request(3, 9, body).topics
    client.hangUp()
    const partitions = [...(topic?.partitions ?? [])]
    partitions.sort((one, other) => one.partitionIndex - other.partitionIndex)
    return partitions.map(({ leaderId }) => leaderId)
  }

  /** Lets simulated time pass. */
  pass(forMs: number): void {
    this.simulator.run({ untilMs: this.simulator.nowMs + forMs })
  }

  /**
   * Runs until an actor has reported `type`, and returns that report; undefined when time is over.
   */
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
