/** Broker settings about logs; most are the defaults of a topic setting. Defaults: Kafka 4.1.1. */
import { boolean, double, int, list, long, string, unbounded, unset } from '../setting.ts'

const intMax = 2_147_483_647
const codecs = ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer']

export const logSettings = {
  'log.segment.bytes': int(
    1_073_741_824,
    'The size at which a segment is closed and a new one begun.',
    { min: 1_048_576, unit: 'bytes', dynamic: true },
  ),
  'log.roll.ms': unset(
    'long',
    'The age at which a segment is closed; without it log.roll.hours counts.',
    { min: 1, unit: 'ms', dynamic: true },
  ),
  'log.roll.hours': int(168, 'The age at which a segment is closed, in hours.', {
    min: 1,
    unit: 'hours',
  }),
  'log.roll.jitter.ms': unset(
    'long',
    'A random part taken off the age at which segments close; else log.roll.jitter.hours.',
    { min: 0, unit: 'ms', dynamic: true },
  ),
  'log.roll.jitter.hours': int(
    0,
    'A random part taken off the age at which segments close, in hours.',
    { min: 0, unit: 'hours' },
  ),
  'log.retention.ms': unset(
    'long',
    'How long records are kept, -1 for ever; without it log.retention.minutes counts.',
    { min: -1, unit: 'ms', dynamic: true },
  ),
  'log.retention.minutes': unset(
    'int',
    'How long records are kept, in minutes; without it log.retention.hours counts.',
    { min: -1, unit: 'minutes' },
  ),
  'log.retention.hours': int(168, 'How long records are kept, in hours.', {
    min: -1,
    unit: 'hours',
  }),
  'log.retention.bytes': long(
    -1,
    'The size above which the oldest segments of a partition go; -1 for no limit.',
    { min: -1, unit: 'bytes', dynamic: true },
  ),
  'log.retention.check.interval.ms': long(
    300_000,
    'How often the broker looks for segments that may go.',
    { min: 1, unit: 'ms' },
  ),
  'log.segment.delete.delay.ms': long(60_000, 'How long the files of a deleted segment stay.', {
    min: 0,
    unit: 'ms',
    dynamic: true,
  }),
  'log.index.size.max.bytes': int(10_485_760, 'The largest offset index.', {
    min: 4,
    unit: 'bytes',
    dynamic: true,
  }),
  'log.index.interval.bytes': int(4_096, 'Log bytes between two entries of an offset index.', {
    min: 0,
    unit: 'bytes',
    dynamic: true,
  }),
  'log.flush.interval.messages': long(unbounded, 'Records after which a log is forced to disk.', {
    min: 1,
    unit: 'messages',
    dynamic: true,
  }),
  'log.flush.interval.ms': unset(
    'long',
    'How long records may wait to be forced to disk; else log.flush.scheduler.interval.ms.',
    { min: 0, unit: 'ms', dynamic: true },
  ),
  'log.flush.scheduler.interval.ms': long(
    unbounded,
    'How often the broker looks for logs to force to disk.',
    { unit: 'ms' },
  ),
  'log.flush.offset.checkpoint.interval.ms': int(
    60_000,
    'How often the point up to which a log is safely on disk is written down.',
    { min: 0, unit: 'ms' },
  ),
  'log.initial.task.delay.ms': long(
    30_000,
    'How long after its start a broker begins to look after its logs.',
    { min: 0, unit: 'ms' },
  ),
  'highwater.flush': string(
    'os',
    'When a record counts as written: "os" once the system has it, "commit" once it is synced.',
    { oneOf: ['os', 'commit'], dynamic: true },
  ),
  'highwater.storage': string(
    'disk',
    'Where records are kept: on "disk", or in "memory" until the broker ends.',
    { oneOf: ['disk', 'memory'] },
  ),
  'log.preallocate': boolean(false, 'Whether a new segment takes its full size on disk at once.', {
    dynamic: true,
  }),
  'log.cleanup.policy': list(
    ['delete'],
    'What happens to old records: they are deleted, or compacted by key.',
    { oneOf: ['delete', 'compact'], dynamic: true },
  ),
  'log.cleaner.enable': boolean(true, 'Whether compaction runs.'),
  'log.cleaner.threads': int(1, 'Compactions that run at a time.', { min: 0, dynamic: true }),
  'log.cleaner.backoff.ms': long(
    15_000,
    'How long compaction sleeps when there is nothing to compact.',
    { min: 0, unit: 'ms', dynamic: true },
  ),
  'log.cleaner.min.cleanable.ratio': double(
    0.5,
    'The part of a log that must be dirty before it is compacted.',
    { min: 0, max: 1, unit: 'ratio', dynamic: true },
  ),
  'log.cleaner.delete.retention.ms': long(
    86_400_000,
    'How long the mark of a deleted key stays in a compacted log.',
    { min: 0, unit: 'ms', dynamic: true },
  ),
  'log.cleaner.min.compaction.lag.ms': long(
    0,
    'How long a record stays out of reach of compaction.',
    { min: 0, unit: 'ms', dynamic: true },
  ),
  'log.cleaner.max.compaction.lag.ms': long(unbounded, 'How long a record may escape compaction.', {
    min: 1,
    unit: 'ms',
    dynamic: true,
  }),
  'log.message.timestamp.type': string(
    'CreateTime',
    "Whose clock a record's timestamp is: the producer's or the broker's.",
    { oneOf: ['CreateTime', 'LogAppendTime'], dynamic: true },
  ),
  'log.message.timestamp.before.max.ms': long(
    unbounded,
    'How far behind the broker a timestamp of a producer may be.',
    { min: 0, unit: 'ms', dynamic: true },
  ),
  'log.message.timestamp.after.max.ms': long(
    3_600_000,
    'How far ahead of the broker a timestamp of a producer may be.',
    { min: 0, unit: 'ms', dynamic: true },
  ),
  'compression.type': string(
    'producer',
    'The codec in which batches are kept; "producer" leaves them as they came.',
    { oneOf: codecs, dynamic: true },
  ),
  'compression.gzip.level': int(-1, 'The gzip level, -1 for its own default.', {
    min: -1,
    max: 9,
    dynamic: true,
  }),
  'compression.lz4.level': int(9, 'The lz4 level.', { min: 1, max: 17, dynamic: true }),
  'compression.zstd.level': int(3, 'The zstd level.', { min: -131_072, max: 22, dynamic: true }),
  'log.local.retention.ms': long(
    -2,
    'How long records in tiered storage also stay here; -2 as long as they are kept at all.',
    { min: -2, unit: 'ms', dynamic: true },
  ),
  'log.local.retention.bytes': long(
    -2,
    'Bytes that stay here of a log in tiered storage; -2 for all that is kept at all.',
    { min: -2, unit: 'bytes', dynamic: true },
  ),
  'producer.id.expiration.ms': int(
    86_400_000,
    'How long a partition remembers a producer that has stopped writing.',
    { min: 1, max: intMax, unit: 'ms', dynamic: true },
  ),
}
