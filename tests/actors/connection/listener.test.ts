/** The listener: its port, and an actor for each connection. */
import { Listener } from '../../../actors/connection/listener.ts'
import { assert, suite } from '../../harness.ts'
import { ActorBench } from '../../support/actor-bench.ts'
import { viewAfter } from '../../support/broker-parts.ts'

const test = suite('listener')
const view = viewAfter([])
const listener = () => new ActorBench((ctx) => new Listener(ctx, view), ['connections'])

test('it listens where the broker is to listen, and tells the lifecycle of its port', () => {
  const actor = listener()
  const [[name, owner, at] = []] = actor.network
  assert.equal([name, at], ['listen', { host: 'broker-1', port: 9092 }])
  assert.is((owner as { path: string }).path, 'broker/actor')
  actor.tell('listening', { port: 4711 })
  assert.equal(actor.onlySent('listenerReady').message, { port: 4711 })
})

test('every socket gets a connection actor of its own, which takes it over', () => {
  const actor = listener()
  actor.tell('accepted', { socket: 5, remote: 'a:1' })
  actor.tell('accepted', { socket: 6, remote: 'a:2' })
  const connections = ['broker/connections/5', 'broker/connections/6']
  assert.equal(
    actor.living().filter((path) => path.includes('connections/')),
    connections,
  )
  const adopted = actor.network.filter(([name]) => name === 'adopt')
  assert.equal(
    adopted.map(([, owner, socket]) => [(owner as { path: string }).path, socket]),
    [
      [connections[0], 5],
      [connections[1], 6],
    ],
  )
})

test('a port that cannot be had is a crash that says which', () => {
  const actor = listener()
  actor.tell('listenFailed', { code: 'EADDRINUSE', port: 9092 })
  const crash = actor.bench.events.find(({ type }) => type === 'crashed')
  assert.match(String(crash?.details['error']), 'cannot listen on port 9092: EADDRINUSE')
  assert.ok(actor.bench.eventsOf('broker/actor').includes('listenFailed'))
})

test.run()
