/** The parts of a broker that its actors and workflows see, made by hand. */
import { OwnedBrokerView } from '../../actors/broker/broker-view.ts'
import type { MetadataRecord } from '../../actors/metadata/metadata-records.ts'
import type { PartitionAssignment, PartitionState } from '../../actors/metadata/partition-state.ts'
import type { BrokerBoot } from '../../cluster-config/boot.ts'
import { brokerSettingsWith } from '../../cluster-config/broker-settings.ts'
import { clusterId, codecs } from './simulated-kafka.ts'

export function brokerBoot(
  brokerId = 1,
  settings: ReadonlyMap<string, unknown> = new Map(),
): BrokerBoot {
  return {
    kind: 'broker',
    brokerId,
    clusterId,
    controllerIds: [101],
    controllersApart: false,
    bootId: 'one power-on',
    host: `broker-${brokerId}`,
    port: 9092,
    advertisedHost: `broker-${brokerId}`,
    advertisedPort: 9092,
    rack: null,
    settings: brokerSettingsWith(settings),
    storage: null,
    controlUrl: '',
  }
}

/** A topic with one partition for each of `leaders`, as metadata records. */
export function topicRecords(
  topicId: string,
  name: string,
  leaders: readonly number[],
  configs: { readonly [key: string]: string } = {},
): MetadataRecord[] {
  return [
    { kind: 'topic', topicId, name },
    ...Object.entries(configs).map(
      ([key, value]): MetadataRecord => ({ kind: 'config', topicId, key, value }),
    ),
    ...leaders.map(
      (leader, partition): MetadataRecord => ({
        kind: 'partition',
        topicId,
        partition,
        replicas: [leader],
        isr: [leader],
        leader,
        leaderEpoch: 0,
        partitionEpoch: 0,
      }),
    ),
  ]
}

/** What is true of a partition unless its records say otherwise. */
const untouched = {
  addingReplicas: [],
  removingReplicas: [],
  eligibleLeaderReplicas: [],
  lastKnownElr: [],
  leaderRecoveryState: 'recovered',
} as const

/** As its replicas are told of it. */
export function assignmentOf(
  topicId: string,
  state: Omit<PartitionState, keyof typeof untouched>,
): PartitionAssignment {
  return { ...untouched, ...state, topicId }
}

export function registration(brokerId: number): MetadataRecord {
  const host = `broker-${brokerId}`
  const incarnationId = `incarnation-${brokerId}`
  return { kind: 'registerBroker', brokerId, incarnationId, host, port: 9092, rack: null }
}

/** The view of broker 1 after these records; no broker is fenced. */
export function viewAfter(
  records: readonly MetadataRecord[],
  settings: ReadonlyMap<string, unknown> = new Map(),
): OwnedBrokerView {
  const view = new OwnedBrokerView(brokerBoot(1, settings), codecs)
  for (const record of records) view.image.replay(record)
  for (const [brokerId, broker] of view.image.brokers) {
    view.image.brokers.set(brokerId, { ...broker, fenced: false })
  }
  return view
}
