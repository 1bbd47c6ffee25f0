/** The settings that hold for one topic: its own, and the brokers' for all that it does not say. */
import type { BrokerSettings } from './broker-settings.ts'
import { parseSetting } from './setting.ts'
import { inheritedTopicSetting, type TopicSettings, topicSettings } from './topic-settings.ts'

/** What is wrong with a setting given for a topic; null when nothing is. */
export function topicConfigFault(name: string, text: string): string | null {
  const setting = topicSettings.get(name)
  if (setting === undefined) return `Unknown topic config name: ${name}`
  const parsed = parseSetting(setting, text)
  if (!('fault' in parsed)) return null
  return `Invalid value ${text} for configuration ${name}: ${parsed.fault}`
}

/** `given` holds checked values in Kafka's text form. */
export function resolveTopicSettings(
  broker: BrokerSettings,
  given: ReadonlyMap<string, string>,
): TopicSettings {
  const values = new Map<string, unknown>()
  for (const [name, setting] of topicSettings) {
    const text = given.get(name)
    const parsed = text === undefined ? { fault: '' } : parseSetting(setting, text)
    values.set(name, 'fault' in parsed ? inheritedTopicSetting(name, broker) : parsed.value)
  }
  return Object.fromEntries(values) as TopicSettings
}
