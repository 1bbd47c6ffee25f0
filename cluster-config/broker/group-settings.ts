/** Broker settings about consumer groups and their offsets. Defaults: Kafka 4.1.1. */
import { int, list, long, string } from '../setting.ts'

const intMax = 2_147_483_647

export const groupSettings = {
  'offsets.topic.num.partitions': int(
    50,
    'Partitions of the topic that keeps the offsets of groups.',
    { min: 1 },
  ),
  'offsets.topic.replication.factor': int(
    3,
    'Copies of the topic that keeps the offsets of groups; never more than there are brokers.',
    { min: 1 },
  ),
  'offsets.topic.segment.bytes': int(
    104_857_600,
    'The segment size of the topic that keeps the offsets of groups.',
    { min: 1, unit: 'bytes' },
  ),
  'offsets.retention.minutes': int(10_080, 'How long the offsets of an empty group are kept.', {
    min: 1,
    unit: 'minutes',
  }),
  'offsets.retention.check.interval.ms': long(
    600_000,
    'How often the broker looks for offsets that may go.',
    { min: 1, unit: 'ms' },
  ),
  'offset.metadata.max.bytes': int(4_096, 'The longest text that may go with a committed offset.', {
    unit: 'bytes',
  }),
  'offsets.commit.timeout.ms': int(5_000, 'How long a commit of offsets waits to be replicated.', {
    min: 1,
    unit: 'ms',
  }),
  'group.initial.rebalance.delay.ms': int(
    3_000,
    'How long the first members of a group wait for others.',
    { unit: 'ms' },
  ),
  'group.min.session.timeout.ms': int(
    6_000,
    'The shortest session that a member of a classic group may ask for.',
    { unit: 'ms' },
  ),
  'group.max.session.timeout.ms': int(
    1_800_000,
    'The longest session that a member of a classic group may ask for.',
    { unit: 'ms' },
  ),
  'group.max.size': int(intMax, 'The most members of a classic group.', { min: 1 }),
  'group.coordinator.rebalance.protocols': list(
    ['classic', 'consumer', 'streams'],
    'The kinds of group that are served.',
    { oneOf: ['classic', 'consumer', 'streams', 'share'] },
  ),
  'group.coordinator.append.linger.ms': int(
    5,
    'How long a group coordinator collects records before it writes them.',
    { min: -1, unit: 'ms' },
  ),
  'group.consumer.session.timeout.ms': int(
    45_000,
    'How long a member of a consumer group may be silent.',
    { min: 1, unit: 'ms' },
  ),
  'group.consumer.min.session.timeout.ms': int(
    45_000,
    'The shortest session that a consumer group may be given.',
    { min: 1, unit: 'ms' },
  ),
  'group.consumer.max.session.timeout.ms': int(
    60_000,
    'The longest session that a consumer group may be given.',
    { min: 1, unit: 'ms' },
  ),
  'group.consumer.heartbeat.interval.ms': int(
    5_000,
    'How often a member of a consumer group reports.',
    { min: 1, unit: 'ms' },
  ),
  'group.consumer.min.heartbeat.interval.ms': int(
    5_000,
    'The shortest heartbeat interval that a consumer group may be given.',
    { min: 1, unit: 'ms' },
  ),
  'group.consumer.max.heartbeat.interval.ms': int(
    15_000,
    'The longest heartbeat interval that a consumer group may be given.',
    { min: 1, unit: 'ms' },
  ),
  'group.consumer.max.size': int(intMax, 'The most members of a consumer group.', { min: 1 }),
  'group.consumer.assignors': list(
    ['uniform', 'range'],
    'The assignors of consumer groups; the first is the default.',
  ),
  'group.consumer.migration.policy': string(
    'bidirectional',
    'Which kinds of group may turn into the other.',
    { oneOf: ['disabled', 'downgrade', 'upgrade', 'bidirectional'] },
  ),
  'group.share.session.timeout.ms': int(
    45_000,
    'How long a member of a share group may be silent.',
    { min: 1, unit: 'ms' },
  ),
  'group.share.heartbeat.interval.ms': int(5_000, 'How often a member of a share group reports.', {
    min: 1,
    unit: 'ms',
  }),
  'group.share.record.lock.duration.ms': int(
    30_000,
    'How long a record of a share group belongs to the member that fetched it.',
    { min: 1_000, unit: 'ms' },
  ),
  'group.share.min.record.lock.duration.ms': int(
    15_000,
    'The shortest lock that a share group may be given.',
    { min: 1_000, unit: 'ms' },
  ),
  'group.share.max.record.lock.duration.ms': int(
    60_000,
    'The longest lock that a share group may be given.',
    { min: 1_000, unit: 'ms' },
  ),
  'group.share.delivery.count.limit': int(5, 'How often a share group tries to deliver a record.', {
    min: 2,
    max: 10,
  }),
  'group.share.partition.max.record.locks': int(
    2_000,
    'The most records of a partition that a share group may hold.',
    { min: 100, max: 10_000 },
  ),
  'group.share.max.size': int(200, 'The most members of a share group.', { min: 1 }),
  'share.coordinator.state.topic.num.partitions': int(
    50,
    'Partitions of the topic that keeps the state of share groups.',
    { min: 1 },
  ),
  'share.coordinator.state.topic.replication.factor': int(
    3,
    'Copies of the topic that keeps the state of share groups; never more than brokers.',
    { min: 1 },
  ),
  'share.coordinator.state.topic.min.isr': int(
    2,
    'In-sync copies that a write to the state of share groups needs; never more than brokers.',
    { min: 1 },
  ),
}
