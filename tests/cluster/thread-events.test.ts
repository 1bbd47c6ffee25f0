/** What the main thread says of what threads report. */
import { type Level, sayEvent, threadEvents } from '../../cluster/thread-events.ts'
import { assert, suite } from '../harness.ts'

const test = suite('thread events')

function said(type: string, path: string, details: Record<string, unknown>): [Level, string][] {
  const lines: [Level, string][] = []
  const event = { atMs: 0, system: 'broker-1', path, incarnation: 1, type, details }
  sayEvent(event, (level, text) => lines.push([level, text]))
  return lines
}

test('a log line keeps its level and names its actor', () => {
  const lines = said('log', 'broker/listener', { level: 'warn', text: 'too many' })
  assert.equal(lines, [['warn', 'broker-1/broker/listener: too many']])
})

test('a crash is an error of one line; its stack is for those who look closer', () => {
  const lines = said('crashed', 'broker/x', { error: 'odd', stack: 'Error: odd\n  at y' })
  assert.equal(lines, [
    ['error', 'broker-1/broker/x crashed: odd'],
    ['debug', 'Error: odd\n  at y'],
  ])
})

test('supervisors that give up and systems that fail are errors', () => {
  assert.equal(said('gaveUp', 'broker', { because: 'b' }), [
    ['error', 'broker-1/broker gave up: b'],
  ])
  assert.equal(said('systemFailed', '', { reason: 'r' }), [['error', 'broker-1 failed: r']])
})

test('everything that crosses over is said, but for what the launch itself answers', () => {
  const silent = threadEvents.filter((type) => said(type, 'p', {}).length === 0)
  assert.equal(silent, ['listenFailed', 'incarnation', 'crashTaken'])
})

test.run()
