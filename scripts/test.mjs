/** `npm test [-- PATH... -t TITLE --jobs N --limit SECONDS]`: installs, builds, runs the tests. */
import { availableParallelism } from 'node:os'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { bundle } from './bundle.mjs'
import { compile } from './compile.mjs'
import { ensureInstalled } from './install.mjs'
import { testFiles } from './test-files.mjs'
import { runFiles } from './test-run.mjs'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    jobs: { type: 'string', short: 'j', default: String(availableParallelism()) },
    limit: { type: 'string', default: '120' },
    title: { type: 'string', short: 't', default: '' },
  },
})
const files = testFiles(positionals)
if (files.length === 0) fail(`no test file matches ${positionals.join(' ')}`)

ensureInstalled()
const broken = await build()
const result = await runFiles(files, {
  jobs: Number(values.jobs),
  limitMs: Number(values.limit) * 1000,
  title: values.title,
})

// With paths given, half-done code elsewhere is told and does not count.
const counts = positionals.length === 0
for (const { what, said } of broken) {
  console.log(`\nFAIL ${what}${counts ? '' : ' (not counted)'}\n${said}`)
}
const failed = result.failed + (counts ? broken.length : 0)
const skipped = result.skipped > 0 ? `, ${result.skipped} skipped` : ''
console.log(`\n${result.passed} passed, ${failed} failed${skipped}`)
process.exitCode = failed > 0 ? 1 : 0

async function build() {
  const broken = []
  const said = compile()
  if (said !== '') broken.push({ what: 'type check', said })
  try {
    await bundle()
  } catch (error) {
    broken.push({ what: 'bundle', said: error.message })
  }
  return broken
}

function fail(message) {
  console.error(message)
  process.exit(2)
}
