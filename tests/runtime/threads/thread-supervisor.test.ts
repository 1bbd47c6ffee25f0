/** Supervision of whole threads: restart with back-off, giving up, ordered stop. */
import { setTimeout } from 'node:timers/promises'
import type { ThreadEnd } from '../../../runtime/threads/hosted-thread.ts'
import { ThreadSupervisor } from '../../../runtime/threads/thread-supervisor.ts'
import { assert, suite } from '../../harness.ts'
import type { TestBoot } from './test-actors.ts'
import { testEntry } from './test-host.ts'

const test = suite('thread supervisor')

interface Watched {
  readonly threads: ThreadSupervisor
  readonly crashes: { name: string; end: ThreadEnd; atMs: number }[]
  readonly stopped: string[]
  readonly over: Promise<string>
}

function watched(restarts: number, initialMs: number): Watched {
  const crashes: Watched['crashes'] = []
  const stopped: string[] = []
  let give: (because: string) => void = () => {}
  const over = new Promise<string>((resolve) => {
    give = resolve
  })
  const threads = new ThreadSupervisor({
    name: 'cluster',
    entry: testEntry,
    poolEntry: testEntry,
    forward: ['stopped'],
    checkInvariants: true,
    resourceLimits: {},
    limit: { restarts, withinMs: 60_000 },
    backOff: { initialMs, maxMs: 1_000 },
    happened: ({ system, path }) => stopped.push(`${system}/${path}`),
    crashed: (name, end) => crashes.push({ name, end, atMs: performance.now() }),
    gaveUp: give,
  })
  return { threads, crashes, stopped, over }
}

const works: TestBoot = { kind: 'actors' }
const exits: TestBoot = { kind: 'actors', does: 'exit' }

test('a thread that dies is restarted after the back-off, and the others run on', async () => {
  const { threads, crashes } = watched(3, 100)
  const other = threads.add('b', works)
  const first = threads.add('a', works)
  await Promise.all([first.started, other.started])
  await first.kill('killed by the test')
  assert.is(threads.host.get('a'), undefined, 'it waits')
  const startMs = performance.now()
  while (threads.host.get('a') === undefined) await setTimeout(5)
  assert.ok(performance.now() - startMs > 80, 'the back-off was not kept')
  const second = threads.host.get('a')
  await second?.started
  assert.is(second?.life, 2)
  assert.is(threads.restartsOf('a'), 1)
  assert.is(threads.host.get('b'), other)
  assert.is(threads.restartsOf('b'), 0)
  assert.equal(
    crashes.map(({ name, end }) => `${name}: ${end.because}`),
    ['a: killed by the test'],
  )
  await threads.stop([['a', 'b']], 1_000)
})

test('a thread that dies again and again is given up, after waits that grow', async () => {
  const { threads, crashes, over } = watched(2, 50)
  threads.add('loops', exits)
  assert.match(await over, 'loops: exit code 3')
  assert.is(crashes.length, 3)
  const [first, second, third] = crashes.map(({ atMs }) => atMs) as [number, number, number]
  assert.ok(second - first > 50, 'the first wait')
  assert.ok(third - second > 100, 'the second wait')
  await setTimeout(300)
  assert.is(threads.host.all().length, 0, 'it was restarted')
})

test('a stop ends one group after the other, in order, and restarts nothing', async () => {
  const { threads, crashes, stopped } = watched(3, 10)
  await Promise.all(['controllers', 'b1', 'b2'].map((name) => threads.add(name, works).started))
  await threads.stop([['b1', 'b2'], ['controllers']], 2_000)
  assert.is(threads.host.all().length, 0)
  assert.is(crashes.length, 0)
  assert.equal(stopped.length, 6)
  assert.ok(stopped.slice(0, 4).every((actor) => !actor.startsWith('controllers')))
})

test('a stop does not wait for a frozen thread longer than its bound', async () => {
  const { threads } = watched(3, 10)
  await threads.add('frozen', { kind: 'actors', does: 'freeze' }).started
  await setTimeout(60)
  const startMs = performance.now()
  await threads.stop([['frozen']], 200)
  assert.ok(performance.now() - startMs < 600)
})

test.run()
