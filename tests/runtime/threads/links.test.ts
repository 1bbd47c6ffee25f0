/** Links over real message ports: batches, order, and what happens when an end goes. */
import { setImmediate, setTimeout } from 'node:timers/promises'
import { MessageChannel } from 'node:worker_threads'
import { type Envelope, envelope } from '../../../runtime/envelope.ts'
import { Links } from '../../../runtime/threads/links.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('links')

class End {
  readonly received: Envelope[] = []
  readonly downs: string[] = []
  readonly links = new Links({
    receive: (each) => this.received.push(each),
    down: (system) => this.downs.push(system),
  })
}

const message = (content: unknown): Envelope =>
  envelope(
    'tell',
    { system: 'b', path: 'root/x', incarnation: 0 },
    'take',
    0,
    { from: 'a/root/y', fromIncarnation: 1 },
    content,
  )

function pair(): [End, End] {
  const { port1, port2 } = new MessageChannel()
  const [a, b] = [new End(), new End()]
  a.links.connect('b', port1)
  b.links.connect('a', port2)
  return [a, b]
}

test('batches arrive whole and in order, and a slice brings nothing else along', async () => {
  const [a, b] = pair()
  a.links.post('b', [message({ n: 1 }), message({ n: 2 })])
  a.links.post('b', [message({ bytes: new Uint8Array(4_000_000).subarray(5, 8) })])
  while (b.received.length < 3) await setImmediate()
  const [first, second, third] = b.received.map((each) => each.message)
  assert.equal([first, second], [{ n: 1 }, { n: 2 }])
  assert.is((third as { bytes: Uint8Array }).bytes.buffer.byteLength, 3)
  a.links.close()
  await setTimeout(10)
  assert.equal(b.downs, ['a'])
})

test('a post to a system that was never linked is told as down, once, after the tick', async () => {
  const end = new End()
  end.links.post('nobody', [message(null)])
  end.links.post('nobody', [message(null)])
  assert.equal(end.downs, [])
  await setImmediate()
  assert.equal(end.downs, ['nobody'])
})

test('a new life at the other end ends the link of the old one first', async () => {
  const [a, b] = pair()
  const { port1, port2 } = new MessageChannel()
  const reborn = new End()
  reborn.links.connect('a', port2)
  a.links.connect('b', port1)
  assert.equal(a.downs, ['b'])
  a.links.post('b', [message('for the new one')])
  while (reborn.received.length === 0) await setImmediate()
  await setTimeout(10)
  assert.is(b.received.length, 0)
  assert.equal(a.downs, ['b'], 'the old port closing says nothing new')
  a.links.close()
  reborn.links.close()
  b.links.close()
})

test('cut tells down once, and only when there was a link', () => {
  const [a, b] = pair()
  a.links.cut('b')
  a.links.cut('b')
  a.links.cut('c')
  assert.equal(a.downs, ['b'])
  b.links.close()
})

test.run()
