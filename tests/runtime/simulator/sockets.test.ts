/** Tests of simulated sockets: listening and connecting. */
import { assert, suite } from '../../harness.ts'
import { Wiring } from './plug.ts'

const test = suite('simulated sockets')

const cut = { from: ['client'], to: ['server'], cut: true }
const crash = { silent: false, power: false }

test('an address is taken by one listener at a time, and free again after it', () => {
  const on = new Wiring()
  const other = on.add('other')
  on.run(1)
  assert.equal(on.noted(on.server), [['listening', 9092]])
  on.order(other, 'listen', null)
  on.run(1)
  assert.equal(on.noted(other), [['listenFailed', 'EADDRINUSE']])
  on.order(on.server, 'crash', null)
  on.run(1)
  on.order(other, 'listen', null)
  on.run(1)
  assert.equal(on.noted(other), [['listening', 9092]])
})

test('who connects is connected, and the listener has accepted', () => {
  const on = new Wiring()
  const { near, far } = on.connect()
  assert.is.not(near, far)
})

test('a connection is refused where nobody listens: by an address, and by a dead process', () => {
  const on = new Wiring()
  const connect = (): void => {
    on.order(on.client, 'connect', { timeoutMs: 1_000 })
    on.run(10)
    assert.equal(on.noted(on.client), [['connectFailed', 'ECONNREFUSED']])
  }
  on.order(on.server, 'crash', null)
  on.run(1)
  connect()
  on.order(on.server, 'listen', null)
  on.run(1)
  on.server.crash(crash, 'test')
  connect()
  on.server.start()
  on.run(1)
  connect()
})

test('a connection over a cut network, either way, or to a dark machine times out', () => {
  for (const [from, to] of [
    ['client', 'server'],
    ['server', 'client'],
  ] as const) {
    const on = new Wiring()
    on.simulator.network.impose({ from: [from], to: [to], cut: true })
    on.order(on.client, 'connect', { timeoutMs: 300 })
    on.run(299)
    assert.equal(on.noted(on.client), [])
    on.run(2)
    assert.equal(on.noted(on.client), [['connectFailed', 'ETIMEDOUT']])
  }
  const on = new Wiring()
  on.server.crash({ silent: true, power: true }, 'test')
  on.order(on.client, 'connect', { timeoutMs: 300 })
  on.run(301)
  assert.equal(on.noted(on.client), [['connectFailed', 'ETIMEDOUT']])
})

test('a frozen process still takes connections; it hears of them when it thaws', () => {
  const on = new Wiring()
  on.noted(on.server)
  on.server.freeze()
  on.order(on.client, 'connect', { timeoutMs: 300 })
  on.run(10)
  assert.is(on.noted(on.client)[0]?.[0], 'connected')
  assert.equal(on.noted(on.server), [])
  on.server.thaw()
  on.run(1)
  assert.is(on.noted(on.server)[0]?.[0], 'accepted')
})

test('the crash of a process resets its connections, which the peer sees', () => {
  const on = new Wiring()
  on.connect()
  on.server.crash(crash, 'test')
  on.run(5)
  assert.equal(on.noted(on.client), [['closed', 'reset']])
})

test('the crash of an actor ends its connections in order', () => {
  const on = new Wiring()
  const { near } = on.connect()
  on.order(on.client, 'read', { socket: near })
  on.order(on.server, 'crash', null)
  on.run(5)
  assert.equal(on.noted(on.client), [['closed', 'ended']])
})

test('all connections between two machines can be reset, both ends see it', () => {
  const on = new Wiring()
  on.connect()
  on.simulator.sockets.resetBetween(on.client, on.server)
  on.run(1)
  assert.equal(on.noted(on.client), [['closed', 'reset']])
  assert.equal(on.noted(on.server), [['closed', 'reset']])
})

test('to adopt a socket that is gone is answered with its end', () => {
  const on = new Wiring()
  on.connect()
  on.order(on.client, 'connected', { socket: 999 })
  on.run(1)
  assert.equal(on.noted(on.client), [
    ['connected', 999],
    ['closed', 'closed'],
  ])
})

test('a cut that heals before the time-out lets the next attempt through', () => {
  const on = new Wiring()
  const heal = on.simulator.network.impose(cut)
  on.order(on.client, 'connect', { timeoutMs: 50 })
  on.run(60)
  heal()
  on.noted(on.client)
  on.connect()
})

test.run()
