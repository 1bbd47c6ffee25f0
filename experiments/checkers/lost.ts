/** No acknowledged record may be missing where everything is read from the start. */
import { placeOf } from '../history.ts'
import type { Checker } from './checker.ts'

export const lost: Checker = (history) => {
  const found = new Set<string>()
  for (const records of history.log.values()) for (const { value } of records) found.add(value)
  const missing: { value: string; place: string }[] = []
  for (const [value, record] of history.sent) {
    if (record.outcome !== 'ok' || found.has(value)) continue
    missing.push({ value, place: placeOf(record) })
  }
  return missing.map(({ value, place }) => ({
    anomaly: 'lost',
    what: `${value} was acknowledged, and is not in ${place}`,
  }))
}
