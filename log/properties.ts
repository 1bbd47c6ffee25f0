/** Small texts of a log directory: `partition.metadata`, `meta.properties`, the clean mark. */
import { stringToUtf8 } from '../protocol/primitives.ts'
import { textOf } from './checkpoint-text.ts'

const topicIdPattern = /^[A-Za-z0-9_-]{22}$/

/** Source: Kafka PartitionMetadataFile. */
export const encodePartitionMetadata = (topicId: string): Uint8Array =>
  stringToUtf8(`version: 0\ntopic_id: ${topicId}`)

/** The topic id, or null when the bytes are damaged. */
export function decodePartitionMetadata(bytes: Uint8Array): string | null {
  const match = /^version: 0\ntopic_id: (.*)\n?$/.exec(textOf(bytes))
  const topicId = match?.[1] ?? ''
  return topicIdPattern.test(topicId) ? topicId : null
}

/** Whose directory it is. Source: Kafka MetaProperties, version 1. */
export interface MetaProperties {
  readonly clusterId: string
  readonly nodeId: number
  readonly directoryId: string
}

export const encodeMetaProperties = (meta: MetaProperties): Uint8Array =>
  stringToUtf8(
    `#\ncluster.id=${meta.clusterId}\ndirectory.id=${meta.directoryId}\n` +
      `node.id=${meta.nodeId}\nversion=1\n`,
  )

/** Null when the bytes are damaged, or of another version. */
export function decodeMetaProperties(bytes: Uint8Array): MetaProperties | null {
  const values = new Map<string, string>()
  for (const line of textOf(bytes).split('\n')) {
    const equals = line.indexOf('=')
    if (equals > 0 && !line.startsWith('#'))
      values.set(line.slice(0, equals), line.slice(equals + 1))
  }
  const clusterId = values.get('cluster.id')
  const directoryId = values.get('directory.id')
  const nodeId = Number(values.get('node.id') ?? 'none')
  if (values.get('version') !== '1' || !Number.isSafeInteger(nodeId)) return null
  if (clusterId === undefined || directoryId === undefined) return null
  return { clusterId, nodeId, directoryId }
}

/** The content of the mark that a clean stop leaves. Source: Kafka CleanShutdownFileHandler. */
export const encodeCleanShutdown = (brokerEpoch: number): Uint8Array =>
  stringToUtf8(`{"version":0,"brokerEpoch":${brokerEpoch}}`)

/** -1 when it does not say. */
export function brokerEpochOf(bytes: Uint8Array): number {
  return Number(/"brokerEpoch":(\d{1,16})/.exec(textOf(bytes))?.[1] ?? -1)
}
