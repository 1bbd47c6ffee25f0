/** The table on stdout, a line as soon as its cell is done. */
const columns = [
  ['client', 14],
  ['codec', 7],
  ['acks', 5],
  ['sent', 8],
  ['read', 8],
  ['equal', 6],
  ['seconds', 8],
]

const line = (cells) =>
  cells
    .map((cell, at) => {
      const width = columns[at][1]
      return at < 3 ? String(cell).padEnd(width) : String(cell).padStart(width)
    })
    .join(' ')

export function printHead({ records, smoke }) {
  const scope = smoke
    ? 'each acks and each codec of a client at least once (not every pair)'
    : 'every acks × every codec of a client'
  console.log(`${records} records per cell; ${scope}\n`)
  console.log(line(columns.map(([name]) => name)))
}

export function printRow({ client, codec, acks, sent, read, equal, seconds, problem, note }) {
  console.log(line([client, codec, acks, sent, read, equal ? 'yes' : 'NO', seconds.toFixed(1)]))
  if (problem) console.log(`  ${problem.replaceAll('\n', '\n  ')}`)
  if (note) console.log(`  ${note}`)
}

/** Answers the exit code: 0 only if something ran and all of it was equal. */
export function printSummary({ rows, skipped, seconds }) {
  const equal = rows.filter((row) => row.equal).length
  const missing = skipped.length ? `, ${skipped.length} clients skipped` : ''
  const noted = rows.filter((row) => row.note).length
  const plain = noted ? `, ${noted} not stored in the codec asked for` : ''
  const counts = `${equal} of ${rows.length} cells equal${plain}${missing}`
  console.log(`\n${counts}, ${seconds.toFixed(0)} s in all`)
  return rows.length > 0 && equal === rows.length ? 0 : 1
}
