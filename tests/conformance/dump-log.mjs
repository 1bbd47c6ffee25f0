/**
 * Kafka's own DumpLogSegments reads every kind of file that a log of ours has: no mismatch.
 * Needs Java and the jars of Kafka's tools: HIGHWATER_KAFKA_LIBS names their folder.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const tool = 'org.apache.kafka.tools.DumpLogSegments'
const complaints =
  /mismatch|corrupt|invalid|isvalid: false|warning|error|exception|not found|out of order/i

function libraries() {
  const named = process.env.HIGHWATER_KAFKA_LIBS
  if (named !== undefined) return named
  const cache = join(homedir(), '.cache', 'highwater', 'clients')
  const found = existsSync(cache) ? readdirSync(cache) : []
  const tools = found
    .filter((name) => name.startsWith('java-tools-'))
    .sort()
    .at(-1)
  return tools === undefined ? null : join(cache, tools)
}

function skipped(why) {
  console.log(`dump-log: skipped: ${why}`)
  process.exit(0)
}

const libs = libraries()
if (spawnSync('java', ['-version']).status !== 0) skipped('java is not installed')
if (libs === null || !existsSync(libs)) skipped("the jars of Kafka's tools are not here")

/** What the tool says of a file: how many lines, and which of them are complaints. */
function dumped(file) {
  const deep = file.endsWith('.log') ? ['--deep-iteration', '--print-data-log'] : []
  const { status, stdout, stderr } = spawnSync(
    'java',
    ['-Xmx256m', '-cp', join(libs, '*'), tool, ...deep, '--files', file],
    { encoding: 'utf8', maxBuffer: 256 * 1024 * 1024 },
  )
  const all = `${stdout}${stderr}`.split('\n')
  const bad = all.filter((line) => complaints.test(line.replaceAll('isvalid: true', '')))
  if (status !== 0) bad.push(`it ended with ${status}`)
  const lines = stdout
    .split('\n')
    .slice(1)
    .filter((line) => line !== '').length
  return { lines, bad, text: stdout }
}

const folder = mkdtempSync(join(tmpdir(), 'highwater-dump-'))
let failed = 0
try {
  const writer = join('tests', 'conformance', 'write-log.ts')
  const wrote = spawnSync(process.execPath, [join(root, 'scripts', 'run.mjs'), writer, folder], {
    cwd: root,
    encoding: 'utf8',
  })
  if (wrote.status !== 0) throw new Error(`${wrote.stdout}${wrote.stderr}`)
  const logs = join(folder, 'orders-0')
  const files = readdirSync(logs).filter((name) => /^\d{20}\./.test(name))
  let lastOffset = -1
  for (const file of files) {
    const { lines, bad, text } = dumped(join(logs, file))
    for (const [, offset] of text.matchAll(/\| offset: (\d+)/g)) {
      lastOffset = Math.max(lastOffset, Number(offset))
    }
    const good = bad.length === 0 && lines > 0
    if (!good) failed++
    console.log(`${good ? 'ok  ' : 'FAIL'} ${file}: ${lines} lines`)
    for (const line of bad.slice(0, 5)) console.log(`     ${line}`)
  }
  // The tool must be able to find something, or its silence says nothing.
  for (const kind of ['log', 'index', 'timeindex']) {
    const file = join(logs, `${'0'.repeat(20)}.${kind}`)
    const bytes = readFileSync(file)
    bytes[kind === 'log' ? 200 : 11] ^= 1
    writeFileSync(file, bytes)
    const seen = dumped(file).bad.length > 0
    if (!seen) failed++
    console.log(`${seen ? 'ok  ' : 'FAIL'} a damaged .${kind} is complained about`)
    bytes[kind === 'log' ? 200 : 11] ^= 1
    writeFileSync(file, bytes)
  }
  const kinds = new Set(files.map((name) => name.split('.')[1]))
  for (const kind of ['log', 'index', 'timeindex', 'txnindex', 'snapshot']) {
    if (!kinds.has(kind)) {
      failed++
      console.log(`FAIL no .${kind} was written`)
    }
  }
  const endOffset = Number(readFileSync(join(folder, 'end-offset'), 'utf8'))
  if (lastOffset !== endOffset - 1) {
    failed++
    console.log(`FAIL the tool saw offsets up to ${lastOffset}, the log ends at ${endOffset}`)
  }
  console.log(`dump-log: ${files.length} files, ${failed} failed`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed > 0 ? 1 : 0
