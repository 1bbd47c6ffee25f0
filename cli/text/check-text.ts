/** Verdicts on experiments for people. */
import type { Report } from '../../experiments/report.ts'
import type { Output, Paint } from './output.ts'

const paints: { readonly [verdict in Report['verdict']]: Paint } = {
  holds: 'green',
  broken: 'red',
  vacuous: 'red',
}

export function reportText(report: Report, out: Output): string {
  const { name, verdict, claim, seeds, ops, acknowledged, faultsApplied, contrast } = report
  const counts = [
    `${seeds} ${seeds === 1 ? 'seed' : 'seeds'}`,
    ...(ops > 0 ? [`${ops} operations`, `${acknowledged} records acknowledged`] : []),
    `${faultsApplied} faults`,
  ]
  const found =
    contrast.firstSeed === null
      ? `${contrast.expected} not found`
      : `${contrast.expected} found at seed ${contrast.firstSeed}`
  const lines = [
    `${out.paint(paints[verdict], verdict)}  ${out.paint('bold', name)}: ${claim}`,
    `  ${counts.join(', ')}; ${eventsText(report)}`,
    `  contrast (${contrast.setting}): ${found}`,
    `  history ${report.hash}`,
  ]
  if (report.because !== null) lines.push(`  ${report.because}`, `  ${report.replay}`)
  return lines.join('\n')
}

function eventsText({ events, seedsWithEffect }: Report): string {
  const counts = Object.entries(events).map(([name, count]) => `${name} ${count}`)
  return `${counts.join(', ')}; all that must occur in ${seedsWithEffect} seeds`
}
