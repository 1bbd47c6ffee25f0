/** A test file that goes wrong in the way that HOLE names: what the harness and runner must see. */
import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import process from 'node:process'
import { assert, skip, suite } from '../harness.ts'

const listener = `import('node:net').then(({ createServer }) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    console.log('listens on ' + server.address().port)
  })
})`

const ways: Record<string, () => void> = {
  passes() {
    const test = suite('fine')
    test('one', () => assert.is(1, 1))
    test('two', async () => {})
    test.run()
  },
  fails() {
    const test = suite('wrong')
    test('one is two', () => assert.is(1, 2))
    test('one', () => assert.is(1, 1))
    test.run()
  },
  'never settles'() {
    const test = suite('slow')
    test('waits', { timeoutMs: 50 }, () => new Promise(() => {}))
    test('comes after it', () => {})
    test.run()
  },
  'rejects with undefined'() {
    const test = suite('odd')
    test('rejects', () => Promise.reject(undefined))
    test('comes after it', () => {})
    test.run()
  },
  'throws a string'() {
    const test = suite('odd')
    test('throws', () => {
      throw 'a string'
    })
    test.run()
  },
  'throws an error without a stack'() {
    const test = suite('odd')
    test('throws', () => {
      throw Object.assign(new Error('bare'), { stack: undefined })
    })
    test.run()
  },
  'forgets run'() {
    suite('forgotten')('is declared', () => {})
  },
  'forgets run and leaves a server open'() {
    createServer().listen(0, '127.0.0.1')
    suite('forgotten')('is declared', () => {})
  },
  'forgets one of two runs'() {
    const test = suite('first')
    test('runs', () => {})
    test.run()
    suite('second')('is declared', () => {})
  },
  'declares a test after run'() {
    const test = suite('late')
    test('runs', () => {})
    test.run()
    test('comes too late', () => {})
  },
  'has no tests'() {
    suite('empty').run()
  },
  'leaves a server open'() {
    const test = suite('leak')
    test('listens', () => void createServer().listen(0, '127.0.0.1'))
    test.run()
  },
  'leaves a timer running'() {
    const test = suite('leak')
    test('starts a timer', () => void setInterval(() => {}, 1_000))
    test.run()
  },
  'closes what it opened'() {
    const test = suite('tidy')
    test('listens and closes', async () => {
      const server = createServer().listen(0, '127.0.0.1')
      await new Promise((closed) => server.close(closed))
    })
    test.run()
  },
  'fails in before'() {
    const test = suite('hook')
    test.before(() => {
      throw new Error('no cluster')
    })
    test('needs it', () => {})
    test.run()
  },
  'fails in after'() {
    const test = suite('hook')
    test.after(() => Promise.reject(undefined))
    test('is fine', () => {})
    test.run()
  },
  'rejects outside of a test'() {
    const test = suite('stray')
    test('leaves a promise behind', async () => {
      void Promise.reject(new Error('nobody waits'))
      await new Promise((later) => setTimeout(later, 10))
    })
    test.run()
  },
  'exits in a test'() {
    const test = suite('exit')
    test('exits', () => process.exit(0))
    test.run()
  },
  'blocks its thread for ever'() {
    const test = suite('busy')
    test('starts a process and loops', () => {
      const evaluate = 'Deno' in globalThis ? 'eval' : '-e'
      spawn(process.execPath, [evaluate, listener], { stdio: 'inherit' })
      for (;;);
    })
    test.run()
  },
  skips() {
    const test = suite('skip')
    test('needs a tool', () => skip('kcat is not on the PATH'))
    test('runs', () => {})
    test.run()
  },
}

ways[process.env['HOLE'] ?? '']?.()
