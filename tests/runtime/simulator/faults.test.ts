/** Tests of fault schedules: each kind does what it says, when it says, for as long as it says. */
import { epochMs } from '../../../runtime/simulator/clock.ts'
import { type Fault, schedule } from '../../../runtime/simulator/faults.ts'
import { assert, suite } from '../../harness.ts'
import { Lab } from './lab.ts'
import { Wiring } from './plug.ts'

const test = suite('faults')

/** A lab with systems `a`, `b` and `c`, and a fault at 10 ms. */
function lab(...faults: Fault[]): Lab {
  const made = new Lab()
  made.add('a', 'b', 'c')
  schedule(made.simulator, faults)
  return made
}

/** True when a message from one gets to the other within 10 ms. */
function passes(on: Lab, from: string, to: string): boolean {
  on.order(from, 'tell', { to, text: 'passes' })
  on.run(10)
  return on.texts(to).includes('passes')
}

const atMs = 10
const forMs = 100

test('crash: the system is down for its time, its page cache survives, and it starts again', () => {
  const on = lab({ kind: 'crash', atMs, forMs, system: 'a' })
  on.order('a', 'append', { bytes: 10 })
  on.run(50)
  const machine = on.simulator.machine('a')
  assert.not(machine.running)
  machine.start()
  assert.not(machine.running, 'it is held down')
  on.run(70)
  assert.ok(machine.running)
  assert.is(machine.disk.sizeOf('f'), 10)
})

test('crash without an end: the system stays down', () => {
  const on = lab({ kind: 'crash', atMs, forMs: null, system: 'a' })
  on.run(3_600_000)
  on.simulator.machine('a').start()
  assert.not(on.simulator.machine('a').running)
})

test('power-loss: what was not synced may be gone, and nobody sees the death', () => {
  const on = lab({ kind: 'power-loss', atMs, forMs, system: 'a' })
  on.order('b', 'watch', { to: 'a' })
  on.order('a', 'save', { bytes: 10 })
  on.run(8)
  on.order('a', 'append', { bytes: 50_000 })
  on.run(50)
  const size = on.simulator.machine('a').disk.sizeOf('f')
  assert.ok(size >= 10 && size < 50_010, `${size}`)
  assert.equal(on.texts('b'), [])
  on.run(100)
  assert.ok(on.simulator.machine('a').running)
})

test('freeze: nothing is handled until it ends', () => {
  const on = lab({ kind: 'freeze', atMs, forMs, system: 'a' })
  on.run(20)
  assert.not(passes(on, 'b', 'a'))
  on.run(100)
  assert.equal(on.texts('a'), ['passes'])
})

test('crash-actor: that actor restarts', () => {
  const on = lab({ kind: 'crash-actor', atMs, system: 'a', path: 'root/hand' })
  on.run(20)
  assert.equal(on.texts('a'), ['started'])
})

test('partition: no message passes between the sides, either way, until it heals', () => {
  const on = lab({ kind: 'partition', atMs, forMs, sides: [['a'], ['b', 'c']] })
  on.run(20)
  assert.equal(
    [passes(on, 'a', 'b'), passes(on, 'b', 'a'), passes(on, 'b', 'c')],
    [false, false, true],
  )
  on.run(100)
  assert.ok(passes(on, 'a', 'b') && passes(on, 'b', 'a'))
})

test('a one-way partition lets the other direction pass', () => {
  const on = lab({ kind: 'partition', atMs, forMs, sides: [['a'], ['b']], oneWay: true })
  on.run(20)
  assert.equal([passes(on, 'a', 'b'), passes(on, 'b', 'a')], [false, true])
})

test('a system on no side of a partition is a bridge', () => {
  const on = lab({ kind: 'partition', atMs, forMs, sides: [['a'], ['b']] })
  on.run(20)
  const bridge = ['a', 'b'].every((side) => passes(on, side, 'c') && passes(on, 'c', side))
  assert.equal([bridge, passes(on, 'a', 'b')], [true, false])
})

test('links: a rule is in force for its time', () => {
  const lossPpm = 1_000_000
  const on = lab({ kind: 'links', atMs, forMs, from: ['a'], to: ['*'], lossPpm, types: ['hear'] })
  on.run(20)
  assert.equal([passes(on, 'a', 'b'), passes(on, 'b', 'a')], [false, true])
  on.run(100)
  assert.ok(passes(on, 'a', 'b'))
})

test('reset-connections: both ends see a reset', () => {
  const on = new Wiring()
  on.connect()
  const between = ['client', 'server'] as const
  schedule(on.simulator, [{ kind: 'reset-connections', atMs: 50, between }])
  on.run(60)
  assert.equal(
    [on.noted(on.client), on.noted(on.server)],
    [[['closed', 'reset']], [['closed', 'reset']]],
  )
})

test('disk-operation: the n-th operation after it ends the system', () => {
  const on = lab({ kind: 'disk-operation', atMs, system: 'a', nth: 3, ends: 'death' })
  on.run(20)
  on.order('a', 'append', { bytes: 1 })
  on.run(1)
  assert.ok(on.simulator.machine('a').running, 'an append and a write')
  on.order('a', 'append', { bytes: 1 })
  on.run(1)
  assert.not(on.simulator.machine('a').running)
  assert.is(on.simulator.machine('a').disk.sizeOf('f'), 1)
})

test('disk-broken, disk-full and disk-slow end when they should', () => {
  const on = lab(
    { kind: 'disk-broken', atMs, forMs, system: 'a', error: 'EIO' },
    { kind: 'disk-full', atMs, forMs, system: 'b', freeBytes: 5 },
    { kind: 'disk-slow', atMs, forMs, system: 'c', delayMs: 50 },
  )
  on.run(20)
  on.order('a', 'append', { bytes: 1 })
  on.order('b', 'append', { bytes: 6 })
  on.order('c', 'save', { bytes: 1 })
  on.run(20)
  assert.equal(on.texts('a'), ['started'], 'its actor crashed')
  assert.not(on.simulator.machine('b').running, 'its tick failed')
  assert.equal(on.texts('c'), [])
  on.run(100)
  assert.equal(on.texts('c'), ['saved null'])
  on.simulator.machine('b').start()
  for (const system of ['a', 'b', 'c']) on.order(system, 'save', { bytes: 6 })
  on.run(10)
  for (const system of ['a', 'b', 'c']) assert.is(on.texts(system).at(-1), 'saved null')
})

test('bit-rot: one bit of one file is turned over while it lasts', () => {
  const on = lab({ kind: 'bit-rot', atMs, forMs, system: 'a', prefix: 'f' })
  on.order('a', 'append', { bytes: 100 })
  on.run(20)
  const { disk } = on.simulator.machine('a')
  const bits = (): number => {
    const [bytes] = disk.read('f', 0, 100)
    return [...(bytes ?? [])].reduce(
      (sum, byte) => sum + byte.toString(2).replace(/0/g, '').length,
      0,
    )
  }
  assert.is(bits(), 1)
  on.run(100)
  assert.is(bits(), 0)
})

test('clock-jump and clock-drift move the wall clock alone', () => {
  const on = lab(
    { kind: 'clock-jump', atMs, system: 'a', byMs: 60_000 },
    { kind: 'clock-drift', atMs, forMs, system: 'b', ppm: 100_000 },
  )
  on.run(1_000 - on.simulator.nowMs)
  const [a, b] = ['a', 'b'].map((name) => on.simulator.machine(name).clock)
  assert.equal([a?.monotonicMs(), a?.wallClockMs()], [1_000, epochMs + 61_000])
  assert.equal([b?.monotonicMs(), b?.wallClockMs()], [1_000, epochMs + 1_010])
})

test('aim sees a fault when it strikes, and may turn it to another system or call it off', () => {
  const made = new Lab()
  made.add('a', 'b')
  const seenMs: number[] = []
  const roles: Fault[] = ['leader', 'nobody'].map((system) => ({
    ...{ kind: 'crash', atMs, forMs: null, system },
  }))
  schedule(made.simulator, roles, (fault) => {
    seenMs.push(made.simulator.nowMs)
    return 'system' in fault && fault.system === 'leader' ? { ...fault, system: 'b' } : null
  })
  made.run(50)
  assert.equal(seenMs, [atMs, atMs])
  assert.ok(made.simulator.machine('a').running)
  assert.not(made.simulator.machine('b').running)
})

test('every fault is in the history, and one can be left out without changing another', () => {
  const crash: Fault = { kind: 'crash', atMs: 50, forMs, system: 'a' }
  const power: Fault = { kind: 'power-loss', atMs: 60, forMs, system: 'b' }
  const run = (...faults: Fault[]): { digest: string; size: number } => {
    const on = lab(...faults)
    on.order('b', 'append', { bytes: 100_000 })
    on.run(200)
    const size = on.simulator.machine('b').disk.sizeOf('f')
    return { digest: on.simulator.history.digest(), size }
  }
  assert.is(run(crash, power).digest, run(crash, power).digest)
  assert.is.not(run(crash, power).digest, run(power).digest)
  assert.is(run(crash, power).size, run(power).size)
})

test.run()
