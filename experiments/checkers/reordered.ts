/** What one producer sent to one partition is stored in the order in which it was sent. */
import type { Finding } from '../anomaly.ts'
import { type History, placeOf, type SentRecord } from '../history.ts'
import { lastReader, type ReadRecord } from '../operation.ts'
import type { Checker } from './checker.ts'

/** The first time that a record is stored counts: a repetition is a duplicate, nothing else. */
export const reordered: Checker = (history) => {
  const findings: Finding[] = []
  for (const [place, records] of history.log) findings.push(...against(history, records, place))
  return findings
}

/**
 * The promise that Kafka does not make: that readers of several partitions get everything in the
 * order in which one producer sent it.
 */
export const reorderedOverPartitions: Checker = (history) =>
  history.readings
    .filter(({ process }) => process !== lastReader)
    .flatMap(({ process, records }) => against(history, records, `what ${process} read`))

function against(history: History, records: readonly ReadRecord[], place: string): Finding[] {
  const latest = new Map<string, SentRecord>()
  const seen = new Set<string>()
  const findings: Finding[] = []
  for (const { value, topic, partition, offset } of records) {
    const sent = history.sent.get(value)
    if (sent === undefined || seen.has(value)) continue
    seen.add(value)
    const before = latest.get(sent.process)
    if (before === undefined || before.number < sent.number) latest.set(sent.process, sent)
    else {
      const at = `${placeOf({ topic, partition })} at ${offset}`
      findings.push({ anomaly: 'reordered', what: `${value} (${at}) came too late in ${place}` })
    }
  }
  return findings
}
