/** What may stand in a configuration file. Settings are checked by their own tables. */
import { z } from 'zod'
import { brokerSettings } from '../../cluster-config/broker-settings.ts'
import { suggestion } from '../../cluster-config/did-you-mean.ts'
import { parseSetting, shapeOf } from '../../cluster-config/setting.ts'
import { readTopicSetting } from '../../cluster-config/topic-settings.ts'

const given = z.union([z.string(), z.number(), z.boolean(), z.null()])

function brokerSettingFault(name: string, text: string | null): string | null {
  const setting = brokerSettings.get(name)
  if (setting === undefined) {
    const hint = suggestion(name, brokerSettings.keys())
    return `${name} is no broker setting${hint === undefined ? '' : `; ${hint}`}`
  }
  if (text === null) return `${name} has no value`
  const parsed = parseSetting(setting, text)
  return 'fault' in parsed ? `${name}: ${parsed.fault}; it takes ${shapeOf(setting)}` : null
}

function topicSettingFault(name: string, text: string | null): string | null {
  const read = readTopicSetting(name, text)
  return 'fault' in read ? read.fault : null
}

const settings = (faultOf: (name: string, text: string | null) => string | null) =>
  z.record(z.string(), given).superRefine((values, context) => {
    for (const [name, value] of Object.entries(values)) {
      const message = faultOf(name, value === null ? null : String(value))
      if (message !== null) context.addIssue({ code: 'custom', path: [name], message })
    }
  })

const topic = z.strictObject({
  partitions: z.int().optional(),
  replicas: z.int().optional(),
  config: settings(topicSettingFault).optional(),
})

export const configSchema = z.strictObject({
  brokers: z.int().optional(),
  firstId: z.int().optional(),
  host: z.string().optional(),
  advertisedHost: z.string().optional(),
  port: z.int().optional(),
  data: z.string().optional(),
  preset: z.enum(['mission', 'kafka']).optional(),
  partitions: z.int().optional(),
  autoTopics: z.boolean().optional(),
  clusterId: z.string().optional(),
  topics: z.record(z.string(), topic.nullable()).optional(),
  broker: settings(brokerSettingFault).optional(),
})

export type ConfigFile = z.infer<typeof configSchema>
