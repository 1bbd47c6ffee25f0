/** The broker settings of Kafka that mean something to highwater, with names and defaults. */
import { groupSettings } from './broker/group-settings.ts'
import { logSettings } from './broker/log-settings.ts'
import { replicationSettings } from './broker/replication-settings.ts'
import { serverSettings } from './broker/server-settings.ts'
import { transactionSettings } from './broker/transaction-settings.ts'
import type { AnySetting, ValuesOf } from './setting.ts'

const table = {
  ...serverSettings,
  ...replicationSettings,
  ...logSettings,
  ...groupSettings,
  ...transactionSettings,
}

export type BrokerSettings = ValuesOf<typeof table>
export type BrokerSettingName = keyof BrokerSettings

/** Every broker setting by name, in the order of the tables. */
export const brokerSettings: ReadonlyMap<string, AnySetting> = new Map(Object.entries(table))

export const isBrokerSetting = (name: string): name is BrokerSettingName => brokerSettings.has(name)

/** The default settings with some of them replaced; the values are of the right type already. */
export function brokerSettingsWith(changed: ReadonlyMap<string, unknown>): BrokerSettings {
  const values: Record<string, unknown> = {}
  for (const [name, setting] of brokerSettings) {
    values[name] = changed.has(name) ? changed.get(name) : setting.default
  }
  return values as BrokerSettings
}
