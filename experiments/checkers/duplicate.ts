/** A record that was sent once is stored once. */
import type { Finding } from '../anomaly.ts'
import { placeOf } from '../history.ts'
import type { Checker } from './checker.ts'

export const duplicate: Checker = (history) => {
  const first = new Map<string, string>()
  const findings: Finding[] = []
  for (const records of history.log.values()) {
    for (const record of records) {
      const at = `${placeOf(record)} at ${record.offset}`
      const before = first.get(record.value)
      if (before === undefined) first.set(record.value, at)
      else if (before !== at) {
        const what = `${record.value} is in ${before}, and again in ${at}`
        findings.push({ anomaly: 'duplicate', what })
      }
    }
  }
  return findings
}
