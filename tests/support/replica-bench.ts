/** One partition replica on a workbench: messages in, answers out. */
import type { BrokerView } from '../../actors/broker/broker-view.ts'
import type { PartitionAssignment } from '../../actors/metadata/partition-state.ts'
import type { Appended, OffsetListed, Read } from '../../actors/partition/messages.ts'
import { PartitionReplica } from '../../actors/partition/partition-replica.ts'
import { must } from '../../runtime/assert.ts'
import { flat, Workbench } from '../runtime/support/workbench.ts'
import { assignmentOf, topicRecords, viewAfter } from './broker-parts.ts'

const path = 'root/replica'

export class ReplicaBench {
  readonly bench: Workbench
  private readonly state: PartitionAssignment
  private asks = 0

  constructor(configs: { readonly [key: string]: string } = {}) {
    const view: BrokerView = viewAfter(topicRecords('topicId', 'orders', [1], configs))
    const topic = must(view.image.topicNamed('orders'), 'the topic is made')
    this.bench = new Workbench(
      flat([['replica', (ctx) => new PartitionReplica(ctx, view, topic, 0)]]),
    )
    this.state = assignmentOf('topicId', must(topic.partitions[0], 'the topic has a partition'))
    this.lead()
  }

  /** The metadata log says that this replica leads, in the epoch that it says. */
  lead(leaderEpoch = 0): void {
    const state = { ...this.state, leaderEpoch, partitionEpoch: leaderEpoch }
    this.bench.tell(path, 'becomeLeader', { state })
  }

  append(records: Uint8Array, changed: { acks?: number; apiVersion?: number } = {}): Appended {
    return this.ask('append', {
      records,
      acks: 1,
      apiVersion: 9,
      timeoutMs: 1_000,
      ...changed,
    }) as Appended
  }

  read(changed: { fetchOffset?: number; maxBytes?: number; currentLeaderEpoch?: number }): Read {
    const all = {
      fetchOffset: 0,
      maxBytes: 1_000_000,
      currentLeaderEpoch: -1,
      lastFetchedEpoch: -1,
    }
    return this.ask('read', { ...all, ...changed }) as Read
  }

  listOffset(timestamp: number, currentLeaderEpoch = -1): OffsetListed {
    return this.ask('listOffset', { timestamp, currentLeaderEpoch }) as OffsetListed
  }

  /** Asks to be told of data beyond an offset; gives the number of the question. */
  awaitData(reader: string, beyondOffset: number, waitMs = 500): number {
    this.bench.ask(path, 'awaitData', { reader, beyondOffset, waitMs }, ++this.asks)
    return this.asks
  }

  /** What came as the answer to a question; undefined while nothing has. */
  answerTo(askId: number): unknown {
    return this.bench.answers.find(([id]) => id === askId)?.[1]
  }

  /** The replica dies and is started again on the same disk. */
  crash(): void {
    const cell = must(this.bench.system.tree.cells.get(path), 'the replica lives')
    this.bench.system.crash(cell, new Error('crashed by the test'))
    this.bench.settle()
  }

  private ask(type: string, message: object): unknown {
    this.bench.ask(path, type, message, ++this.asks)
    return this.answerTo(this.asks)
  }
}
