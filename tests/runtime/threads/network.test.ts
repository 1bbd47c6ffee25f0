/** The network port on real sockets: listening, connecting, owners. */
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { assert, suite } from '../../harness.ts'
import { frame, NetworkProbe, owner } from './network-probe.ts'

const test = suite('network')

test('a busy port is told as EADDRINUSE with its number', async () => {
  const probe = new NetworkProbe()
  const port = await probe.listen(owner('a'))
  probe.network.listen(owner('b'), { host: '127.0.0.1', port })
  const { to, message } = await probe.next('listenFailed')
  assert.equal({ to, message }, { to: 'b#1', message: { code: 'EADDRINUSE', port } })
  await probe.network.shutDown(100)
})

test('an address of another machine is told as EADDRNOTAVAIL', async () => {
  const probe = new NetworkProbe()
  probe.network.listen(owner('a'), { host: '192.0.2.1', port: 0 })
  const { code } = (await probe.next('listenFailed')).message
  assert.is(code, 'Deno' in globalThis ? 'EFAILED' : 'EADDRNOTAVAIL') // Deno says EINVAL
  await probe.network.shutDown(100)
})

test('an owner that is released gives its port to the next incarnation at once', async () => {
  const probe = new NetworkProbe()
  const port = await probe.listen(owner('listener', 1))
  probe.network.release(owner('listener', 1))
  probe.network.listen(owner('listener', 2), { host: '127.0.0.1', port })
  const { to, message } = await probe.next('listening')
  assert.equal({ to, message }, { to: 'listener#2', message: { port } })
  await probe.network.shutDown(100)
})

test('release ends the sockets of that owner and of no other', async () => {
  const probe = new NetworkProbe()
  const port = await probe.listen(owner('listener'))
  const [first, firstId] = await probe.client(port, owner('one'))
  const [second, secondId] = await probe.client(port, owner('two'))
  probe.network.write(firstId, [Uint8Array.of(1)])
  probe.network.release(owner('one'))
  const [answer] = await once(first, 'data')
  assert.is(answer[0], 1, 'what it wrote before arrives')
  await once(first.resume(), 'end')
  second.write(frame(Uint8Array.of(2)))
  probe.network.read(secondId)
  assert.is((await probe.next('frame')).to, 'two#1')
  first.destroy()
  second.destroy()
  await probe.network.shutDown(1_000)
})

test('a socket that nobody has adopted goes with the listener that accepted it', async () => {
  const probe = new NetworkProbe()
  const port = await probe.listen(owner('listener'))
  const client = connect({ port, host: '127.0.0.1' })
  await probe.next('accepted')
  probe.network.release(owner('listener'))
  await once(client.resume(), 'end')
  await probe.network.shutDown(1_000)
})

test('two systems connect, and each adopts its end', async () => {
  const probe = new NetworkProbe()
  const port = await probe.listen(owner('server'))
  probe.network.connect(owner('client'), { host: '127.0.0.1', port, timeoutMs: 1_000 })
  const near = (await probe.next('connected')).message.socket
  const far = (await probe.next('accepted')).message.socket
  probe.network.adopt(owner('client'), near, 100)
  probe.network.adopt(owner('server'), far, 100)
  probe.network.read(far)
  probe.network.write(near, [frame(Uint8Array.of(3))])
  assert.equal((await probe.next('frame')).message, { socket: far, bytes: Uint8Array.of(3) })
  probe.network.read(far)
  probe.network.close(near, 'end')
  assert.equal((await probe.next('socketClosed')).message, { socket: far, reason: 'ended' })
  await probe.network.shutDown(1_000)
})

test('an end before adoption is told at adoption', async () => {
  const probe = new NetworkProbe()
  const port = await probe.listen(owner('server'))
  const client = connect({ port, host: '127.0.0.1' })
  const { socket } = (await probe.next('accepted')).message
  client.resetAndDestroy()
  await setTimeout(20)
  probe.network.adopt(owner('late'), socket, 100)
  probe.network.read(socket)
  const { to, message } = await probe.next('socketClosed')
  assert.equal({ to, message }, { to: 'late#1', message: { socket, reason: 'reset' } })
  await probe.network.shutDown(100)
})

test('a refused connection and one that takes too long fail with their own codes', async () => {
  const probe = new NetworkProbe()
  const port = await freePort()
  probe.network.connect(owner('client'), { host: '127.0.0.1', port, timeoutMs: 5_000 })
  assert.equal((await probe.next('connectFailed')).message, { code: 'ECONNREFUSED' })
  const busy = await probe.listen(owner('server'))
  probe.network.connect(owner('client'), { host: '127.0.0.1', port: busy, timeoutMs: 5 })
  const untilMs = performance.now() + 30
  while (performance.now() < untilMs); // the time-out is due before the connection is looked at
  assert.equal((await probe.next('connectFailed')).message, { code: 'ETIMEDOUT' })
  await probe.network.shutDown(100)
})

test('a released owner hears nothing of the connection that it began', async () => {
  const probe = new NetworkProbe()
  const port = await probe.listen(owner('server'))
  probe.network.connect(owner('client'), { host: '127.0.0.1', port, timeoutMs: 50 })
  probe.network.release(owner('client'))
  await setTimeout(100)
  assert.is(probe.told.filter(({ to }) => to === 'client#1').length, 0)
  await probe.network.shutDown(1_000)
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

test.run()
