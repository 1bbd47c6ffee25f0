/** The client settings that `-X` takes in produce and consume, under Kafka's names. */
import { suggestion } from '../../cluster-config/did-you-mean.ts'
import {
  int,
  parseSetting,
  type SettingTable,
  type SettingValue,
  shapeOf,
  string,
  type ValuesOf,
} from '../../cluster-config/setting.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { codecNames } from '../kafka-client.ts'
import { keyValue } from './key-value.ts'

export const producerSettings = {
  acks: string('all', 'Who must have a record before it counts as sent.', {
    oneOf: ['all', '-1', '0', '1'],
  }),
  'batch.size': int(65_536, 'Bytes of records after which a batch is full.', {
    min: 1,
    unit: 'bytes',
  }),
  'compression.type': string('none', 'The codec of the batches.', { oneOf: codecNames }),
  'delivery.timeout.ms': int(120_000, 'After which a record has failed.', {
    min: 1,
    unit: 'ms',
  }),
  'request.timeout.ms': int(30_000, 'How long one request may take.', { min: 1, unit: 'ms' }),
}

export const consumerSettings = {
  'fetch.max.bytes': int(52_428_800, 'The most bytes in one answer.', { min: 1, unit: 'bytes' }),
  'fetch.max.wait.ms': int(500, 'How long a broker waits for new records.', {
    min: 0,
    unit: 'ms',
  }),
  'fetch.min.bytes': int(1, 'New bytes that end the wait.', { min: 0, unit: 'bytes' }),
  'isolation.level': string('read_uncommitted', 'Whether records of open transactions show.', {
    oneOf: ['read_uncommitted', 'read_committed'],
  }),
  'max.partition.fetch.bytes': int(1_048_576, 'The most bytes of one partition.', {
    min: 1,
    unit: 'bytes',
  }),
}

/** The defaults with what `-X` says over them. */
export function clientSettings<Table extends SettingTable>(
  table: Table,
  given: readonly string[] = [],
): ValuesOf<Table> {
  const values: Record<string, SettingValue> = {}
  for (const [name, setting] of Object.entries(table)) values[name] = setting.default
  for (const text of given) {
    const [name, value] = keyValue('-X', text)
    const setting = Object.hasOwn(table, name) ? table[name] : undefined
    if (setting === undefined) throw unknown(name, Object.keys(table))
    const parsed = parseSetting(setting, value)
    if ('fault' in parsed) {
      throw new UserError(`${name}: ${parsed.fault}`, { hint: `it takes ${shapeOf(setting)}` })
    }
    values[name] = parsed.value
  }
  return values as ValuesOf<Table>
}

const unknown = (name: string, known: readonly string[]): UserError =>
  new UserError(`${name} is no setting of this verb`, {
    hint: suggestion(name, known) ?? `it takes ${known.join(', ')}`,
  })
