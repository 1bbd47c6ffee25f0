/** Real clusters on threads: ready, shown, restarted, stopped, and every way a start fails. */
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { launchCluster } from '../../cluster/launch-cluster.ts'
import type { RunningCluster } from '../../cluster/running-cluster.ts'
import type { Level } from '../../cluster/thread-events.ts'
import { WireClient } from '../../cluster/wire-client.ts'
import type { ClusterInput } from '../../cluster-config/cluster-input.ts'
import { defineCluster } from '../../cluster-config/define-cluster.ts'
import { UserError } from '../../cluster-config/user-error.ts'
import { assert, suite } from '../harness.ts'
import { withFolder } from './temporary-folder.ts'

const test = suite('launch cluster', { timeoutMs: 30_000 })

function launch(input: ClusterInput, said: [Level, string][] = []): Promise<RunningCluster> {
  return launchCluster(defineCluster({ port: 0, ...input }), {
    controlUrl: 'http://127.0.0.1:1/token',
    say: (level, text) => said.push([level, text]),
  })
}

const portsOf = ({ bootstrap }: RunningCluster): number[] =>
  bootstrap.split(',').map((address) => Number(address.split(':')[1]))

async function metadata(port: number) {
  const client = await WireClient.open('127.0.0.1', port)
  try {
    return await client.ask(3, 12, { topics: null })
  } finally {
    client.close()
  }
}

async function failureOf(start: Promise<RunningCluster>): Promise<UserError> {
  try {
    await (await start).stop()
  } catch (error) {
    assert.instance(error, UserError)
    return error as UserError
  }
  throw new Error('the cluster has started')
}

test('three brokers answer, each knows all, and the status shows them at work', async () => {
  const cluster = await launch({ topics: [{ name: 'orders', partitions: 6 }] })
  assert.ok(cluster.readyMs > 0)
  const ports = portsOf(cluster)
  for (const port of ports) {
    const { brokers, clusterId } = await metadata(port)
    assert.equal(brokers.map((each) => each.port).sort(), [...ports].sort())
    assert.is(clusterId, cluster.clusterId)
  }
  const status = await cluster.status()
  assert.is(status.pid, process.pid)
  assert.equal(
    status.brokers.map(({ id, port, state, restarts }) => ({ id, port, state, restarts })),
    ports.map((port, index) => ({ id: index + 1, port, state: 'running', restarts: 0 })),
  )
  assert.equal(
    status.controllers.map(({ state, active }) => ({ state, active })),
    [{ state: 'running', active: true }],
  )
  const threads = ['main', 'controllers', 'broker-1', 'broker-2', 'broker-3']
  assert.equal(
    status.threads.map(({ name }) => name),
    threads,
  )
  for (const { eventLoopUtilisation } of status.threads) {
    assert.ok(eventLoopUtilisation >= 0 && eventLoopUtilisation <= 1)
  }
  for (const thread of threads.slice(1)) {
    assert.ok(
      status.actors.some((row) => row.thread === thread && row.running),
      thread,
    )
  }
  assert.is(status.partitions.length, 6)
  assert.ok(
    status.partitions.every(
      ({ topic, highWatermark }) => topic === 'orders' && highWatermark === 0,
    ),
  )
  await cluster.stop()
})

test('a stop is quick, closes the ports, and may be asked for twice', async () => {
  const cluster = await launch({ brokers: 2 })
  const [port] = portsOf(cluster) as [number]
  const client = connect(port, '127.0.0.1')
  await once(client, 'connect')
  client.on('error', () => {}) // reset when it was not accepted yet
  const ended = new Promise((resolve) => client.resume().on('close', resolve))
  const startMs = performance.now()
  await Promise.all([cluster.stop(), cluster.stop()])
  assert.ok(performance.now() - startMs < 1_500)
  await ended
  const refused = connect(port, '127.0.0.1')
  assert.is((await once(refused, 'error'))[0].code, 'ECONNREFUSED')
  assert.ok((await cluster.status()).brokers.every(({ state }) => state === 'down'))
})

test('a busy port is one clear error, and nothing stays behind', async () => {
  const squatter = createServer().listen(0, '127.0.0.1')
  await once(squatter, 'listening')
  const { port } = squatter.address() as { port: number }
  const { message, hint, exitCode } = await failureOf(launch({ brokers: 1, port }))
  assert.is(message, `port ${port} is in use`)
  assert.match(hint as string, '--port 0')
  assert.is(exitCode, 1)
  squatter.close()
})

test('a topic that the cluster refuses is the error of the start', async () => {
  const topics = [{ name: 'orders', config: { 'retention.ms': '1', 'segment.bytes': '2000000' } }]
  await (await launch({ brokers: 1, topics })).stop()
  const twice = defineCluster({ port: 0, brokers: 1, topics })
  const start = launchCluster(
    { ...twice, topics: [...twice.topics, { ...twice.topics[0]!, name: 'orders' }] },
    { controlUrl: '', say() {} },
  )
  assert.match((await failureOf(start)).message, 'topic orders: ')
})

test('with a directory the cluster comes back with its id and on its ports', () =>
  withFolder(async (folder) => {
    const data = join(folder, 'data')
    const said: [Level, string][] = []
    const first = await launch({ brokers: 2, data }, said)
    assert.equal(said.filter(([level]) => level === 'warn').length, 1)
    assert.match(said.find(([level]) => level === 'warn')?.[1] as string, 'keeps no records yet')
    assert.equal(JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')), {
      pid: process.pid,
      clusterId: first.clusterId,
      bootstrap: first.bootstrap,
      control: 'http://127.0.0.1:1/token',
    })
    assert.match((await failureOf(launch({ brokers: 2, data }))).message, 'is in use')
    await first.stop()
    assert.not.ok(existsSync(join(data, 'run.json')))
    const second = await launch({ brokers: 3, data })
    assert.is(second.clusterId, first.clusterId)
    assert.equal(portsOf(second).slice(0, 2), portsOf(first))
    await second.stop()
  }))

test('a broker whose thread dies comes back on its port, and the others serve on', async () => {
  const said: [Level, string][] = []
  const cluster = await launch({ brokers: 2 }, said)
  const [first, second] = portsOf(cluster) as [number, number]
  await cluster['threads'].host.get('broker-1')?.kill('killed by the test')
  assert.is((await cluster.status()).brokers[0]?.state, 'down')
  assert.ok((await metadata(second)).brokers.length > 0)
  await until(async () => (await metadata(first)).brokers.length === 2)
  const { state, restarts } = (await cluster.status()).brokers[0]!
  assert.equal({ state, restarts }, { state: 'running', restarts: 1 })
  assert.ok(said.some(([, text]) => text === 'thread broker-1 died: killed by the test'))
  await cluster.stop()
})

test('a cluster whose threads die again and again gives up and says so', async () => {
  const cluster = await launch({ brokers: 1 })
  const failure = cluster.failed.then(
    () => assert.unreachable(),
    (error) => error as UserError,
  )
  let over = false
  void failure.then(() => {
    over = true
  })
  while (!over) {
    await cluster['threads'].host.get('broker-1')?.kill('killed by the test')
    await setTimeout(5)
  }
  const { message, exitCode } = (await failure) as UserError
  assert.match(message, 'the cluster gave up: broker-1: killed by the test')
  assert.is(exitCode, 1)
  await cluster.stop()
})

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds().catch(() => false))) await setTimeout(20)
}

test.run()
