/** Settings as DescribeConfigs shows them: value, its source, and what stands behind it. */
import { type BrokerSettingName, type BrokerSettings, brokerSettings } from './broker-settings.ts'
import { type AnySetting, formatSetting, type SettingValue } from './setting.ts'
import type { TopicConfig } from './topic-config.ts'
import { inheritedTopicSetting, synonymsOf, topicSettings } from './topic-settings.ts'

/** Kafka's numbers for where a value comes from. Source: Kafka DescribeConfigsResponse. */
export const configSources = {
  TOPIC_CONFIG: 1,
  DYNAMIC_BROKER_CONFIG: 2,
  DYNAMIC_DEFAULT_BROKER_CONFIG: 3,
  STATIC_BROKER_CONFIG: 4,
  DEFAULT_CONFIG: 5,
} as const

/** Kafka's numbers for the type of a value. Source: Kafka DescribeConfigsResponse. */
export const configTypes = { boolean: 1, string: 2, int: 3, long: 5, double: 6, list: 7 } as const

export type ConfigSource = keyof typeof configSources

export interface ConfigSynonym {
  readonly name: string
  readonly value: string | null
  readonly source: ConfigSource
}

export interface ConfigEntry extends ConfigSynonym {
  readonly type: keyof typeof configTypes
  readonly readOnly: boolean
  /** What can speak for it, the one that counts first at the front. */
  readonly synonyms: readonly ConfigSynonym[]
  readonly documentation: string
}

export function topicConfigEntry(
  name: string,
  config: TopicConfig,
  broker: BrokerSettings,
): ConfigEntry {
  const setting = topicSettings.get(name)!
  const own = config.get(name)
  const inherited = synonymsOf(name).flatMap((synonym) => brokerSynonyms(synonym.name, broker))
  const synonyms: readonly ConfigSynonym[] =
    own === undefined
      ? inherited
      : [{ name, value: formatSetting(own), source: 'TOPIC_CONFIG' }, ...inherited]
  return {
    ...about(setting),
    name,
    value: formatSetting(own ?? inheritedTopicSetting(name, broker)),
    source: synonyms[0]?.source ?? 'DEFAULT_CONFIG',
    readOnly: false,
    synonyms,
  }
}

export function brokerConfigEntry(name: BrokerSettingName, broker: BrokerSettings): ConfigEntry {
  const setting = brokerSettings.get(name)!
  return {
    ...about(setting),
    name,
    value: formatSetting(broker[name]),
    source: isDefault(setting, broker[name]) ? 'DEFAULT_CONFIG' : 'STATIC_BROKER_CONFIG',
    readOnly: setting.dynamic !== true,
    synonyms: brokerSynonyms(name, broker),
  }
}

/** A fact of one broker, e.g. `node.id`, in the form of a setting that nobody can change. */
export const factEntry = (name: string, value: string, documentation: string): ConfigEntry => ({
  name,
  value,
  source: 'STATIC_BROKER_CONFIG',
  type: 'string',
  readOnly: true,
  synonyms: [{ name, value, source: 'STATIC_BROKER_CONFIG' }],
  documentation,
})

/** The value in force and, behind it, the default that it replaced. */
function brokerSynonyms(name: BrokerSettingName, broker: BrokerSettings): ConfigSynonym[] {
  const setting = brokerSettings.get(name)!
  const found: ConfigSynonym[] = []
  if (!isDefault(setting, broker[name])) {
    found.push({ name, value: formatSetting(broker[name]), source: 'STATIC_BROKER_CONFIG' })
  }
  if (setting.default !== null) {
    found.push({ name, value: formatSetting(setting.default), source: 'DEFAULT_CONFIG' })
  }
  return found
}

const isDefault = (setting: AnySetting, value: SettingValue): boolean =>
  formatSetting(value) === formatSetting(setting.default)

const about = ({ type, doc }: AnySetting): Pick<ConfigEntry, 'type' | 'documentation'> => ({
  type,
  documentation: doc,
})
