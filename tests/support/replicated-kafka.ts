/** Brokers with one replicated topic in the simulator, under a controller that tests can script. */
import { clientTree, clusterClientOf } from '../../actors/clients/client-tree.ts'
import { Consumer } from '../../actors/clients/consumer.ts'
import { Producer, type ProducerOptions } from '../../actors/clients/producer.ts'
import { type PartitionRules, partitionRules } from '../../actors/partition/rules.ts'
import { brokerTree } from '../../actors/supervision.ts'
import type { BrokerBoot } from '../../cluster-config/boot.ts'
import { brokerSettingsWith } from '../../cluster-config/broker-settings.ts'
import { presets } from '../../cluster-config/presets.ts'
import { DecodeError } from '../../protocol/decode-error.ts'
import { decodeRecords } from '../../protocol/record.ts'
import { batchesIn, type RecordBatch } from '../../protocol/record-batch.ts'
import { concatBytes } from '../../protocol/writer.ts'
import type { Context } from '../../runtime/context.ts'
import { type Fault, schedule } from '../../runtime/simulator/faults.ts'
import { Simulator } from '../../runtime/simulator/simulator.ts'
import { child, supervisor } from '../../runtime/supervisor.ts'
import { silent, type TraceEvent } from '../../runtime/trace.ts'
import { FakeController, type FakeControllerOptions, fakeTopicId } from './fake-controller.ts'
import { Reader, type ReadRecord, Writer, type WriterPlan } from './replicated-clients.ts'
import { clusterId, codecs } from './simulated-kafka.ts'

const decoder = new TextDecoder()
export const topic = 'orders'

export interface ReplicatedOptions {
  readonly seed: number
  readonly brokers?: number
  readonly minIsr?: number
  readonly rules?: Partial<PartitionRules>
  readonly settings?: ReadonlyMap<string, unknown>
  readonly controller?: Partial<FakeControllerOptions>
  /** A machine that dies comes back after this time. */
  readonly restartMs?: number | null
  readonly wire?: boolean
}

export interface StoredRecord {
  readonly offset: number
  readonly leaderEpoch: number
  readonly value: string
}

export class ReplicatedKafka {
  readonly simulator: Simulator
  readonly events: TraceEvent[] = []
  readonly bootstrap: { host: string; port: number }[] = []
  /** What the writers were told is safe, in the order of their sends. */
  readonly acknowledged: string[] = []
  readonly read: ReadRecord[] = []
  private readonly brokerIds: readonly number[]

  constructor(options: ReplicatedOptions) {
    const { seed, brokers = 3, minIsr = 2, restartMs = null, wire = false } = options
    const observer = { ...silent, event: (event: TraceEvent) => void this.events.push(event) }
    const { xxh } = codecs
    this.simulator = new Simulator({ seed, xxh, observer, restartMs, wire })
    const settings = brokerSettingsWith(
      new Map<string, unknown>([
        ...(presets.get('mission') ?? []),
        ['min.insync.replicas', minIsr],
        ...(options.settings ?? []),
      ]),
    )
    const ids = Array.from({ length: brokers }, (_, i) => i + 1)
    this.brokerIds = ids
    const script: FakeControllerOptions = {
      ...{ brokers, topic, assignment: [ids], minIsr },
      ...options.controller,
    }
    this.simulator.system(
      'controllers',
      supervisor({
        name: 'controllers',
        strategy: 'one-for-one',
        limit: { restarts: 0, withinMs: 1 },
        children: [child('controller-101', (ctx) => new FakeController(ctx, script))],
      }),
    )
    const rules: PartitionRules = { ...partitionRules, ...options.rules }
    for (const brokerId of ids) {
      const host = `broker-${brokerId}`
      this.bootstrap.push({ host, port: 9092 })
      const boot: BrokerBoot = {
        ...{ kind: 'broker', brokerId, clusterId, controllerIds: [101], host, port: 9092 },
        ...{ advertisedHost: host, advertisedPort: 9092, rack: null, settings },
        ...{ controlUrl: '', controllersApart: false, storage: null },
        bootId: null,
      }
      this.simulator.system(host, () => brokerTree(boot, codecs, rules))
    }
    this.run(300)
  }

  get nowMs(): number {
    return this.simulator.nowMs
  }

  run(forMs: number): void {
    this.simulator.run({ untilMs: this.simulator.nowMs + forMs })
  }

  /** Faults at times from now on. */
  faults(...faults: Fault[]): void {
    const { nowMs } = this.simulator
    schedule(
      this.simulator,
      faults.map((fault) => ({ ...fault, atMs: fault.atMs + nowMs })),
    )
  }

  /** Tells the controller something, now. */
  script<K extends 'fence' | 'unfence' | 'appoint'>(
    type: K,
    message: Parameters<FakeController[K]>[0],
  ): void {
    this.tell('controllers', 'controllers/controller-101', type, message)
  }

  tell(system: string, path: string, type: string, message: unknown): void {
    const machine = this.simulator.machine(system)
    machine.deliver(() => {
      const incarnation = machine.system?.tree.cells.get(path)?.incarnation ?? 0
      machine.system?.input({ path, incarnation }, type, message)
    })
  }

  /** A client that writes numbered records by its plan; by another one beside it if need be. */
  writer(
    name: string,
    plan: WriterPlan,
    options: Partial<ProducerOptions> = {},
    beside: WriterPlan | null = null,
  ): void {
    const producer: ProducerOptions = {
      ...{ acks: -1, compression: null, batchBytes: 200, lingerMs: 0, idempotent: false },
      ...{ deliveryTimeoutMs: 60_000, requestTimeoutMs: 2_000, crc32c: codecs.crc32c },
      ...options,
    }
    const cluster = clusterClientOf(name)
    this.client(name, [
      { name: 'producer', create: (ctx) => new Producer(ctx, cluster, producer) },
      ...[plan, ...(beside === null ? [] : [beside])].map((each, i) => ({
        name: `writer-${i}`,
        create: (ctx: Context) =>
          new Writer(ctx, each, each.prefix === undefined ? this.acknowledged : []),
      })),
    ])
  }

  /** A client that reads from the start, as records become safe. */
  reader(name: string): void {
    const options = {
      ...{ maxWaitMs: 200, minBytes: 1, maxBytes: 50_000_000, partitionMaxBytes: 1_048_576 },
      ...{ isolationLevel: 0 as const, requestTimeoutMs: 2_000, codecs },
    }
    const cluster = clusterClientOf(name)
    this.client(name, [
      { name: 'consumer', create: (ctx) => new Consumer(ctx, cluster, options) },
      { name: 'reader', create: (ctx) => new Reader(ctx, topic, this.read) },
    ])
  }

  private client(name: string, users: Parameters<typeof clientTree>[2]): void {
    const options = { clientId: name, softwareVersion: '1', connectTimeoutMs: 1_000 }
    const tree = clientTree(this.bootstrap, { ...options, maxFrameBytes: 100_000_000 }, users)
    this.simulator.system(name, tree)
  }

  /** What a broker's disk holds of partition 0. */
  stored(brokerId: number, partition = 0): StoredRecord[] {
    const { disk } = this.simulator.machine(`broker-${brokerId}`)
    const stored: StoredRecord[] = []
    for (const file of disk.list(`${topic}-${partition}/`)) {
      if (!file.endsWith('.log')) continue
      const bytes = concatBytes(disk.read(file, 0, disk.sizeOf(file)))
      for (const batch of batchesIn(bytes)) {
        stored.push(...recordsIn(batch))
      }
    }
    return stored
  }

  /** True when this broker lives and leads, in the newest epoch that any living broker knows. */
  leads(brokerId: number, partition = 0): boolean {
    const epochs = this.brokerIds.map((id) =>
      Number(this.replica(id, partition)['leaderEpoch'] ?? -1),
    )
    const { leader, leaderEpoch } = this.replica(brokerId, partition)
    return leader === brokerId && leaderEpoch === Math.max(...epochs)
  }

  /** What `status` shows of a replica. */
  replica(brokerId: number, partition = 0): Record<string, unknown> {
    const path = `broker/replicas/${fakeTopicId}-${partition}`
    const cell = this.simulator.machine(`broker-${brokerId}`).system?.tree.cells.get(path)
    const actor = cell?.actor as unknown as { describe(): Record<string, unknown> } | null
    return actor?.describe() ?? {}
  }

  of(type: string): TraceEvent[] {
    return this.events.filter((event) => event.type === type)
  }

  /** Unplanned deaths, for messages of failing tests. */
  crashes(): string[] {
    return this.of('crashed')
      .map(({ system, path, details }) => `${system}/${path}: ${details['error']}`)
      .filter((text) => !text.includes('crashed by a fault'))
  }
}

function recordsIn(batch: RecordBatch): StoredRecord[] {
  const { partitionLeaderEpoch: leaderEpoch, baseOffset } = batch
  try {
    return decodeRecords(batch).map(({ offset, value }) => ({
      ...{ offset, leaderEpoch },
      value: decoder.decode(value ?? undefined),
    }))
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return [{ offset: baseOffset, leaderEpoch, value: 'damaged' }]
  }
}
