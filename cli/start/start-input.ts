/** From the flags of `start` to what they say about the cluster. */
import { resolve } from 'node:path'
import type { ClusterInput, TopicInput } from '../../cluster-config/cluster-input.ts'
import type { PresetName } from '../../cluster-config/presets.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { keyValues } from '../config/key-value.ts'

export interface StartFlags {
  readonly brokers?: string
  readonly port?: string
  readonly data?: string
  readonly memory?: boolean
  readonly topic?: readonly string[]
  readonly preset?: string
  readonly firstId?: string
  readonly advertisedHost?: string
  readonly partitions?: string
  readonly autoTopics?: string
  readonly X?: readonly string[]
}

/** What the flags say, laid over what the file says. */
export function startInput(flags: StartFlags, file: ClusterInput): ClusterInput {
  if (flags.memory === true && flags.data !== undefined) {
    throw new UserError('--memory and --data cannot both be', {
      hint: '--data keeps the cluster in a directory, --memory keeps nothing',
    })
  }
  return {
    ...file,
    ...number('brokers', '--brokers', flags.brokers),
    ...number('port', '--port', flags.port),
    ...number('firstId', '--first-id', flags.firstId),
    ...number('partitions', '--partitions', flags.partitions),
    ...(flags.data === undefined ? {} : { data: resolve(flags.data) }),
    ...(flags.memory === true ? { data: null } : {}),
    ...(flags.advertisedHost === undefined ? {} : { advertisedHost: flags.advertisedHost }),
    ...(flags.preset === undefined ? {} : { preset: flags.preset as PresetName }),
    ...(flags.autoTopics === undefined ? {} : { autoTopics: onOrOff(flags.autoTopics) }),
    ...(flags.topic === undefined ? {} : { topics: flags.topic.map(topicSpec) }),
    broker: { ...file.broker, ...keyValues('-X', flags.X) },
  }
}

function number<Key extends string>(key: Key, flag: string, text: string | undefined) {
  if (text === undefined) return {}
  return { [key]: wholeNumber(flag, text) } as { [K in Key]: number }
}

/** A number of at most nine digits, as a flag takes it. */
export function wholeNumber(flag: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new UserError(`${flag} takes a whole number, not "${text}"`)
}

function onOrOff(text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on'
  throw new UserError(`--auto-topics takes on or off, not "${text}"`)
}

/** `orders:6:1` is the topic orders with 6 partitions and 1 copy of each. */
export function topicSpec(text: string): TopicInput {
  const [name = '', partitions, copies, ...more] = text.split(':')
  if (more.length > 0 || partitions === '' || copies === '') {
    throw new UserError(`--topic takes NAME[:PARTITIONS[:REPLICAS]], not "${text}"`)
  }
  return {
    name,
    ...(partitions === undefined ? {} : { partitions: wholeNumber('--topic', partitions) }),
    ...(copies === undefined ? {} : { replicationFactor: wholeNumber('--topic', copies) }),
  }
}
