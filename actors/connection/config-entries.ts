/** Settings in the wire form in which CreateTopics and DescribeConfigs show them. */
import type { BrokerSettings } from '../../cluster-config/broker-settings.ts'
import { brokerSettings, isBrokerSetting } from '../../cluster-config/broker-settings.ts'
import {
  brokerConfigEntry,
  type ConfigEntry,
  configSources,
  configTypes,
  factEntry,
  topicConfigEntry,
} from '../../cluster-config/config-entry.ts'
import type { TopicConfig } from '../../cluster-config/topic-config.ts'
import { topicSettings } from '../../cluster-config/topic-settings.ts'

/** `config` holds what the topic itself was given. */
export function topicEntries(config: TopicConfig, broker: BrokerSettings): ConfigEntry[] {
  return [...topicSettings.keys()].map((name) => topicConfigEntry(name, config, broker))
}

/** The settings of this broker, and the address of the control server of its cluster. */
export function brokerEntries(broker: BrokerSettings, brokerId: number, controlUrl: string) {
  const names = [...brokerSettings.keys()].filter(isBrokerSetting)
  const entries = names.map((name) => brokerConfigEntry(name, broker))
  entries.push(factEntry('node.id', String(brokerId), 'The id of this broker.'))
  if (controlUrl !== '') {
    const doc = 'Where the control server of this cluster listens, its token included.'
    entries.push(factEntry('highwater.control.url', controlUrl, doc))
  }
  return entries
}

/** The part that CreateTopics shows (KIP-525). */
export function shortWireEntry({ name, value, readOnly, source }: ConfigEntry) {
  return { name, value, readOnly, configSource: configSources[source], isSensitive: false }
}

export function wireEntry(entry: ConfigEntry, withSynonyms: boolean, withDocumentation: boolean) {
  return {
    ...shortWireEntry(entry),
    configType: configTypes[entry.type],
    documentation: withDocumentation ? entry.documentation : null,
    synonyms: withSynonyms
      ? entry.synonyms.map(({ name, value, source }) => ({
          name,
          value,
          source: configSources[source],
        }))
      : [],
  }
}
