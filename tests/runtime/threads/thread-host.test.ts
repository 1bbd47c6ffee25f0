/** Worker threads as actor systems: how they start, talk, freeze and die. */
import { setTimeout } from 'node:timers/promises'
import { ThreadDead, ThreadTimeout } from '../../../runtime/threads/control-call.ts'
import { systemFailedExitCode } from '../../../runtime/threads/thread-protocol.ts'
import { assert, suite } from '../../harness.ts'
import { expected, isDone } from '../../scenarios/ping-and-crash.ts'
import { TestHost } from './test-host.ts'

const test = suite('thread host')

test('the ping-and-crash scenario runs on two threads', async () => {
  const host = new TestHost(['done', 'crashed'])
  host.start('pinger', { kind: 'scenario', system: 'pinger' })
  host.start('ponger', { kind: 'scenario', system: 'ponger' })
  const done = await host.until(() => host.events.find(isDone))
  assert.equal(done.details, expected)
  const crashes = () => host.events.filter(({ type }) => type === 'crashed').length
  await host.until(() => (crashes() >= expected.downs ? true : undefined))
  assert.is(crashes(), expected.downs)
  await host.shutDown()
})

test('a thread shows its actors, its load, and ends in order when told to', async () => {
  const host = new TestHost(['stopped'])
  const thread = host.start('a', { kind: 'actors' })
  await thread.started
  const { actors, utilisation, heapUsedBytes } = await thread.calls.call('status')
  assert.equal(
    actors.map(({ system, path, kind, running }) => ({ system, path, kind, running })),
    [
      { system: 'a', path: 'root/worker', kind: 'test-worker', running: true },
      { system: 'a', path: 'root/echo', kind: 'echo', running: true },
    ],
  )
  assert.equal(actors[0]?.details, { does: null })
  assert.ok(utilisation >= 0 && utilisation <= 1)
  assert.ok(heapUsedBytes > 0)
  assert.equal((await thread.stop(2_000)).exitCode, 0)
  assert.equal(
    host.events.map(({ path }) => path),
    ['root/echo', 'root/worker'],
    'the last one started stops first',
  )
  await assertDead(thread.calls.call('status'))
})

test('an actor that is crashed on demand is restarted, and no other', async () => {
  const host = new TestHost(['crashed'])
  const thread = host.start('a', { kind: 'actors' })
  await thread.started
  assert.is(await thread.calls.call('crashActor', 'root/nobody'), false)
  assert.is(await thread.calls.call('crashActor', 'root/echo'), true)
  const { actors } = await thread.calls.call('status')
  assert.equal(
    actors.map(({ running, restarts }) => ({ running, restarts })),
    [
      { running: true, restarts: 0 },
      { running: true, restarts: 1 },
    ],
  )
  assert.is(host.events[0]?.details['error'], 'crashed on demand')
  await host.shutDown()
})

test('every call in flight to a thread that is killed is rejected within 100 ms', async () => {
  const host = new TestHost([])
  const thread = host.start('frozen', { kind: 'actors', does: 'freeze' })
  await thread.started
  await setTimeout(60)
  const calls = Array.from({ length: 100 }, () => assertDead(thread.calls.call('status')))
  await setTimeout(20)
  const startMs = performance.now()
  const killed = thread.kill('killed by the test')
  const messages = await Promise.all(calls)
  assert.ok(performance.now() - startMs < 100, 'it took longer')
  assert.match(messages[0] as string, 'thread frozen is dead (killed by the test)')
  await killed
})

test('a call to a frozen thread ends in a time-out that names the thread', async () => {
  const host = new TestHost([])
  const thread = host.start('broker-2', { kind: 'actors', does: 'freeze' })
  await thread.started
  await setTimeout(60)
  const startMs = performance.now()
  try {
    await thread.calls.call('status')
    assert.unreachable()
  } catch (error) {
    assert.instance(error, ThreadTimeout)
    assert.match((error as Error).message, 'thread broker-2 did not answer status within 2000 ms')
  }
  const tookMs = performance.now() - startMs
  assert.ok(tookMs > 1_900 && tookMs < 4_000, `${tookMs} ms`)
  assert.match((await thread.stop(50)).because, 'did not stop in time')
})

test('how a thread dies is told: exit, throw, a tree that gives up, a failing start', async () => {
  const host = new TestHost(['systemFailed'])
  host.start('exits', { kind: 'actors', does: 'exit' })
  host.start('throws', { kind: 'actors', does: 'throw' })
  host.start('gives-up', { kind: 'actors', does: 'give-up' })
  const broken = host.start('broken', { kind: 'broken' })
  await host.until(() => (host.ends.length === 4 ? true : undefined))
  const endOf = (wanted: string) => host.ends.find(({ name }) => name === wanted)?.end
  assert.equal(endOf('exits'), { exitCode: 3, because: 'exit code 3' })
  assert.is(endOf('throws')?.exitCode, 1)
  assert.match(endOf('throws')?.because as string, 'RangeError: thrown outside of any actor')
  assert.is(endOf('gives-up')?.exitCode, systemFailedExitCode)
  assert.match(endOf('gives-up')?.because as string, 'supervisor root gave up')
  assert.ok(host.events.some(({ type, system }) => `${type} ${system}` === 'systemFailed gives-up'))
  assert.match(endOf('broken')?.because as string, 'TypeError: this thread cannot be built')
  await broken.started.then(
    () => assert.unreachable(),
    () => {},
  )
})

test('the death of a thread is Down for whoever asked it or watches there', async () => {
  const host = new TestHost(['answer', 'echoDown'])
  const asked = host.start('asked', { kind: 'actors' })
  host.start('asker', { kind: 'actors', asks: 'asked' })
  const first = await host.event('answer', 'asker')
  assert.equal(first.details, { length: 3, below: 3 }, 'a slice crosses at its own size')
  await asked.kill('killed by the test')
  const down = await host.event('echoDown', 'asker')
  assert.equal(down.details, { reason: 'unreachable' })
  const answers = host.events.filter(({ type }) => type === 'answer')
  assert.equal(answers[1]?.details, { answer: { unanswered: 'down' } })
  await host.shutDown()
})

test('a system that nobody has started is Down at once', async () => {
  const host = new TestHost(['answer', 'echoDown'])
  host.start('asker', { kind: 'actors', asks: 'nobody' })
  assert.equal((await host.event('echoDown', 'asker')).details, { reason: 'unreachable' })
  const answers = await host.until(() =>
    host.events.length === 3 ? host.events.filter(({ type }) => type === 'answer') : undefined,
  )
  assert.ok(answers.every(({ details }) => JSON.stringify(details).includes('down')))
  await host.shutDown()
})

test('a thread that is started again is reached by those that ran on, in a new life', async () => {
  const host = new TestHost(['answer'])
  const first = host.start('asked', { kind: 'actors' })
  const asker = host.start('asker', { kind: 'actors', asks: 'asked' })
  await host.event('answer', 'asker')
  await first.kill('killed by the test')
  const second = host.start('asked', { kind: 'actors' })
  assert.is(second.life, 2)
  await second.started // by then the asker has long been given the new link
  host.events.splice(0)
  assert.is(await asker.calls.call('crashActor', 'root/worker'), true)
  const answers = () => host.events.map(({ details }) => JSON.stringify(details))
  await host.until(() => answers().find((answer) => answer === '{"length":3,"below":3}'))
  const { actors } = await second.calls.call('status')
  assert.ok(actors.every(({ incarnation }) => incarnation > 2_000_000_000))
  await host.shutDown()
})

test('what a live system is given can be recorded, and the recording has an end', async () => {
  const host = new TestHost(['answer'])
  host.start('asked', { kind: 'actors' })
  const asker = host.start('asker', { kind: 'actors', asks: 'asked' })
  await host.event('answer', 'asker')
  assert.equal(await asker.calls.call('recording'), { entries: [], dropped: 0 })
  await asker.calls.call('record', 5)
  await asker.calls.call('crashActor', 'root/worker')
  await host.until(() => (host.events.length > 1 ? true : undefined))
  await setTimeout(50)
  const { entries, dropped } = await asker.calls.call('recording')
  assert.is(entries.length, 5)
  assert.is(dropped, 0)
  const types = entries.map((each) => (each.kind === 'event' ? each.event.type : each.kind))
  assert.equal(types, ['crashed', 'started', 'delivery', 'answer', 'delivery'])
  await asker.calls.call('record', 0)
  assert.is((await asker.calls.call('recording')).entries.length, 0)
  await host.shutDown()
})

async function assertDead(call: Promise<unknown>): Promise<string> {
  try {
    await call
  } catch (error) {
    assert.instance(error, ThreadDead)
    return (error as Error).message
  }
  throw new Error('a dead thread has answered')
}

test.run()
