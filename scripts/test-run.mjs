/** Runs test files, each in a process of its own, and prints what failed, whole. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fromRoot, onDeno, root } from './up-to-date.mjs'

const slowMs = 200
const slowestShown = 8
const running = new Set()

/** Counts the tests that passed, failed and were skipped; a file that dies is one failed. */
export async function runFiles(files, { jobs, limitMs, title }) {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-test-'))
  const stop = () => stopAll(folder)
  process.on('SIGINT', stop).on('SIGTERM', stop)
  const queue = [...files]
  const results = []
  const worker = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      const report = join(folder, `${results.length}-${queue.length}.json`)
      const result = await runFile(file, { report, limitMs, title })
      results.push(result)
      print(result)
    }
  }
  await Promise.all(Array.from({ length: jobs }, worker))
  rmSync(folder, { recursive: true })
  printSlowest(results)
  return total(results)
}

function runFile(file, { report, limitMs, title }) {
  const startMs = performance.now()
  const child = spawn(process.execPath, argumentsFor(file), {
    cwd: root,
    detached: true, // a process group, so that what the test itself started dies with it
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HIGHWATER_TEST_REPORT: report, HIGHWATER_TEST_TITLE: title },
  })
  running.add(child)
  let output = ''
  const keep = (text) => {
    output += text
  }
  child.stdout.setEncoding('utf8').on('data', keep)
  child.stderr.setEncoding('utf8').on('data', keep)
  let ended = ''
  const timer = setTimeout(() => {
    ended = `not done after ${limitMs / 1000} s`
    killGroup(child)
  }, limitMs)
  return new Promise((resolve) => {
    child.on('exit', () => killGroup(child))
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      running.delete(child)
      const ms = performance.now() - startMs
      resolve({ file, ms, output, code, ended: ended || signal || '', report: read(report) })
    })
  })
}

// Deno runs the source as it is, Node 20 what was compiled from it.
function argumentsFor(file) {
  if (onDeno) return ['run', '--allow-all', fromRoot(file)]
  return ['--enable-source-maps', fromRoot('.build', file.replace(/\.ts$/, '.js'))]
}

function killGroup({ pid }) {
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The group has ended already.
  }
}

function stopAll(folder) {
  for (const child of running) killGroup(child)
  rmSync(folder, { recursive: true, force: true })
  process.exit(130)
}

function read(report) {
  try {
    return JSON.parse(readFileSync(report, 'utf8'))
  } catch {
    return undefined
  }
}

function countsOf({ report, code }) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const count = (wanted) => report.outcomes.filter(({ state }) => state === wanted).length
  const failed = count('failed') + report.failuresOutside.length
  return {
    passed: count('passed'),
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: count('skipped'),
  }
}

function print(result) {
  const { file, ms, output, code, ended, report } = result
  const { passed, failed, skipped } = countsOf(result)
  const counts = `${passed} passed${failed > 0 ? `, ${failed} failed` : ''}`
  console.log(`${failed > 0 ? 'FAIL' : 'ok  '} ${file}  ${counts}  ${Math.round(ms)} ms`)
  if (failed > 0) {
    console.log(output.trimEnd())
    if (report === undefined) console.log(`FAIL ${file} died: ${ended || `exit code ${code}`}`)
  } else if (skipped > 0) {
    for (const { title, reason } of report.outcomes) {
      if (reason !== '') console.log(`     skipped: ${title}: ${reason}`)
    }
  }
}

function printSlowest(results) {
  const slow = results
    .flatMap(({ file, report }) => (report?.outcomes ?? []).map((test) => ({ file, ...test })))
    .filter(({ ms }) => ms >= slowMs)
    .sort((a, b) => b.ms - a.ms)
    .slice(0, slowestShown)
  if (slow.length > 0) console.log('\nslowest')
  for (const { file, title, ms } of slow) console.log(`  ${Math.round(ms)} ms  ${title}  (${file})`)
}

function total(results) {
  const sum = { passed: 0, failed: 0, skipped: 0 }
  for (const result of results) {
    const counts = countsOf(result)
    for (const kind of ['passed', 'failed', 'skipped']) sum[kind] += counts[kind]
  }
  return sum
}
