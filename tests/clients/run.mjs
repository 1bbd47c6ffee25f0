/** Runs every client over every acks and codec, checks what was read back, prints the table. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { chooseCells } from './lib/cells.mjs'
import { clients } from './lib/clients.mjs'
import { startCluster } from './lib/cluster.mjs'
import { runCells } from './lib/run-cells.mjs'
import { printHead, printRow, printSummary } from './lib/table.mjs'

const usage = `usage: tests/clients/run [CLIENT ...] [--bootstrap HOSTS] [--records N] [--smoke]
                         [--timeout SECONDS] [--json FILE]
clients: ${[...new Set(clients.map((client) => client.folder))].join(' ')} (all, if none is named)
without --bootstrap a highwater cluster of this checkout is started and stopped
--records is 100000, with --smoke 5000
--smoke covers each acks and each codec of a client at least once, not every pair`

function readArguments() {
  const options = {
    bootstrap: { type: 'string' },
    records: { type: 'string' },
    smoke: { type: 'boolean', default: false },
    timeout: { type: 'string', default: '120' },
    json: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  }
  const { values, positionals } = parseArgs({ options, allowPositionals: true })
  const folders = clients.map((client) => client.folder)
  const unknown = positionals.find((name) => !folders.includes(name))
  if (unknown !== undefined) throw new Error(`unknown client: ${unknown}`)
  const records = Number(values.records ?? (values.smoke ? 5_000 : 100_000))
  const timeoutMs = Number(values.timeout) * 1000
  if (!Number.isSafeInteger(records) || records < 1) throw new Error('--records: a number from 1')
  if (!(timeoutMs > 0)) throw new Error('--timeout: seconds, more than 0')
  const chosen = clients.filter(({ folder }) => !positionals.length || positionals.includes(folder))
  return { ...values, records, timeoutMs, chosen }
}

async function runClient(client, options, bootstrap, directory, print) {
  let command
  try {
    command = await client.prepare()
  } catch (error) {
    console.log(`${client.name}: skipped: ${error.message.split('\n')[0]}`)
    return { rows: [], skipped: { client: client.name, why: error.message } }
  }
  const cells = chooseCells(client, options.smoke)
  const work = { client, command, cells, bootstrap, directory, ...options }
  return { rows: await runCells(work, print) }
}

async function main() {
  let options
  try {
    options = readArguments()
  } catch (error) {
    console.error(`${error.message}\n${usage}`)
    return 2
  }
  if (options.help) {
    console.log(usage)
    return 0
  }
  const startedMs = Date.now()
  const directory = mkdtempSync(join(tmpdir(), 'highwater-clients-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  let cluster
  try {
    cluster = options.bootstrap
      ? { bootstrap: options.bootstrap, stop: async () => {} }
      : await startCluster()
    const rows = []
    const skipped = []
    printHead(options)
    for (const client of options.chosen) {
      const result = await runClient(client, options, cluster.bootstrap, directory, printRow)
      rows.push(...result.rows)
      if (result.skipped) skipped.push(result.skipped)
    }
    const seconds = (Date.now() - startedMs) / 1000
    const { records, smoke } = options
    const report = { records, smoke, seconds, rows, skipped }
    if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
    return printSummary(report)
  } catch (error) {
    console.error(error.message)
    return 1
  } finally {
    await cluster?.stop()
  }
}

// A signal ends this process as an exit does, so that what it started ends with it.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  process.once(signal, () => process.exit(code))
}
process.exitCode = await main()
