/** Deleting topics, by name or by id: checks each one and decides its record. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { ReadonlyClusterImage } from '../metadata/cluster-image.ts'
import type { MetadataRecord } from '../metadata/metadata-records.ts'

/** One of the two names a topic; the other is null or the zero id. */
export interface DoomedTopic {
  readonly name: string | null
  readonly topicId: string
}

export interface DeletedTopic {
  readonly name: string | null
  readonly topicId: string
  readonly error: ErrorName
}

const zeroId = 'AAAAAAAAAAAAAAAAAAAAAA'

export function decideDeletion(
  image: ReadonlyClusterImage,
  { name, topicId }: DoomedTopic,
): { records: readonly MetadataRecord[]; outcome: DeletedTopic } {
  if (name !== null && topicId !== zeroId) {
    return { records: [], outcome: { name, topicId, error: 'INVALID_REQUEST' } }
  }
  if (name === null && topicId === zeroId) {
    return { records: [], outcome: { name, topicId, error: 'INVALID_REQUEST' } }
  }
  const topic = name === null ? image.topics.get(topicId) : image.topicNamed(name)
  if (topic === undefined) {
    const error = name === null ? 'UNKNOWN_TOPIC_ID' : 'UNKNOWN_TOPIC_OR_PARTITION'
    return { records: [], outcome: { name, topicId, error } }
  }
  return {
    records: [{ kind: 'removeTopic', topicId: topic.topicId }],
    outcome: { name: topic.name, topicId: topic.topicId, error: 'NONE' },
  }
}
