/** Runs one client over its cells: child processes with a time-out, then the check of each cell. */
import { spawn } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { checkRecords, writeRecords } from './records.mjs'
import { storedCodecs } from './stored-codecs.mjs'

let topics = 0
const running = new Set() // children that would outlive this process
process.on('exit', () => {
  for (const child of running) child.stop()
})

/** A row a cell: { client, codec, acks, sent, read, equal, seconds, problem?, stored?, note? }. */
export async function runCells(work, print) {
  const { client, directory, records } = work
  const input = join(directory, `${client.name.replaceAll(' ', '-')}.in`)
  await writeRecords(input, records, client.can)
  const jobs = work.cells.map((cell, at) => ({
    ...cell,
    topic: `${client.folder}-${cell.codec}-${cell.acks}-${process.pid}-${topics++}`,
    input,
    output: join(directory, `read-${at}.out`),
  }))
  const rows = []
  const groups = client.oneProcess ? [jobs] : jobs.map((job) => [job])
  for (const group of groups) {
    for await (const row of runGroup(work, group)) {
      print(row)
      rows.push(row)
    }
  }
  rmSync(input, { force: true })
  return rows
}

/** One child process for all `jobs`: it prints `<topic> <sent>` as each is sent and read back. */
async function* runGroup({ client, command, bootstrap, records, timeoutMs }, jobs) {
  const words = jobs.flatMap(({ topic, acks, codec, input, output }) => {
    return [topic, acks, codec, input, output]
  })
  const child = startChild([...command, bootstrap, ...words])
  let startedMs = Date.now()
  for (const { codec, acks, topic, output } of jobs) {
    const timer = setTimeout(() => child.stop(`no end within ${timeoutMs / 1000} s`), timeoutMs)
    const report = await child.nextLine()
    clearTimeout(timer)
    const nowMs = Date.now()
    const seconds = (nowMs - startedMs) / 1000
    startedMs = nowMs
    const row = { client: client.name, codec, acks, sent: 0, read: 0, equal: false, seconds }
    if (report?.startsWith(`${topic} `)) row.sent = Number(report.slice(topic.length + 1))
    if (existsSync(output)) {
      Object.assign(row, await checkRecords(output, records, client.can))
      rmSync(output)
    }
    row.equal = row.problem === undefined && row.sent === records && row.read === records
    if (row.sent !== records) row.problem = child.complaint()
    else if (!row.equal) row.problem ??= child.complaint()
    else await noteCodecs(row, bootstrap, topic)
    yield row
  }
  child.stop()
}

/** Small batches may stay as they are, if compression gains nothing; all of them may not. */
async function noteCodecs(row, bootstrap, topic) {
  row.stored = await storedCodecs(bootstrap, topic)
  if (row.stored.includes(row.codec)) return
  row.note = `stored as ${row.stored.join(', ')}: the client did not use ${row.codec}`
}

/** The child leads its own process group, so that its own children end with it. */
function startChild([file, ...words]) {
  const child = spawn(file, words, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let complaint = ''
  let stopped
  child.on('error', (error) => (complaint = error.message))
  child.stderr.on('data', (data) => (complaint = (complaint + data).slice(0, 20_000)))
  const ended = new Promise((resolve) => child.on('close', resolve))
  const stop = (why) => {
    stopped ??= why
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch (error) {
      if (error.code !== 'ESRCH') throw error
    }
  }
  const handle = {
    stop,
    /** Why it was stopped, or what it has said on stderr since this was asked. */
    complaint() {
      const said = complaint.trim().slice(0, 400)
      complaint = ''
      return stopped ?? (said || 'the client gave up without a word')
    },
    async nextLine() {
      const { value } = await lines.next()
      if (value === undefined) await ended
      return value
    },
  }
  running.add(handle)
  ended.then(() => running.delete(handle))
  return handle
}
