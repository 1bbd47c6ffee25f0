/** All verbs against a real cluster. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClusterStatus } from '../../../control/target.ts'
import { assert, suite } from '../../harness.ts'
import { type Running, runCli, startCli } from '../run-cli.ts'

const test = suite('verbs', { timeoutMs: 30_000 })
const folder = mkdtempSync(join(tmpdir(), 'highwater-'))
const readyFile = join(folder, 'ready.json')
const data = join(folder, 'data')
let cluster: Running
let where: readonly string[] = []
let ready: Record<string, unknown> = {}

const run = (...words: string[]) => runCli([...words, ...where])

async function json<T>(...words: string[]): Promise<T> {
  const { stdout, code, stderr } = await run(...words, '--json')
  assert.is(code, 0, stderr)
  return JSON.parse(stdout)
}

test.before(async () => {
  const words = ['-n', '2', '--port', '0', '--topic', 'orders:2', '--ready-file', readyFile]
  cluster = startCli(['start', '--json', '--data', data, ...words])
  ready = JSON.parse(await cluster.firstLine)
  where = ['-b', String(ready['bootstrap'])]
})

test.after(async () => {
  cluster.child.kill('SIGKILL')
  await cluster.ended
  rmSync(folder, { recursive: true })
})

test('start --json prints one line with all that scripts read, also into the ready file', () => {
  assert.equal(Object.keys(ready), ['ready', 'bootstrap', 'control', 'ui', 'readyMs', 'pid'])
  assert.is(ready['pid'], cluster.child.pid)
  assert.is(String(ready['bootstrap']).split(',').length, 2)
  assert.equal(JSON.parse(readFileSync(readyFile, 'utf8')), ready)
})

test('status --json has brokers, controllers, actors and partitions', async () => {
  const status = await json<ClusterStatus>('status')
  assert.equal(
    status.brokers.map(({ id, state }) => [id, state]),
    [
      [1, 'running'],
      [2, 'running'],
    ],
  )
  assert.equal(
    status.controllers.map(({ active }) => active),
    [true],
  )
  assert.equal(
    status.partitions.map(({ topic }) => topic),
    ['orders', 'orders'],
  )
  for (const { highWatermark, isr, leader, leaderEpoch } of status.partitions) {
    assert.is(highWatermark, 0)
    assert.equal(isr, [leader])
    assert.is(leaderEpoch, 0)
  }
  const kinds = new Set(status.actors.map(({ kind }) => kind))
  for (const kind of ['listener', 'partition-replica', 'controller']) assert.ok(kinds.has(kind))
  for (const { thread, restarts, mailboxDepth } of status.actors) {
    assert.ok(status.threads.some(({ name }) => name === thread))
    assert.is(restarts, 0)
    assert.type(mailboxDepth, 'number')
  }
})

test('status finds the cluster by its data directory too', async () => {
  const { stdout, code } = await runCli(['status', '--data', data])
  assert.is(code, 0)
  assert.match(stdout, /broker 2 .* running /)
})

test('lines come back as they went, by every codec', async () => {
  const codecs = ['none', 'gzip', 'snappy', 'zstd']
  for (const codec of codecs) {
    const input = `k:${codec} 1\nk:${codec} 2`
    const sent = await runCli(
      ['produce', 'codecs', '-K', ':', '-H', 'a=b', '-z', codec, '-q', ...where],
      { input },
    )
    assert.equal(sent, { code: 0, stdout: '', stderr: '' })
  }
  const { stdout } = await run('consume', 'codecs', '-e', '-f', '%t [%p] %o %k %s %h\\n')
  const expected = codecs.flatMap((codec) => [`${codec} 1`, `${codec} 2`])
  assert.is(stdout, expected.map((text, at) => `codecs [0] ${at} k ${text} a=b\n`).join(''))
})

test('produce tells what it sent, and consume begins and ends where it is told', async () => {
  const words = ['produce', 'numbers', '--json', ...where]
  const { stdout } = await runCli(words, { input: '1\n2\n3\n4\n5\n' })
  assert.equal(JSON.parse(stdout), { topic: 'numbers', records: 5, bytes: 5 })
  assert.is((await run('consume', 'numbers', '-e', '-o', '-2')).stdout, '4\n5\n')
  assert.is((await run('consume', 'numbers', '-o', '1', '-n', '2')).stdout, '2\n3\n')
  assert.is((await run('consume', 'numbers', '-e', '-o', 'end')).stdout, '')
  const [first] = (await run('consume', 'numbers', '-J', '-n', '1')).stdout.split('\n')
  assert.is(JSON.parse(first!).payload, '1')
})

test('consume waits for what comes later and ends in order when it is told to', async () => {
  const reader = startCli(['consume', 'later', '-o', 'start', ...where])
  const missing = await reader.ended
  assert.match(missing.stderr, 'there is no topic later')
  assert.is(missing.code, 1)
  await run('topic', 'create', 'later')
  const waiting = startCli(['consume', 'later', ...where])
  await runCli(['produce', 'later', ...where], { input: 'now\n' })
  assert.is(await waiting.firstLine, 'now')
  waiting.child.kill('SIGINT')
  assert.is((await waiting.ended).code, 0)
})

test('a topic is made, listed, described and deleted', async () => {
  const made = await run('topic', 'create', 'made', '-p', '3', '-c', 'retention.ms=5000')
  assert.equal([made.code, made.stdout, made.stderr], [0, '', 'created made: 3 partitions\n'])
  const { topics } = await json<{ topics: { name: string }[] }>('topic', 'list')
  assert.ok(topics.some(({ name }) => name === 'made'))
  const described = (await run('topic', 'describe', 'made')).stdout
  assert.match(described, /^topic made .*\n {2}retention\.ms=5000\nPARTITION/)
  assert.match((await run('topic', 'create', 'made')).stderr, 'TOPIC_ALREADY_EXISTS')
  const misspelt = await run('topic', 'create', 'x', '-c', 'retention.m=1')
  assert.match(misspelt.stderr, 'did you mean retention.ms?')
  const many = await run('topic', 'create', 'copies', '-r', '2')
  assert.is(many.code, 1)
  assert.match(many.stderr, 'INVALID_REPLICATION_FACTOR')
  assert.equal(await json('topic', 'delete', 'made'), { deleted: ['made'] })
  const gone = await run('topic', 'describe', 'made')
  assert.equal([gone.code, gone.stderr], [1, 'error: there is no topic made\n'])
})

test('api-versions lists what the broker speaks', async () => {
  const { apis } = await json<{ apis: { apiKey: number; name: string }[] }>('api-versions')
  assert.ok(apis.some(({ apiKey, name }) => apiKey === 3 && name === 'Metadata'))
  assert.match((await run('api-versions')).stdout, /\n18 +ApiVersions +0 to \d/)
})

test('a busy port is named with what to do', async () => {
  const port = String(ready['bootstrap']).split(/[:,]/)[1]!
  const { code, stdout, stderr } = await runCli(['start', '--port', port, '-n', '1'])
  assert.is(code, 1)
  assert.is(stdout, '')
  assert.match(stderr, new RegExp(`^error: port ${port} is in use\\nhint: .*--port 0`))
})

test('stop returns when the cluster is down, and start ends with 0', async () => {
  assert.equal(await json('stop'), { stopped: true })
  assert.is((await cluster.ended).code, 0)
  assert.is((await run('status')).code, 1)
  assert.throws(() => readFileSync(readyFile), /ENOENT/)
})

test('a command runs with the brokers, and its code is the code of start', async () => {
  const script = 'console.log(process.env.KAFKA_BROKERS); process.exit(3)'
  const words = ['-n', '1', '--port', '0', '-q', '--', process.execPath, '-e', script]
  const { code, stdout, stderr } = await runCli(words)
  assert.is(code, 3)
  assert.match(stdout, /^127\.0\.0\.1:\d+\n$/)
  assert.is(stderr, '')
})

test('a command that does not exist exits 2 and leaves no cluster', async () => {
  const { code, stderr } = await runCli(['-n', '1', '--port', '0', '-q', '--', 'no-such-command'])
  assert.is(code, 2)
  assert.match(stderr, 'no-such-command cannot be run')
})

test('settings come from highwater.yaml, then the environment, then flags', async () => {
  writeFileSync(join(folder, 'highwater.yaml'), 'brokers: 3\nport: 0\nfirstId: 5\ntopics:\n  a:\n')
  const env = { HIGHWATER_BROKERS: '2', HIGHWATER_FIRST_ID: '9' }
  const started = startCli(['--first-id', '20', '--json'], { cwd: folder, env })
  const { bootstrap } = JSON.parse(await started.firstLine)
  const { stdout } = await runCli(['status', '--json', '-b', bootstrap])
  const status: ClusterStatus = JSON.parse(stdout)
  assert.equal(
    status.brokers.map(({ id }) => id),
    [20, 21],
  )
  assert.equal(
    status.partitions.map(({ topic }) => topic),
    ['a'],
  )
  started.child.kill('SIGTERM')
  assert.is((await started.ended).code, 0)
})

test.run()
