/** A reader gets every record of a partition in the order of the log: no skip, no step back. */
import type { Finding } from '../anomaly.ts'
import { placeOf, type Reading } from '../history.ts'
import type { Checker } from './checker.ts'

/** What the last reader found is the measure: offsets that hold nothing cannot be skipped. */
export const positions: Checker = (history) => {
  const ranks = new Map<string, Ranks>()
  for (const [place, records] of history.log) {
    ranks.set(place, new Ranks(records.map(({ offset }) => offset)))
  }
  return history.readings.flatMap((reading) => steps(reading, ranks))
}

function steps({ process, from, records }: Reading, ranks: ReadonlyMap<string, Ranks>): Finding[] {
  const expected = new Map(from)
  const findings: Finding[] = []
  for (const record of records) {
    const place = placeOf(record)
    const next = expected.get(place) ?? 0
    const { offset } = record
    expected.set(place, offset + 1)
    if (offset < next) {
      const what = `${process} got offset ${offset} of ${place} after ${next - 1}`
      findings.push({ anomaly: 'rewound', what })
      continue
    }
    const passed = ranks.get(place)?.between(next, offset) ?? 0
    if (passed === 0) continue
    const what = `${process} went from ${next} to ${offset} of ${place}, past ${passed} records`
    findings.push({ anomaly: 'skipped', what })
  }
  return findings
}

/** How many records lie between two offsets. */
class Ranks {
  private readonly offsets: readonly number[]

  constructor(offsets: readonly number[]) {
    this.offsets = [...new Set(offsets)].sort((one, other) => one - other)
  }

  /** Records in [from, to). */
  between(from: number, to: number): number {
    // Nearly always the next record.
    return to === from ? 0 : this.below(to) - this.below(from)
  }

  private below(offset: number): number {
    let low = 0
    let high = this.offsets.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.offsets[middle] as number) < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}
