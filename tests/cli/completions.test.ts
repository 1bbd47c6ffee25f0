/** Completions: verbs, nouns and flags, for the shells that people use. */
import { verbs } from '../../cli/verb-table.ts'
import { assert, suite } from '../harness.ts'
import { runCli } from './run-cli.ts'

const test = suite('completions', { timeoutMs: 30_000 })

async function offered(...words: string[]): Promise<string[]> {
  const { stdout, code } = await runCli(['complete', '--', ...words])
  assert.is(code, 0)
  const lines = stdout.trim().split('\n')
  assert.match(lines.pop()!, /^:\d+$/)
  return lines.map((line) => line.split('\t')[0]!)
}

test('every verb that has a summary is offered, and no other', async () => {
  const known = [...verbs].flatMap(([name, verb]) =>
    'summary' in verb && verb.summary !== null ? [name] : [],
  )
  assert.equal((await offered('')).sort(), known.sort())
  assert.equal(await offered('sta'), ['start', 'status'])
})

test('what follows a noun is offered, and flags that exist already', async () => {
  assert.equal(await offered('topic', ''), ['create', 'list', 'describe', 'delete'])
  const flags = await offered('start', '--')
  assert.ok(flags.includes('--ready-file'))
  assert.not.ok(flags.includes('--tls'))
  assert.ok((await offered('status', '--')).includes('--json'))
})

test('every shell has a script that names highwater', async () => {
  const shells = ['bash', 'zsh', 'fish', 'powershell']
  const scripts = await Promise.all(shells.map((shell) => runCli(['completion', shell])))
  for (const { stdout, code } of scripts) {
    assert.is(code, 0)
    assert.match(stdout, 'highwater')
    assert.match(stdout, / complete /)
  }
})

test.run()
