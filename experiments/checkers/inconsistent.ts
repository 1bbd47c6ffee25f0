/** One offset of a partition has one value, whoever reads it and when. */
import type { Finding } from '../anomaly.ts'
import { placeOf } from '../history.ts'
import type { Checker } from './checker.ts'

export const inconsistent: Checker = (history) => {
  const first = new Map<string, string>()
  const findings: Finding[] = []
  for (const { process, records } of history.readings) {
    for (const record of records) {
      const at = `${placeOf(record)} at ${record.offset}`
      const before = first.get(at)
      if (before === undefined) first.set(at, record.value)
      else if (before !== record.value) {
        const what = `${at} was ${before}, and ${record.value} when ${process} read it`
        findings.push({ anomaly: 'inconsistent', what })
      }
    }
  }
  return findings
}
