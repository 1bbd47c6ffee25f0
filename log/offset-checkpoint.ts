/**
 * The root checkpoints of a broker: one offset for each of its partitions.
 * Lines of topic, partition, offset. Source: Kafka OffsetCheckpointFile.
 */
import { decodeCheckpoint, encodeCheckpoint, fieldsOf, wholeNumber } from './checkpoint-text.ts'

export interface PartitionOffset {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

export const encodeOffsets = (offsets: readonly PartitionOffset[]): Uint8Array =>
  encodeCheckpoint(offsets.map(({ topic, partition, offset }) => `${topic} ${partition} ${offset}`))

/** Null when the bytes are damaged. */
export function decodeOffsets(bytes: Uint8Array): PartitionOffset[] | null {
  const offsets: PartitionOffset[] = []
  for (const line of decodeCheckpoint(bytes) ?? ['']) {
    const fields = fieldsOf(line, 3)
    const [partition, offset] = [wholeNumber(fields?.[1]), wholeNumber(fields?.[2])]
    if (fields === null || partition === null || offset === null) return null
    offsets.push({ topic: fields[0] as string, partition, offset })
  }
  return offsets
}
