/**
 * Changes one thing in the body of a request: a number, a text, a list, or the bytes of a batch.
 */
import type { RandomStream } from '../../runtime/random.ts'
import { extremes } from './extremes.ts'
import { hostileBatch } from './hostile-batches.ts'

/** A place in a body, and what stands there. */
interface Place {
  readonly value: unknown
  set(value: unknown): void
}

/** The body must be the caller's own: it is changed in place. */
export function spoilBody(body: object, random: RandomStream): void {
  const places: Place[] = []
  collect(body, places)
  const place = places[random.below(places.length)]
  if (place !== undefined) place.set(spoiled(place.value, random))
}

function collect(value: object, places: Place[]): void {
  const at = value as Record<string, unknown>
  for (const key of Object.keys(value)) {
    const inner = at[key]
    places.push({
      value: inner,
      set: (changed) => {
        at[key] = changed
      },
    })
    if (typeof inner === 'object' && inner !== null && !(inner instanceof Uint8Array)) {
      collect(inner, places)
    }
  }
}

function spoiled(value: unknown, random: RandomStream): unknown {
  if (value instanceof Uint8Array) return random.chance(0.05) ? null : hostileBatch(random)
  if (Array.isArray(value)) return spoiledList(value, random)
  switch (typeof value) {
    case 'number':
      return random.chance(0.5) ? value + random.between(-2, 2) : extremes.pick(random)
    case 'string':
      return random.chance(0.1) ? null : extremes.text(random)
    case 'boolean':
      return !value
    default:
      return random.chance(0.5) ? null : extremes.text(random)
  }
}

function spoiledList(list: readonly unknown[], random: RandomStream): unknown {
  if (random.chance(0.1)) return random.chance(0.5) ? null : []
  const item = list[random.below(list.length)]
  if (item === undefined) return []
  const times = [2, 3, 30, 3_000][random.chance(0.02) ? 3 : random.below(3)] as number
  return [
    ...list,
    ...Array.from({ length: times }, (_, i) => (times > 30 ? another(item, i) : item)),
  ]
}

/** The same item for another partition, so that none of a long list can be left out. */
function another(item: unknown, i: number): unknown {
  if (typeof item !== 'object' || item === null) return item
  const copy = { ...item } as Record<string, unknown>
  for (const field of ['index', 'partition', 'partitionIndex']) if (field in copy) copy[field] = i
  return copy
}
