/** One controller alone on a workbench: a quorum of one, driven message by message. */
import { Controller } from '../../actors/controller/controller.ts'
import type { MetadataFetched, Registered } from '../../actors/controller/controller-messages.ts'
import { type ControllerRules, controllerRules } from '../../actors/controller/rules.ts'
import { type BrokerImage, ClusterImage } from '../../actors/metadata/cluster-image.ts'
import type { PartitionState } from '../../actors/metadata/partition-state.ts'
import { firstFeatures } from '../../cluster-config/boot.ts'
import { brokerSettingsWith } from '../../cluster-config/broker-settings.ts'
import { presets } from '../../cluster-config/presets.ts'
import { refTo } from '../../runtime/ref.ts'
import { child, supervisor } from '../../runtime/supervisor.ts'
import { Workbench } from '../runtime/support/workbench.ts'
import { codecs } from './simulated-kafka.ts'

const path = 'controllers/controller-101'

export class ControllerBench {
  readonly bench: Workbench
  /** Added to the wall clock. */
  wallClockJumpMs = 0
  private readonly epochs = new Map<number, number>()
  private asks = 0

  constructor(options: { rules?: Partial<ControllerRules>; settings?: object } = {}) {
    const given = Object.entries(options.settings ?? {})
    const settings = brokerSettingsWith(new Map([...(presets.get('mission') ?? []), ...given]))
    const timeouts = { electionMs: 200, backoffMaxMs: 100, fetchMs: 1_000 }
    const controller = {
      controllerId: 101,
      voters: [101],
      crc32c: codecs.crc32c,
      timeouts,
      settings,
      rules: { ...controllerRules, ...options.rules },
      features: firstFeatures,
      refOf: () => refTo<Controller>('here', path),
      tellBroker: () => {},
    }
    const tree = supervisor({
      name: 'controllers',
      strategy: 'one-for-one',
      limit: { restarts: 5, withinMs: 1_000 },
      children: [child('controller-101', (ctx) => new Controller(ctx, controller))],
    })
    this.bench = new Workbench(tree, {
      clock: {
        monotonicMs: () => this.bench?.nowMs ?? 0,
        wallClockMs: () => 1_000_000 + (this.bench?.nowMs ?? 0) + this.wallClockJumpMs,
      },
    })
    this.bench.advance(1)
  }

  /** The answer to one question; undefined when there is none yet. */
  ask<R>(type: string, message: object): R | undefined {
    const askId = ++this.asks
    this.bench.ask(path, type, message, askId)
    return this.bench.answers.find(([id]) => id === askId)?.[1] as R | undefined
  }

  tell(type: string, message: object): void {
    this.bench.tell(path, type, message)
  }

  /** It dies, starts again on its disk, and is elected at once, being alone. */
  crashController(): void {
    const cell = this.bench.system.tree.cells.get(path)
    if (cell !== undefined) this.bench.system.crash(cell, new Error('crashed by the test'))
    this.bench.settle()
  }

  pass(ms: number): void {
    this.bench.advance(ms)
  }

  /** Everything that is committed. */
  image(): ClusterImage {
    const image = new ClusterImage()
    const { records } = this.ask<MetadataFetched>('fetchMetadata', {
      brokerId: 99,
      fromOffset: 0,
      chain: 0,
    }) as MetadataFetched
    for (const record of records) image.replay(record)
    return image
  }

  broker(brokerId: number): BrokerImage {
    return this.image().brokers.get(brokerId) as BrokerImage
  }

  partition(topic: string, partition = 0): PartitionState {
    return this.image().topicNamed(topic)?.partitions[partition] as PartitionState
  }

  register(
    brokerId: number,
    { incarnationId = `first-${brokerId}`, previousBrokerEpoch = -1 } = {},
  ): Registered {
    const at = { host: 'h', port: 9092, rack: null }
    const request = { brokerId, incarnationId, previousBrokerEpoch, ...at }
    const answer = this.ask<Registered>('registerBroker', request) as Registered
    if (answer.error === 'NONE') this.epochs.set(brokerId, answer.brokerEpoch)
    return answer
  }

  epochOf(brokerId: number): number {
    return this.epochs.get(brokerId) ?? -1
  }

  heartbeat<R>(brokerId: number, wants: object = {}): R | undefined {
    const brokerEpoch = this.epochOf(brokerId)
    const known = { brokerId, brokerEpoch, metadataOffset: 1_000_000 }
    return this.ask<R>('brokerHeartbeat', {
      ...known,
      wantFence: false,
      wantShutDown: false,
      ...wants,
    })
  }

  /** Brokers that are registered and not fenced. */
  join(...brokerIds: number[]): this {
    for (const brokerId of brokerIds) {
      this.register(brokerId)
      this.heartbeat(brokerId)
    }
    return this
  }

  /** The cluster supervisor has seen its first incarnation die. */
  crash(brokerId: number, incarnationId = `first-${brokerId}`): void {
    this.tell('brokerDied', { brokerId, incarnationId })
  }

  /** A new incarnation, with whatever it still has, comes to be counted on. */
  restart(brokerId: number, how: 'whole' | 'empty', incarnationId = `next-${brokerId}`): void {
    const previousBrokerEpoch = how === 'whole' ? this.epochOf(brokerId) : -1
    this.register(brokerId, { incarnationId, previousBrokerEpoch })
    this.heartbeat(brokerId)
  }

  createTopic(name: string, brokerIds: number[], configs: object = {}): string {
    const topic = {
      name,
      numPartitions: -1,
      replicationFactor: -1,
      assignments: [{ partitionIndex: 0, brokerIds }],
      configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
    }
    this.ask('createTopics', { topics: [topic], validateOnly: false })
    return this.image().topicNamed(name)?.topicId as string
  }

  /** The leader of a topic's partition asks for an ISR. */
  alterIsr(topic: string, isr: readonly (readonly [brokerId: number, brokerEpoch: number])[]) {
    const { leader, leaderEpoch, partitionEpoch, leaderRecoveryState } = this.partition(topic)
    const topicId = this.image().topicNamed(topic)?.topicId
    const newIsr = isr.map(([brokerId, brokerEpoch]) => ({ brokerId, brokerEpoch }))
    const partition = { topicId, partition: 0, leaderEpoch, partitionEpoch, newIsr }
    const partitions = [{ ...partition, leaderRecoveryState }]
    const from = { brokerId: leader, brokerEpoch: this.epochOf(leader) }
    type Answer = { partitions: { error: string }[] }
    return this.ask<Answer>('alterPartitions', { ...from, partitions })?.partitions[0]?.error
  }
}
