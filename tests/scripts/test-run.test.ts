/** The runner sees what a test file can no longer tell: that it died, or never ended. */
import { spawnSync } from 'node:child_process'
import { connect } from 'node:net'
import process from 'node:process'
import { assert, suite } from '../harness.ts'

const test = suite('test runner', { timeoutMs: 30_000 })

type Ran = { output: string; counts: { passed: number; failed: number; skipped: number } }

function runFiles(hole: string, limitMs = 20_000): Ran {
  const script = `
    import { runFiles } from './scripts/test-run.mjs'
    const options = { jobs: 1, limitMs: ${limitMs}, title: '' }
    console.log(JSON.stringify(await runFiles(['tests/harness/holes.ts'], options)))`
  const asScript = 'Deno' in globalThis ? ['eval', script] : ['--input-type=module', '-e', script]
  const { stdout, stderr } = spawnSync(process.execPath, asScript, {
    encoding: 'utf8',
    env: { ...process.env, HOLE: hole, FORCE_COLOR: '0' },
  })
  const output = stdout + stderr
  return { output, counts: JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') }
}

function errorOfConnecting(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve('connected'))
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code))
  })
}

test('passed and skipped tests are counted, and the reason of a skip is printed', () => {
  const { counts, output } = runFiles('skips')
  assert.equal(counts, { passed: 1, failed: 0, skipped: 1 })
  assert.match(output, 'kcat is not on the PATH')
})

test('what a failed file printed is printed whole', () => {
  const { counts, output } = runFiles('fails')
  assert.equal(counts, { passed: 1, failed: 1, skipped: 0 })
  assert.match(output, 'one is two')
  assert.match(output, 'Expected')
})

test('a file that exits before its end counts as failed', () => {
  const { counts, output } = runFiles('exits in a test')
  assert.equal(counts, { passed: 0, failed: 1, skipped: 0 })
  assert.match(output, 'died')
})

test('a file over its limit is killed with what it started, and counts as failed', async () => {
  const { counts, output } = runFiles('blocks its thread for ever', 2_000)
  assert.equal(counts, { passed: 0, failed: 1, skipped: 0 })
  assert.match(output, 'not done after 2 s')
  const port = Number(/listens on (\d+)/.exec(output)?.[1])
  assert.is(await errorOfConnecting(port), 'ECONNREFUSED')
})

test.run()
