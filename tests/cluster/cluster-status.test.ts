/** How the rows of the threads become the status of a cluster. */

import { bootsOf } from '../../cluster/boots.ts'
import {
  actorRows,
  brokerStatus,
  controllerStatus,
  partitionStatus,
  type ThreadView,
} from '../../cluster/cluster-status.ts'
import { defineCluster } from '../../cluster-config/define-cluster.ts'
import type { ActorStatus } from '../../runtime/status.ts'
import { assert, suite } from '../harness.ts'

const test = suite('cluster status')

function actor(system: string, path: string, more: Partial<ActorStatus> = {}): ActorStatus {
  const counters = { incarnation: 1, restarts: 0, mailboxDepth: 0, handled: 0 }
  return { system, path, kind: 'thing', running: true, ...counters, details: {}, ...more }
}

function replica(topic: string, partition: number, running = true): ActorStatus {
  const details = { topic, partition, leader: 1, highWatermark: 5 }
  return actor('broker-1', `broker/replicas/${topic}-${partition}`, {
    kind: 'partition-replica',
    running,
    details,
  })
}

const controller = actor('controllers', 'controllers/controller-101', {
  restarts: 2,
  details: { active: true },
})
const threads: ThreadView[] = [
  { name: 'controllers', state: 'running', restarts: 1, actors: [controller] },
  {
    name: 'broker-1',
    state: 'running',
    restarts: 3,
    actors: [replica('b', 0), replica('a', 10), replica('a', 2), replica('a', 1, false)],
  },
]

test('every actor is listed with its thread, and nothing of its inside', () => {
  const rows = actorRows(threads)
  assert.is(rows.length, 5)
  assert.equal(rows[0], {
    path: 'controllers/controller-101',
    kind: 'thing',
    thread: 'controllers',
    running: true,
    restarts: 2,
    mailboxDepth: 0,
  })
})

test('a broker has the address that clients are told, and the restarts of its thread', () => {
  const storage = { of: () => null, release() {} }
  const identity = { bootId: null, clusterId: 'AAAAAAAAAAAAAAAAAAAAAA', ports: [7001, 7002] }
  const boots = bootsOf(defineCluster({ brokers: 2, advertisedHost: 'h' }), identity, storage, '')
  const [first, second] = boots.brokers.map((boot) => brokerStatus(boot, threads))
  const at = { host: 'h', thread: 'broker-1' }
  assert.equal(first, { id: 1, ...at, port: 7001, state: 'running', restarts: 3 })
  assert.is(second?.state, 'down', 'nobody speaks for it')
})

test('a controller adds its own restarts to those of its thread', () => {
  assert.equal(controllerStatus(101, 'controllers', threads), {
    id: 101,
    state: 'running',
    thread: 'controllers',
    restarts: 3,
    active: true,
  })
})

test('a controller that is not running on a thread that is, is down and not active', () => {
  const dead = { ...controller, running: false, details: {} }
  const view: ThreadView = { name: 'controllers', state: 'running', restarts: 0, actors: [dead] }
  const { state, active } = controllerStatus(101, 'controllers', [view])
  assert.equal({ state, active }, { state: 'down', active: false })
})

test('partitions come in order of topic and number, from replicas that run', () => {
  const names = partitionStatus(threads).map(({ topic, partition }) => `${topic}-${partition}`)
  assert.equal(names, ['a-2', 'a-10', 'b-0'])
})

test.run()
