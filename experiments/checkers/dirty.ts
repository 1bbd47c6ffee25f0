/** What was read once stays: it is still there when everything is read from the start. */
import type { Finding } from '../anomaly.ts'
import { placeOf } from '../history.ts'
import { lastReader } from '../operation.ts'
import type { Checker } from './checker.ts'

export const dirty: Checker = (history) => {
  const kept = new Map<string, string>()
  for (const records of history.log.values()) {
    for (const record of records) kept.set(`${placeOf(record)} at ${record.offset}`, record.value)
  }
  const findings: Finding[] = []
  for (const { process, records } of history.readings) {
    if (process === lastReader) continue
    for (const record of records) {
      const at = `${placeOf(record)} at ${record.offset}`
      if (kept.get(at) === record.value) continue
      findings.push({ anomaly: 'dirty', what: `${process} read ${record.value} in ${at}: gone` })
    }
  }
  return findings
}
