/** Where `consume -o` begins, and the offset that this is in each partition. */
import { UserError } from '../../cluster-config/user-error.ts'
import type { KafkaClient, Positions } from '../kafka-client.ts'
import { notBuiltYet } from '../not-built-yet.ts'

export type From =
  | { readonly kind: 'start' }
  | { readonly kind: 'end' }
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'last'; readonly count: number }
  | { readonly kind: 'time'; readonly timestampMs: number }

/** `start`, `end`, an offset, `-n` for the last n, or `@` and a time. */
export function fromOf(text: string): From {
  if (text === 'start' || text === 'beginning') return { kind: 'start' }
  if (text === 'end') return { kind: 'end' }
  if (text === 'stored') throw notBuiltYet('-o stored', 'part C')
  if (/^\d{1,15}$/.test(text)) return { kind: 'offset', offset: Number(text) }
  if (/^-\d{1,15}$/.test(text)) return { kind: 'last', count: -Number(text) }
  const timestampMs = text.startsWith('@') ? timeOf(text.slice(1)) : Number.NaN
  if (Number.isSafeInteger(timestampMs)) return { kind: 'time', timestampMs }
  throw new UserError(`-o does not know "${text}"`, {
    hint: 'start, end, an offset such as 42, -10 for the last ten, @ and a time',
  })
}

/** Milliseconds since the epoch, or a date such as 2026-01-31T12:00:00Z. */
const timeOf = (text: string): number => (/^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text))

/** The offset to begin at, of every partition. */
export async function startOffsets(
  client: KafkaClient,
  topic: string,
  partitions: readonly number[],
  from: From,
): Promise<Positions> {
  const each = (offsetOf: (partition: number) => number) =>
    new Map(partitions.map((partition) => [partition, offsetOf(partition)]))
  if (from.kind === 'offset') return each(() => from.offset)
  if (from.kind === 'start') return client.offsets(topic, partitions, 'earliest')
  const ends = await client.offsets(topic, partitions, 'latest')
  if (from.kind === 'end') return ends
  if (from.kind === 'last') {
    const starts = await client.offsets(topic, partitions, 'earliest')
    return each((partition) =>
      Math.max(starts.get(partition) ?? 0, (ends.get(partition) ?? 0) - from.count),
    )
  }
  const found = await client.offsets(topic, partitions, { timestampMs: from.timestampMs })
  return each((partition) => {
    const offset = found.get(partition) ?? -1
    return offset < 0 ? (ends.get(partition) ?? 0) : offset
  })
}
