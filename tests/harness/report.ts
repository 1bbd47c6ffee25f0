/** What a test file tells its runner: one outcome per test, and what failed outside of tests. */
import { writeFileSync } from 'node:fs'
import process from 'node:process'

export type Outcome = {
  suite: string
  title: string
  state: 'passed' | 'failed' | 'skipped' | 'never ran'
  ms: number
  reason: string // why it was skipped, else empty
}
export type Report = { outcomes: Outcome[]; failuresOutside: string[] }

/** The runner names the file to write; a test file that is run alone writes none. */
export function writeReport(report: Report): void {
  const path = process.env['HIGHWATER_TEST_REPORT']
  if (path !== undefined) writeFileSync(path, JSON.stringify(report))
}

export function summaryLine({ outcomes, failuresOutside }: Report): string {
  const count = (wanted: Outcome['state']) =>
    outcomes.filter(({ state }) => state === wanted).length
  const failed = count('failed') + failuresOutside.length
  const skipped = count('skipped')
  return `${count('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
