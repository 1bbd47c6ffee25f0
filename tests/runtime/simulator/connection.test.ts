/** Tests of simulated connections: bytes in order, on demand, with an end. */
import { assert, suite } from '../../harness.ts'
import { type Step, Wiring } from './plug.ts'

const test = suite('simulated connection')

function readAll(on: Wiring, socket: number, frames: number): Step[] {
  const steps: Step[] = []
  for (let n = 0; n < frames; n++) {
    on.order(on.server, 'read', { socket })
    on.run(5)
    steps.push(...on.noted(on.server))
  }
  return steps
}

test('frames arrive whole and in order, wherever the seed cuts the stream', () => {
  const lengths = [1, 0, 3_000, 7, 50_000, 2]
  for (let seed = 1; seed <= 20; seed++) {
    const on = new Wiring({ seed })
    const { near, far } = on.connect()
    on.order(on.client, 'write', { socket: near, lengths })
    const expected = lengths.map((length, index) => ['frame', [length === 0 ? -1 : index, length]])
    assert.equal(readAll(on, far, lengths.length), expected)
  }
})

test('a bit that turns over on the way is turned over in the frame', () => {
  // The first byte behind the size.
  const on = new Wiring({ flippable: () => [[4, 5]] })
  const { near, far } = on.connect()
  const { network } = on.simulator
  network.impose({ from: ['*'], to: ['*'], flipPpm: 1_000_000 })
  on.order(on.client, 'write', { socket: near, lengths: [10] })
  assert.equal(readAll(on, far, 1), [['frame', 'mixed']])
  assert.is(network.flips, 1)
})

test('nothing is given without a read, and one frame for each', () => {
  const on = new Wiring()
  const { near, far } = on.connect()
  on.order(on.client, 'write', { socket: near, lengths: [1, 1] })
  on.run(10)
  assert.equal(on.noted(on.server), [])
  assert.is(readAll(on, far, 1).length, 1)
  on.run(10)
  assert.equal(on.noted(on.server), [])
})

test('who does not read holds back the writer: no more than a window is on its way', () => {
  const on = new Wiring()
  const { near, far } = on.connect()
  const lengths = new Array<number>(30).fill(10_000)
  on.order(on.client, 'write', { socket: near, lengths })
  on.run(100)
  // The client does not read either while its bytes are stuck, so an answer waits too.
  on.order(on.server, 'write', { socket: far, lengths: [5] })
  on.order(on.client, 'read', { socket: near })
  on.run(100)
  assert.equal(on.noted(on.client), [])
  assert.is(readAll(on, far, 30).length, 30)
  on.run(100)
  assert.equal(on.noted(on.client), [['frame', [0, 5]]])
})

test('an end comes behind all that was written before it', () => {
  const on = new Wiring()
  const { near, far } = on.connect()
  on.order(on.client, 'write', { socket: near, lengths: [10, 20] })
  on.order(on.client, 'close', { socket: near, how: 'end' })
  assert.equal(readAll(on, far, 3), [
    ['frame', [0, 10]],
    ['frame', [1, 20]],
    ['closed', 'ended'],
  ])
})

test('who has closed hears nothing more, and loses no answer it had written', () => {
  const on = new Wiring()
  const { near, far } = on.connect()
  on.order(on.server, 'read', { socket: far })
  on.order(on.client, 'write', { socket: near, lengths: [10] })
  on.order(on.client, 'close', { socket: near, how: 'end' })
  on.order(on.server, 'write', { socket: far, lengths: [30] })
  on.run(10)
  assert.equal(on.noted(on.server), [['frame', [0, 10]]])
  assert.equal(on.noted(on.client), [])
})

test('a reset throws away what was not read', () => {
  const on = new Wiring()
  const { near, far } = on.connect()
  on.order(on.client, 'write', { socket: near, lengths: [10] })
  on.run(5)
  on.order(on.client, 'close', { socket: near, how: 'reset' })
  on.run(5)
  assert.equal(on.noted(on.server), [['closed', 'reset']])
  assert.equal(readAll(on, far, 1), [])
})

test('a frame that is too long ends the connection, for the peer as a reset', () => {
  const on = new Wiring()
  const { near, far } = on.connect()
  on.order(on.server, 'read', { socket: far })
  on.order(on.client, 'write', { socket: near, lengths: [1_000_001] })
  on.run(10)
  assert.equal(on.noted(on.server), [['closed', 'frame-too-large']])
  assert.equal(on.noted(on.client), [['closed', 'reset']])
})

test('a cut network holds bytes back; they arrive when it heals', () => {
  const on = new Wiring()
  const { near, far } = on.connect()
  const heal = on.simulator.network.impose({ from: ['client'], to: ['server'], cut: true })
  on.order(on.client, 'write', { socket: near, lengths: [10] })
  on.order(on.server, 'read', { socket: far })
  on.run(5_000)
  assert.equal(on.noted(on.server), [])
  heal()
  on.run(300)
  assert.equal(on.noted(on.server), [['frame', [0, 10]]])
})

test('who cannot get through for 15 s sees a reset; who does not send sees nothing', () => {
  const on = new Wiring()
  const { near } = on.connect()
  on.simulator.network.impose({ from: ['*'], to: ['*'], cut: true })
  on.order(on.client, 'write', { socket: near, lengths: [10] })
  on.run(14_000)
  assert.equal(on.noted(on.client), [])
  on.run(2_000)
  assert.equal(on.noted(on.client), [['closed', 'reset']])
  assert.equal(on.noted(on.server), [])
})

test('a machine that died silently and came back resets what it does not know', () => {
  const on = new Wiring()
  const { near } = on.connect()
  on.server.crash({ silent: true, power: true }, 'test')
  on.order(on.client, 'write', { socket: near, lengths: [10] })
  on.run(1_000)
  assert.equal(on.noted(on.client), [])
  on.server.start()
  on.run(300)
  assert.equal(on.noted(on.client), [['closed', 'reset']])
})

test.run()
