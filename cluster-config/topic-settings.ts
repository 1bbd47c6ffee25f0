/** Every setting that Kafka takes when a topic is created, with the broker settings behind it. */
import type { BrokerSettingName, BrokerSettings } from './broker-settings.ts'
import { suggestion } from './did-you-mean.ts'
import {
  type AnySetting,
  boolean,
  double,
  int,
  list,
  long,
  type Parsed,
  parseSetting,
  type SettingValue,
  string,
  unbounded,
  type ValuesOf,
} from './setting.ts'

const codecs = ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer']
const weekMs = 604_800_000

const table = {
  'cleanup.policy': list(
    ['delete'],
    'What happens to old records: they are deleted, compacted by key, or both.',
    { oneOf: ['delete', 'compact'] },
  ),
  'compression.gzip.level': int(-1, 'The gzip level, -1 for its own default.', { min: -1, max: 9 }),
  'compression.lz4.level': int(9, 'The lz4 level.', { min: 1, max: 17 }),
  'compression.type': string(
    'producer',
    'The codec in which batches are kept; "producer" leaves them as they came.',
    { oneOf: codecs },
  ),
  'compression.zstd.level': int(3, 'The zstd level.', { min: -131_072, max: 22 }),
  'delete.retention.ms': long(
    86_400_000,
    'How long the mark of a deleted key stays in a compacted log.',
    { min: 0, unit: 'ms' },
  ),
  'file.delete.delay.ms': long(60_000, 'How long the files of a deleted segment stay.', {
    min: 0,
    unit: 'ms',
  }),
  'flush.messages': long(unbounded, 'Records after which the log is forced to disk.', {
    min: 1,
    unit: 'messages',
  }),
  'flush.ms': long(unbounded, 'How long records may wait to be forced to disk.', {
    min: 0,
    unit: 'ms',
  }),
  'follower.replication.throttled.replicas': list(
    [],
    'Replicas, as partition:broker, whose fetching is slowed; * for all.',
  ),
  'index.interval.bytes': int(4_096, 'Log bytes between two entries of an offset index.', {
    min: 0,
    unit: 'bytes',
  }),
  'leader.replication.throttled.replicas': list(
    [],
    'Replicas, as partition:broker, whose serving of followers is slowed; * for all.',
  ),
  'local.retention.bytes': long(
    -2,
    'Bytes that stay here of a log in tiered storage; -2 for all that is kept at all.',
    { min: -2, unit: 'bytes' },
  ),
  'local.retention.ms': long(
    -2,
    'How long records in tiered storage also stay here; -2 as long as they are kept at all.',
    { min: -2, unit: 'ms' },
  ),
  'max.compaction.lag.ms': long(unbounded, 'How long a record may escape compaction.', {
    min: 1,
    unit: 'ms',
  }),
  'max.message.bytes': int(1_048_588, 'The largest record batch that is taken, with its header.', {
    min: 0,
    unit: 'bytes',
  }),
  'message.timestamp.after.max.ms': long(
    3_600_000,
    'How far ahead of the broker a timestamp of a producer may be.',
    { min: 0, unit: 'ms' },
  ),
  'message.timestamp.before.max.ms': long(
    unbounded,
    'How far behind the broker a timestamp of a producer may be.',
    { min: 0, unit: 'ms' },
  ),
  'message.timestamp.type': string(
    'CreateTime',
    "Whose clock a record's timestamp is: the producer's or the broker's.",
    { oneOf: ['CreateTime', 'LogAppendTime'] },
  ),
  'min.cleanable.dirty.ratio': double(
    0.5,
    'The part of the log that must be dirty before it is compacted.',
    { min: 0, max: 1, unit: 'ratio' },
  ),
  'min.compaction.lag.ms': long(0, 'How long a record stays out of reach of compaction.', {
    min: 0,
    unit: 'ms',
  }),
  'min.insync.replicas': int(
    1,
    'In-sync copies that must exist for a write with acks=all to be taken.',
    { min: 1 },
  ),
  preallocate: boolean(false, 'Whether a new segment takes its full size on disk at once.'),
  'remote.log.copy.disable': boolean(
    false,
    'Whether copying to tiered storage stops while its records stay readable.',
  ),
  'remote.log.delete.on.disable': boolean(
    false,
    'Whether what is in tiered storage goes when tiered storage is switched off.',
  ),
  'remote.storage.enable': boolean(false, 'Whether old segments go to tiered storage.'),
  'retention.bytes': long(
    -1,
    'The size above which the oldest segments of a partition go; -1 for no limit.',
    { min: -1, unit: 'bytes' },
  ),
  'retention.ms': long(weekMs, 'How long records are kept; -1 for ever.', { min: -1, unit: 'ms' }),
  'segment.bytes': int(
    1_073_741_824,
    'The size at which a segment is closed and a new one begun.',
    { min: 1_048_576, unit: 'bytes' },
  ),
  'segment.index.bytes': int(10_485_760, 'The largest offset index.', { min: 4, unit: 'bytes' }),
  'segment.jitter.ms': long(0, 'A random part taken off the age at which segments close.', {
    min: 0,
    unit: 'ms',
  }),
  'segment.ms': long(weekMs, 'The age at which a segment is closed.', { min: 1, unit: 'ms' }),
  'unclean.leader.election.enable': boolean(
    false,
    'Whether a copy outside the in-sync set may become leader, at the price of lost records.',
  ),
}

export type TopicSettings = ValuesOf<typeof table>
export type TopicSettingName = keyof TopicSettings

/** Every topic setting by name, in alphabetical order, as Kafka's tools list them. */
export const topicSettings: ReadonlyMap<string, AnySetting> = new Map(Object.entries(table))

/** A broker setting that speaks for a topic without a value of its own. */
export interface Synonym {
  readonly name: BrokerSettingName
  /** Milliseconds in one unit of the broker setting. */
  readonly factor: number
}

const same = (name: BrokerSettingName): Synonym => ({ name, factor: 1 })
const minutes = (name: BrokerSettingName): Synonym => ({ name, factor: 60_000 })
const hours = (name: BrokerSettingName): Synonym => ({ name, factor: 3_600_000 })

/** The first synonym that has a value counts. Source: Kafka ServerTopicConfigSynonyms. */
const synonyms: ReadonlyMap<string, readonly Synonym[]> = new Map([
  ['cleanup.policy', [same('log.cleanup.policy')]],
  ['compression.gzip.level', [same('compression.gzip.level')]],
  ['compression.lz4.level', [same('compression.lz4.level')]],
  ['compression.type', [same('compression.type')]],
  ['compression.zstd.level', [same('compression.zstd.level')]],
  ['delete.retention.ms', [same('log.cleaner.delete.retention.ms')]],
  ['file.delete.delay.ms', [same('log.segment.delete.delay.ms')]],
  ['flush.messages', [same('log.flush.interval.messages')]],
  ['flush.ms', [same('log.flush.interval.ms'), same('log.flush.scheduler.interval.ms')]],
  ['index.interval.bytes', [same('log.index.interval.bytes')]],
  ['local.retention.bytes', [same('log.local.retention.bytes')]],
  ['local.retention.ms', [same('log.local.retention.ms')]],
  ['max.compaction.lag.ms', [same('log.cleaner.max.compaction.lag.ms')]],
  ['max.message.bytes', [same('message.max.bytes')]],
  ['message.timestamp.after.max.ms', [same('log.message.timestamp.after.max.ms')]],
  ['message.timestamp.before.max.ms', [same('log.message.timestamp.before.max.ms')]],
  ['message.timestamp.type', [same('log.message.timestamp.type')]],
  ['min.cleanable.dirty.ratio', [same('log.cleaner.min.cleanable.ratio')]],
  ['min.compaction.lag.ms', [same('log.cleaner.min.compaction.lag.ms')]],
  ['min.insync.replicas', [same('min.insync.replicas')]],
  ['preallocate', [same('log.preallocate')]],
  ['retention.bytes', [same('log.retention.bytes')]],
  [
    'retention.ms',
    [same('log.retention.ms'), minutes('log.retention.minutes'), hours('log.retention.hours')],
  ],
  ['segment.bytes', [same('log.segment.bytes')]],
  ['segment.index.bytes', [same('log.index.size.max.bytes')]],
  ['segment.jitter.ms', [same('log.roll.jitter.ms'), hours('log.roll.jitter.hours')]],
  ['segment.ms', [same('log.roll.ms'), hours('log.roll.hours')]],
  ['unclean.leader.election.enable', [same('unclean.leader.election.enable')]],
])

/** The broker settings behind a topic setting, the one that counts first at the front. */
export const synonymsOf = (name: string): readonly Synonym[] => synonyms.get(name) ?? []

/** What a topic setting is on these brokers when the topic itself does not say. */
export function inheritedTopicSetting(name: string, broker: BrokerSettings): SettingValue {
  for (const synonym of synonymsOf(name)) {
    const value: SettingValue = broker[synonym.name]
    if (value === null) continue
    return typeof value === 'number' && synonym.factor !== 1 ? scaled(value, synonym) : value
  }
  return topicSettings.get(name)!.default
}

/** Below zero is "no limit", which has no unit. */
const scaled = (value: number, { factor }: Synonym): number => (value < 0 ? value : value * factor)

/** Reads one setting given for a topic; the fault names the setting. */
export function readTopicSetting(name: string, text: string | null): Parsed {
  const setting = topicSettings.get(name)
  if (setting === undefined) {
    const hint = suggestion(name, topicSettings.keys())
    return { fault: `${name} is no topic setting${hint === undefined ? '' : `; ${hint}`}` }
  }
  if (text === null) return { fault: `${name} has no value` }
  const parsed = parseSetting(setting, text)
  if ('fault' in parsed) return { fault: `${name}: ${parsed.fault}` }
  const foreign = foreignValue(name, parsed.value)
  return foreign === null ? parsed : { fault: `${name}: ${foreign}` }
}

/** Values that Kafka's type allows and highwater does not have. */
function foreignValue(name: string, value: SettingValue): string | null {
  if (name === 'compression.gzip.level' && value === 0) return '0 is no gzip level'
  if (name === 'remote.storage.enable' && value === true) return 'highwater has no tiered storage'
  return null
}
