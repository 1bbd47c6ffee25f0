/** What start says when the cluster is ready. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ready, removeReadyFile, tryNext, writeReadyFile } from '../../../cli/start/ready.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('ready')
const ready: Ready = {
  ready: true,
  bootstrap: '127.0.0.1:9092',
  control: 'http://127.0.0.1:1/t',
  ui: null,
  readyMs: 1,
  pid: 2,
}

test('three things to try come with the address only where it is not the usual one', () => {
  const usual = tryNext('127.0.0.1:9092,127.0.0.1:9093')
  assert.is(usual.split('\n').length, 4)
  assert.not.match(usual, '-b')
  assert.match(tryNext('127.0.0.1:1234,127.0.0.1:1235'), 'highwater status -b 127.0.0.1:1234')
})

test('the ready file holds the ready line, for the owner only, and goes without a trace', () => {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-'))
  const file = join(folder, 'ready.json')
  writeReadyFile(file, ready)
  assert.equal(JSON.parse(readFileSync(file, 'utf8')), ready)
  assert.is(statSync(file).mode & 0o077, 0)
  removeReadyFile(file)
  assert.not.ok(existsSync(file))
  assert.equal(readdirSync(folder), [])
  removeReadyFile(file)
  rmSync(folder, { recursive: true })
})

test('a ready file that cannot be written is told', () => {
  assert.throws(() => writeReadyFile('/nowhere/at/all/ready', ready), /cannot be written: ENOENT/)
})

test.run()
