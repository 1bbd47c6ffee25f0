/** Test suites on uvu, with its holes closed: nothing a test file does wrong can end in success. */
import './harness/defer-uvu.ts'
import process from 'node:process'
import { clearTimeout, setTimeout } from 'node:timers'
import { inspect } from 'node:util'
import { exec, suite as uvuSuite } from 'uvu'
import { leakedResources } from './harness/leaks.ts'
import { type Outcome, summaryLine, writeReport } from './harness/report.ts'

export * as assert from 'uvu/assert'

type Body = () => void | Promise<void>
type Options = { timeoutMs: number }
type Hook = { (body: Body): void; each(body: Body): void }
export type Suite = {
  (title: string, body: Body): void
  (title: string, options: Options, body: Body): void
  before: Hook
  after: Hook
  run(): void
}

const loadLimitMs = 5_000
const titleFilter = process.env['HIGHWATER_TEST_TITLE'] ?? ''
const outcomes: Outcome[] = []
const failuresOutside: string[] = []
let started: NodeJS.Timeout | undefined
let finished = false

class Skipped extends Error {}

/** Ends the running test as skipped. The reason says what is missing, and is printed. */
export function skip(reason: string): never {
  throw new Skipped(reason)
}

/** A group of tests. Each has 10 s, or the `timeoutMs` given here or with the test itself. */
export function suite(name: string, { timeoutMs }: Options = { timeoutMs: 10_000 }): Suite {
  const inner = uvuSuite(name)
  const declare = (title: string, first: Options | Body, second?: Body): void => {
    if (!title.includes(titleFilter)) return
    const body = typeof first === 'function' ? first : second
    if (body === undefined) throw new Error(`the test "${title}" has no body`)
    const limitMs = typeof first === 'function' ? timeoutMs : first.timeoutMs
    const outcome: Outcome = { suite: name, title, state: 'never ran', ms: 0, reason: '' }
    outcomes.push(outcome)
    inner(title, () => runTest(outcome, body, limitMs))
  }
  const hook = (label: string, register: (body: () => Promise<void>) => void) => (body: Body) =>
    register(() => runHook(name, label, body, timeoutMs))
  const pair = (label: 'before' | 'after'): Hook =>
    Object.assign(hook(label, inner[label]), { each: hook(`${label}.each`, inner[label].each) })
  return Object.assign(declare, { before: pair('before'), after: pair('after'), run })

  function run(): void {
    inner.run()
    clearTimeout(started)
    started = setTimeout(runAll, 0)
  }
}

async function runTest(outcome: Outcome, body: Body, limitMs: number): Promise<void> {
  const startMs = performance.now()
  try {
    await within(limitMs, body)
    outcome.state = 'passed'
  } catch (thrown) {
    outcome.state = thrown instanceof Skipped ? 'skipped' : 'failed'
    if (!(thrown instanceof Skipped)) throw forUvu(asError(thrown))
    outcome.reason = thrown.message
  } finally {
    outcome.ms = performance.now() - startMs
  }
}

/** uvu drops what most hooks throw, and the whole run for what `after` throws; here it is kept. */
async function runHook(name: string, label: string, body: Body, limitMs: number): Promise<void> {
  try {
    await within(limitMs, body)
  } catch (thrown) {
    const error = asError(thrown)
    failuresOutside.push(`${name}: ${label} failed: ${error.stack}`)
    if (label.startsWith('before')) throw error // what needs it does not run
  }
}

async function within(limitMs: number, body: Body): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timedOut = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${limitMs} ms`)), limitMs)
  })
  try {
    await Promise.race([Promise.resolve().then(body), timedOut])
  } finally {
    clearTimeout(timer)
  }
}

/** uvu drops the rest of the file when what is thrown has no name, message and stack. */
function asError(thrown: unknown): Error {
  const usable =
    thrown instanceof Error &&
    typeof thrown.name === 'string' &&
    typeof thrown.message === 'string' &&
    typeof thrown.stack === 'string'
  return usable ? thrown : new Error(`thrown, but not an Error: ${inspect(thrown)}`)
}

/** uvu prints the message, then the stack but for one line: most of the message again. */
function forUvu(error: Error): Error {
  const frames = error.stack?.indexOf('\n    at ') ?? -1
  if (frames !== -1) error.stack = `${error.name}${error.stack?.slice(frames)}`
  return error
}

async function runAll(): Promise<void> {
  await exec()
  for (const leak of await leakedResources()) {
    failuresOutside.push(`left open after the last test: ${leak}`)
  }
  finish()
}

function finish(): never {
  finished = true
  for (const { suite, title, state } of outcomes) {
    if (state === 'never ran') failuresOutside.push(`never ran: ${suite}: ${title}`)
  }
  if (outcomes.length === 0 && titleFilter === '') failuresOutside.push('the file has no tests')
  for (const failure of failuresOutside) console.error(`FAIL ${failure}`)
  for (const { suite, title, reason } of outcomes) {
    if (reason !== '') console.log(`skipped ${suite}: ${title}: ${reason}`)
  }
  writeReport({ outcomes, failuresOutside })
  console.log(summaryLine({ outcomes, failuresOutside }))
  const failed = outcomes.some(({ state }) => state === 'failed')
  process.exit(failed || failuresOutside.length > 0 ? 1 : 0)
}

function outsideOfTests(what: string): (thrown: unknown) => void {
  return (thrown) => failuresOutside.push(`${what}: ${asError(thrown).stack}`)
}
process.on('uncaughtException', outsideOfTests('uncaught'))
process.on('unhandledRejection', outsideOfTests('unhandled rejection'))

// A file that never calls run() ends here: at once when it left nothing open, else by the timer.
process.on('beforeExit', () => {
  if (!finished) finish()
})
setTimeout(() => {
  if (started === undefined) finish()
}, loadLimitMs).unref()
