/** Settings in the form in which Kafka's admin APIs show them. */
import {
  type BrokerSettingName,
  type BrokerSettings,
  brokerSettings,
} from '../../cluster-config/broker-settings.ts'
import { type AnySetting, formatSetting, type SettingType } from '../../cluster-config/setting.ts'
import {
  inheritedTopicSetting,
  synonymsOf,
  topicSettings,
} from '../../cluster-config/topic-settings.ts'

/** Source: Kafka's DescribeConfigsResponse.ConfigSource. */
const source = { topic: 1, staticBroker: 4, default: 5 } as const

/** Source: Kafka's DescribeConfigsResponse.ConfigType. */
const typeCode: { readonly [T in SettingType]: number } = {
  boolean: 1,
  string: 2,
  int: 3,
  long: 5,
  double: 6,
  list: 7,
}

interface Synonym {
  readonly name: string
  readonly value: string | null
  readonly source: number
}

export interface ConfigEntry {
  readonly name: string
  readonly value: string | null
  readonly readOnly: boolean
  readonly configSource: number
  readonly isSensitive: boolean
  readonly configType: number
  readonly documentation: string | null
  /** All values that could hold, the one that does first. */
  readonly synonyms: readonly Synonym[]
}

/** `given` holds what was set for the topic itself. */
export function topicConfigEntries(
  broker: BrokerSettings,
  given: ReadonlyMap<string, string>,
): ConfigEntry[] {
  return [...topicSettings].map(([name, setting]) => {
    const own = given.get(name)
    const inherited = synonymsOf(name).map((synonym) => brokerSynonym(broker, synonym.name))
    const synonyms =
      own === undefined ? inherited : [{ name, value: own, source: source.topic }, ...inherited]
    const value = own ?? formatSetting(inheritedTopicSetting(name, broker))
    return entry(name, setting, value, synonyms[0]?.source ?? source.default, false, synonyms)
  })
}

/** The settings of this broker, and the address of the control server of its cluster. */
export function brokerConfigEntries(broker: BrokerSettings, controlUrl: string): ConfigEntry[] {
  const entries = [...brokerSettings].map(([name, setting]) => {
    const synonym = brokerSynonym(broker, name as BrokerSettingName)
    return entry(name, setting, synonym.value, synonym.source, setting.dynamic !== true, [synonym])
  })
  if (controlUrl === '') return entries
  const control = { name: 'highwater.control.url', value: controlUrl, source: source.staticBroker }
  const doc = 'Where the control server of this cluster listens, its token included.'
  const setting: AnySetting = { type: 'string', default: '', doc }
  return [...entries, entry(control.name, setting, control.value, control.source, true, [control])]
}

function brokerSynonym(broker: BrokerSettings, name: BrokerSettingName): Synonym {
  const value = formatSetting(broker[name])
  const standard = formatSetting(brokerSettings.get(name)?.default ?? null)
  return { name, value, source: value === standard ? source.default : source.staticBroker }
}

function entry(
  name: string,
  setting: AnySetting,
  value: string | null,
  configSource: number,
  readOnly: boolean,
  synonyms: readonly Synonym[],
): ConfigEntry {
  const { type, doc: documentation } = setting
  const configType = typeCode[type]
  return {
    name,
    value,
    readOnly,
    configSource,
    isSensitive: false,
    configType,
    documentation,
    synonyms,
  }
}
