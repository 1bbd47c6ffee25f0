/** Connections over real sockets: frames however they are cut, and memory that stays bounded. */
import { once } from 'node:events'
import type { Socket } from 'node:net'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { assert, suite } from '../../harness.ts'
import { frame, NetworkProbe, owner } from './network-probe.ts'

const test = suite('socket')
const probe = new NetworkProbe()
const connection = owner('broker/connections/1')
let port = 0

test.before(async () => {
  port = await probe.listen(owner('broker/listener'))
})
test.after(() => probe.network.shutDown(1_000))
test.before.each(() => {
  probe.told.splice(0)
})

async function framesOf(socket: number, count: number): Promise<Uint8Array[]> {
  const frames: Uint8Array[] = []
  for (let i = 0; i < count; i++) {
    probe.network.read(socket)
    frames.push((await probe.next('frame')).message.bytes)
  }
  return frames.map((bytes) => Uint8Array.from(bytes))
}

function rest(client: Socket): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  client.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  return once(client, 'close').then(() => Uint8Array.from(chunks.flatMap((chunk) => [...chunk])))
}

test('two frames cut at any byte arrive whole and in order', async () => {
  const [client, socket] = await probe.client(port, connection)
  const first = Uint8Array.of(1, 2, 3, 4, 5)
  const second = Uint8Array.of(9, 8)
  const bytes = Uint8Array.of(...frame(first), ...frame(second))
  for (let cut = 0; cut <= bytes.length; cut++) {
    client.write(bytes.subarray(0, cut))
    const frames = framesOf(socket, 2)
    await setTimeout(1)
    client.write(bytes.subarray(cut))
    assert.equal(await frames, [first, second], `cut at ${cut}`)
  }
  client.destroy()
})

test('an empty frame is a frame, and a thousand in one packet come one at a time', async () => {
  const [client, socket] = await probe.client(port, connection)
  const bytes = Array.from({ length: 1_000 }, (_, i) => [...frame(new Uint8Array(i % 3).fill(i))])
  client.write(Uint8Array.from(bytes.flat()))
  const frames = await framesOf(socket, 1_000)
  assert.ok(frames.every((payload, i) => payload.length === i % 3))
  assert.is(probe.told.length, 0, 'nothing comes unasked')
  client.destroy()
})

for (const size of [-1, 1_001, 0x7fffffff]) {
  test(`a frame that claims ${size} bytes ends the connection`, async () => {
    const [client, socket] = await probe.client(port, connection)
    const head = new Uint8Array(4)
    new DataView(head.buffer).setInt32(0, size)
    client.write(frame(Uint8Array.of(1)))
    client.write(head)
    await framesOf(socket, 1)
    probe.network.read(socket)
    const { to, message } = await probe.next('socketClosed')
    assert.equal(message, { socket, reason: 'frame-too-large' })
    assert.is(to, 'broker/connections/1#1')
    while (!client.closed) await setTimeout(1)
  })
}

test('a frame of exactly the limit is read', async () => {
  const [client, socket] = await probe.client(port, connection)
  client.write(frame(new Uint8Array(1_000)))
  assert.is((await framesOf(socket, 1))[0]?.length, 1_000)
  client.destroy()
})

test('a peer that nobody reads from is stopped by TCP, after little is buffered', async () => {
  const [client, socket] = await probe.client(port, connection)
  await framesOfOne(client, socket)
  const before = process.memoryUsage()
  const junk = frame(new Uint8Array(996))
  let sent = 0
  while (client.write(junk) && sent < 200_000_000) sent += junk.length
  const chunk = new Uint8Array(1_000_000)
  for (let i = 0; i < 64; i++) client.write(chunk)
  await setTimeout(200)
  assert.ok(client.writableLength > 40_000_000, `only ${client.writableLength} are held back`)
  const { arrayBuffers } = process.memoryUsage()
  assert.ok(arrayBuffers - before.arrayBuffers < 5_000_000, 'the reader buffers')
  client.destroy()
})

async function framesOfOne(client: Socket, socket: number): Promise<void> {
  client.write(frame(Uint8Array.of(1)))
  await framesOf(socket, 1)
}

test('nothing is read while the peer does not take what we wrote, afterwards it is', async () => {
  const [client, socket] = await probe.client(port, connection)
  client.pause()
  for (let i = 0; i < 8; i++) probe.network.write(socket, [new Uint8Array(1_000_000)])
  client.write(frame(Uint8Array.of(7)))
  probe.network.read(socket)
  await setTimeout(100)
  assert.is(probe.told.length, 0, 'a frame was read')
  client.resume()
  assert.equal((await probe.next('frame')).message.bytes[0], 7)
  client.destroy()
})

test('what is written leaves in order, small and large chunks alike', async () => {
  const [client, socket] = await probe.client(port, connection)
  const received = rest(client)
  const large = Uint8Array.from({ length: 70_000 }, (_, i) => i % 251)
  probe.network.write(socket, [Uint8Array.of(1), Uint8Array.of(2, 3)])
  probe.network.write(socket, [Uint8Array.of(4), large, Uint8Array.of(5)])
  probe.network.write(socket, [Uint8Array.of(6)])
  probe.network.close(socket, 'end')
  assert.equal(await received, Uint8Array.of(1, 2, 3, 4, ...large, 5, 6))
})

test('a close in order lets the answer arrive although the client has sent more', async () => {
  const [client, socket] = await probe.client(port, connection)
  const received = rest(client)
  for (let i = 0; i < 50; i++) client.write(frame(new Uint8Array(900)))
  await framesOf(socket, 1)
  probe.network.write(socket, [new Uint8Array(30_000).fill(5)])
  probe.network.close(socket, 'end')
  assert.is((await received).length, 30_000)
  assert.is(probe.told.length, 0, 'who closes it is not told')
})

test('a client that has ended gets the answers to what it sent before', async () => {
  const [client, socket] = await probe.client(port, connection)
  const received = rest(client)
  client.end(Uint8Array.of(...frame(Uint8Array.of(1)), ...frame(Uint8Array.of(2))))
  for (const expected of [1, 2]) {
    assert.equal(await framesOf(socket, 1), [Uint8Array.of(expected)])
    await setTimeout(10)
    probe.network.write(socket, [Uint8Array.of(10 + expected)])
  }
  probe.network.read(socket)
  assert.equal((await probe.next('socketClosed')).message, { socket, reason: 'ended' })
  assert.equal(await received, Uint8Array.of(11, 12))
})

test('a reset by the client is told once, also when nobody reads', async () => {
  const [client, socket] = await probe.client(port, connection)
  probe.network.read(socket)
  await setTimeout(10)
  client.resetAndDestroy()
  assert.equal((await probe.next('socketClosed')).message, { socket, reason: 'reset' })
  probe.network.write(socket, [Uint8Array.of(1)])
  probe.network.read(socket)
  await setTimeout(20)
  assert.is(probe.told.length, 0)
})

test('a reset by us reaches the client as one', async () => {
  const [client, socket] = await probe.client(port, connection)
  const failed = once(client, 'error')
  probe.network.close(socket, 'reset')
  assert.is((await failed)[0].code, 'ECONNRESET')
  assert.is(probe.told.length, 0)
})

test.run()
