/** The settings that a topic itself was given: read, checked, and laid over what it inherits. */
import type { BrokerSettings } from './broker-settings.ts'
import type { SettingValue } from './setting.ts'
import {
  inheritedTopicSetting,
  readTopicSetting,
  type TopicSettings,
  topicSettings,
} from './topic-settings.ts'

/** Only what the topic was given, by Kafka's names. */
export type TopicConfig = ReadonlyMap<string, SettingValue>

/** A config, or in words what is wrong with it; Kafka's error for that is INVALID_CONFIG. */
export type ReadTopicConfig = { readonly config: TopicConfig } | { readonly fault: string }

/** Reads the settings given for a topic. Null is refused, as Kafka does at creation. */
export function readTopicConfig(
  given: Iterable<readonly [string, string | null]>,
): ReadTopicConfig {
  const config = new Map<string, SettingValue>()
  for (const [name, text] of given) {
    const read = readTopicSetting(name, text)
    if ('fault' in read) return read
    config.set(name, read.value)
  }
  const fault = ruleBroken(config)
  return fault === undefined ? { config } : { fault }
}

/** Every setting of a topic: its own where it has one, else what the brokers say. */
export function topicSettingsOf(config: TopicConfig, broker: BrokerSettings): TopicSettings {
  const values: Record<string, SettingValue> = {}
  for (const name of topicSettings.keys()) {
    values[name] = config.get(name) ?? inheritedTopicSetting(name, broker)
  }
  return values as unknown as TopicSettings
}

/** Rules that one setting alone does not show. */
function ruleBroken(config: TopicConfig): string | undefined {
  const least = config.get('min.compaction.lag.ms')
  const most = config.get('max.compaction.lag.ms')
  if (typeof least === 'number' && typeof most === 'number' && least > most) {
    return `min.compaction.lag.ms: ${least} is more than max.compaction.lag.ms, ${most}`
  }
  return undefined
}
