/** Shows, hole by hole, that a test file that goes wrong ends in failure. */
import { type Ended, runChild } from './harness/child.ts'
import { assert, skip, suite } from './harness.ts'

const test = suite('harness', { timeoutMs: 30_000 })

function run(way: string, env: Record<string, string> = {}): Ended {
  const apart = { HIGHWATER_TEST_REPORT: '/dev/null', HIGHWATER_TEST_TITLE: '', FORCE_COLOR: '0' }
  return runChild(new URL('./harness/holes.ts', import.meta.url), { HOLE: way, ...apart, ...env })
}

const endings: [title: string, way: string, code: number, lastLine: string, says: string][] = [
  ['a file whose tests pass ends in success', 'passes', 0, '2 passed, 0 failed', ''],
  ['a failed assertion fails its test alone', 'fails', 1, '1 passed, 1 failed', 'one is two'],
  [
    'a test that never settles fails after its time-out, and the next one runs',
    'never settles',
    1,
    '1 passed, 1 failed',
    'not done after 50 ms',
  ],
  [
    'a rejection with undefined is a failure, and the next test runs',
    'rejects with undefined',
    1,
    '1 passed, 1 failed',
    'thrown, but not an Error: undefined',
  ],
  [
    'a thrown string is a failure that shows the string',
    'throws a string',
    1,
    '0 passed, 1 failed',
    "not an Error: 'a string'",
  ],
  [
    'an error without a stack is a failure',
    'throws an error without a stack',
    1,
    '0 passed, 1 failed',
    'bare',
  ],
  [
    'a forgotten run() is a failure',
    'forgets run',
    1,
    '0 passed, 1 failed',
    'never ran: forgotten: is declared',
  ],
  [
    'a forgotten run() beside an open server is a failure and no hang',
    'forgets run and leaves a server open',
    1,
    '0 passed, 1 failed',
    'never ran: forgotten: is declared',
  ],
  [
    'a run() forgotten in one of two suites is a failure',
    'forgets one of two runs',
    1,
    '1 passed, 1 failed',
    'never ran: second: is declared',
  ],
  [
    'a test declared after run() is a failure',
    'declares a test after run',
    1,
    '1 passed, 1 failed',
    'never ran: late: comes too late',
  ],
  [
    'a file without tests is a failure',
    'has no tests',
    1,
    '0 passed, 1 failed',
    'the file has no tests',
  ],
  [
    'a hook that fails before the tests is a failure',
    'fails in before',
    1,
    '0 passed, 2 failed',
    'no cluster',
  ],
  [
    'a hook that fails after the tests is a failure',
    'fails in after',
    1,
    '1 passed, 1 failed',
    'hook: after failed',
  ],
  [
    'a rejection that nobody waits for is a failure',
    'rejects outside of a test',
    1,
    '1 passed, 1 failed',
    'unhandled rejection: Error: nobody waits',
  ],
  [
    'a skipped test is counted apart, with its reason',
    'skips',
    0,
    '1 passed, 0 failed, 1 skipped',
    'kcat is not on the PATH',
  ],
  ['what a test closes again is no leak', 'closes what it opened', 0, '1 passed, 0 failed', ''],
]
for (const [title, way, code, lastLine, says] of endings) {
  test(title, () => {
    const ended = run(way)
    assert.equal({ code: ended.code, lastLine: ended.lastLine }, { code, lastLine }, ended.output)
    assert.ok(ended.output.includes(says), ended.output)
  })
}

test('process.exit(0) in a test does not end in success', () => {
  const ended = run('exits in a test')
  assert.is(ended.code, 1, ended.output)
})

for (const [what, kind] of [
  ['a server', 'TCPSERVERWRAP'],
  ['a timer', 'Timeout'],
]) {
  test(`${what} left open after the last test is a failure and no hang`, () => {
    if ('Deno' in globalThis) skip('Deno does not tell which resources are open')
    const ended = run(what === 'a server' ? 'leaves a server open' : 'leaves a timer running')
    assert.is(ended.code, 1, ended.output)
    assert.is(ended.lastLine, '1 passed, 1 failed')
    assert.match(ended.output.toUpperCase(), new RegExp(`1 × \\w*${kind}`.toUpperCase()))
  })
}

test('a title filter runs the tests it names and no others', () => {
  assert.is(run('passes', { HIGHWATER_TEST_TITLE: 'two' }).lastLine, '1 passed, 0 failed')
})

test.run()
