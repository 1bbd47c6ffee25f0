/** Turns what somebody asked for into a checked, complete description of a cluster: plain data. */
import { type BrokerSettings, brokerSettings, brokerSettingsWith } from './broker-settings.ts'
import type { ClusterInput, Given, TopicInput } from './cluster-input.ts'
import { suggestion } from './did-you-mean.ts'
import { isPresetName, type PresetName, presets } from './presets.ts'
import { parseSetting, type SettingValue, shapeOf } from './setting.ts'
import { readTopicConfig } from './topic-config.ts'
import { collides, topicNameFault } from './topic-name.ts'
import { UserError } from './user-error.ts'

export interface TopicPlan {
  readonly name: string
  readonly partitions: number
  readonly replicationFactor: number
  /** Topic settings in Kafka's text, as a CreateTopics request carries them. */
  readonly config: { readonly [name: string]: string }
}

export interface ClusterConfig {
  readonly brokers: number
  readonly firstId: number
  readonly host: string
  readonly advertisedHost: string
  /** The port of the first broker, the others follow it; 0 for free ports. */
  readonly port: number
  readonly data: string | null
  readonly preset: PresetName
  readonly partitions: number
  readonly autoTopics: boolean
  readonly topics: readonly TopicPlan[]
  readonly brokerSettings: BrokerSettings
  /** Null: a new one is drawn, or the one in the data directory is kept. */
  readonly clusterId: string | null
  readonly isolation: 'thread'
}

const brokersMax = 100
/** Broker ids may not meet the ids of the controllers. */
const controllerIdFirst = 101
const partitionsMax = 100_000
/** More than one copy of a partition needs replication. */
const replicationFactorMax = 1

export function defineCluster(input: ClusterInput = {}): ClusterConfig {
  const brokers = wholeNumber('brokers', input.brokers ?? 3, 1, brokersMax)
  const firstId = wholeNumber('firstId', input.firstId ?? 1, 0, controllerIdFirst - brokers)
  const port = portOf(input.port ?? 9092, brokers)
  const preset = presetOf(input.preset ?? 'mission')
  const settings = settingsOf(input, preset)
  const host = input.host ?? '127.0.0.1'
  return {
    brokers,
    firstId,
    host,
    advertisedHost: input.advertisedHost ?? host,
    port,
    data: input.data ?? null,
    preset,
    partitions: settings['num.partitions'],
    autoTopics: settings['auto.create.topics.enable'],
    topics: topicsOf(input.topics ?? [], settings),
    brokerSettings: settings,
    clusterId: clusterIdOf(input.clusterId ?? null),
    isolation: 'thread',
  }
}

function wholeNumber(name: string, value: number, min: number, max: number): number {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return value
  throw new UserError(`${name}: ${value} is not a whole number from ${min} to ${max}`)
}

function portOf(value: number, brokers: number): number {
  const port = wholeNumber('port', value, 0, 65_535)
  const last = port + brokers - 1
  if (port === 0 || last <= 65_535) return port
  throw new UserError(`port: ${brokers} brokers from port ${port} on would need port ${last}`, {
    hint: `65535 is the last port; begin at ${65_535 - brokers + 1} or lower, or use port 0`,
  })
}

function presetOf(name: string): PresetName {
  if (isPresetName(name)) return name
  const known = [...presets.keys()]
  throw new UserError(`preset: there is no preset ${name}`, {
    hint: suggestion(name, known) ?? `use one of ${known.join(', ')}`,
  })
}

function clusterIdOf(id: string | null): string | null {
  if (id === null || /^[A-Za-z0-9_-]{22}$/.test(id)) return id
  throw new UserError(`clusterId: "${id}" is not 22 letters of base64url`)
}

/** What is said in highwater's words wins over the same in Kafka's, and both over the preset. */
function settingsOf(input: ClusterInput, preset: PresetName): BrokerSettings {
  const changed = new Map<string, SettingValue>(presets.get(preset)!)
  for (const [name, given] of Object.entries(input.broker ?? {})) {
    changed.set(name, brokerSettingOf(name, given))
  }
  if (input.partitions !== undefined) {
    changed.set('num.partitions', wholeNumber('partitions', input.partitions, 1, partitionsMax))
  }
  if (input.autoTopics !== undefined) changed.set('auto.create.topics.enable', input.autoTopics)
  const settings = brokerSettingsWith(changed)
  refuseCopies('default.replication.factor', settings['default.replication.factor'])
  return settings
}

function brokerSettingOf(name: string, given: Given): SettingValue {
  const setting = brokerSettings.get(name)
  if (setting === undefined) {
    throw new UserError(`${name} is no broker setting that highwater knows`, {
      hint: suggestion(name, brokerSettings.keys()),
    })
  }
  if (given === null) throw new UserError(`${name} has no value`)
  const parsed = parseSetting(setting, String(given))
  if ('value' in parsed) return parsed.value
  throw new UserError(`${name}: ${parsed.fault}`, { hint: `it takes ${shapeOf(setting)}` })
}

function topicsOf(inputs: readonly TopicInput[], settings: BrokerSettings): TopicPlan[] {
  const plans: TopicPlan[] = []
  for (const input of inputs) {
    const plan = topicOf(input, settings)
    for (const { name } of plans) {
      if (name === plan.name) throw new UserError(`the topic ${name} is named twice`)
      if (collides(name, plan.name)) throw new UserError(`${name} and ${plan.name} collide`)
    }
    plans.push(plan)
  }
  return plans
}

function topicOf(input: TopicInput, settings: BrokerSettings): TopicPlan {
  const nameFault = topicNameFault(input.name)
  if (nameFault !== null) throw new UserError(nameFault)
  const label = `topic ${input.name}`
  const { partitions = settings['num.partitions'] } = input
  const copies = input.replicationFactor ?? settings['default.replication.factor']
  wholeNumber(`${label}: replication factor`, copies, 1, 32_767)
  refuseCopies(`${label}: replication factor`, copies)
  const given = Object.entries(input.config ?? {}).map(
    ([name, value]) => [name, value === null ? null : String(value)] as const,
  )
  const read = readTopicConfig(given)
  if ('fault' in read) throw new UserError(`${label}: ${read.fault}`)
  return {
    name: input.name,
    partitions: wholeNumber(`${label}: partitions`, partitions, 1, partitionsMax),
    replicationFactor: copies,
    config: Object.fromEntries(given as readonly (readonly [string, string])[]),
  }
}

function refuseCopies(name: string, copies: number): void {
  if (copies <= replicationFactorMax) return
  throw new UserError(`${name}: ${copies} is more than ${replicationFactorMax}`, {
    hint: 'replication is not built yet: part B. Use 1 until then',
  })
}
