/** What must have happened in a run for its verdict to mean anything, counted by name. */
import type { Observed } from './host.ts'

export type EventName =
  | 'actorCrashes'
  | 'actorRestarts'
  | 'systemDeaths'
  | 'escalations'
  | 'retries'
  | 'crcRefusals'
  | 'corruptReads'
  | 'pollFailures'
  | 'reassignments'
  | 'bitFlips'

export type EventCounts = { [name in EventName]?: number }

/** By the type of a trace event: what it counts as; null when it does not count. */
const kinds: ReadonlyMap<string, (details: Record<string, unknown>) => EventName | null> = new Map<
  string,
  (details: Record<string, unknown>) => EventName | null
>([
  ['crashed', () => 'actorCrashes'],
  ['started', ({ restarts }) => (Number(restarts) > 0 ? 'actorRestarts' : null)],
  ['systemFailed', () => 'systemDeaths'],
  ['gaveUp', () => 'escalations'],
  ['retried', ({ error }) => (error === 'CORRUPT_MESSAGE' ? 'crcRefusals' : 'retries')],
  ['pollFailed', ({ error }) => (error === 'CORRUPT_MESSAGE' ? 'corruptReads' : 'pollFailures')],
  ['reassigned', () => 'reassignments'],
])

export function eventsOf({ events, bitFlips }: Observed): EventCounts {
  const counts: EventCounts = {}
  if (bitFlips > 0) counts.bitFlips = bitFlips
  for (const { type, details } of events) {
    const name = kinds.get(type)?.(details) ?? null
    if (name !== null) counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
}

/** The sum of several counts. */
export function eventsSum(all: readonly EventCounts[]): EventCounts {
  const sum = new Map<EventName, number>()
  for (const counts of all) {
    for (const [name, count] of Object.entries(counts) as [EventName, number][]) {
      sum.set(name, (sum.get(name) ?? 0) + count)
    }
  }
  return Object.fromEntries([...sum].sort(([one], [other]) => (one < other ? -1 : 1)))
}
