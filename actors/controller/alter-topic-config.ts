/** Changes of a topic's settings; what follows from them at once follows in the same batch. */
import { readTopicConfig } from '../../cluster-config/topic-config.ts'
import type { ErrorName } from '../../protocol/errors.ts'
import type { ReadonlyClusterImage } from '../metadata/cluster-image.ts'
import type { ConfigRecord } from '../metadata/metadata-records.ts'

export interface TopicConfigChange {
  readonly topic: string
  /** Null takes a setting away. */
  readonly changes: readonly { readonly key: string; readonly value: string | null }[]
}

export interface TopicConfigAltered {
  readonly topic: string
  readonly error: ErrorName
  readonly errorMessage: string | null
}

export function decideTopicConfig(
  image: ReadonlyClusterImage,
  { topic: name, changes }: TopicConfigChange,
): { records: ConfigRecord[]; outcome: TopicConfigAltered } {
  const topic = image.topicNamed(name)
  if (topic === undefined) {
    const error = 'UNKNOWN_TOPIC_OR_PARTITION'
    return { records: [], outcome: { topic: name, error, errorMessage: null } }
  }
  const after = new Map(topic.configs)
  for (const { key, value } of changes) {
    if (value === null) after.delete(key)
    else after.set(key, value)
  }
  const read = readTopicConfig(after)
  if ('fault' in read) {
    return {
      records: [],
      outcome: { topic: name, error: 'INVALID_CONFIG', errorMessage: read.fault },
    }
  }
  const records = changes.map(
    ({ key, value }): ConfigRecord => ({ kind: 'config', topicId: topic.topicId, key, value }),
  )
  return { records, outcome: { topic: name, error: 'NONE', errorMessage: null } }
}
