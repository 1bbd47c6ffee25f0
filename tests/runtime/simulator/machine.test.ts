/** Tests of simulated machines: lives, deaths, freezes and ticks. */
import { assert, suite } from '../../harness.ts'
import { Lab } from './lab.ts'

const test = suite('simulated machine')

test('a crash ends all its actors at once; the next life has new incarnations', () => {
  const lab = new Lab()
  const [machine] = lab.add('a')
  lab.order('a', 'wait', { ms: 10 })
  lab.run(5)
  const before = machine?.system?.tree.cells.get('root/hand')?.incarnation ?? 0
  machine?.crash({ silent: false, power: false }, 'test')
  assert.not(machine?.running)
  lab.run(20)
  machine?.start()
  lab.run(20)
  assert.equal(lab.texts('a'), ['started'])
  assert.ok((machine?.system?.tree.cells.get('root/hand')?.incarnation ?? 0) > before)
})

test('a tree that is given as a function is made anew for each life', () => {
  const lab = new Lab()
  let made = 0
  const machine = lab.simulator.system('a', () => {
    made++
    return lab.tree
  })
  lab.run(1)
  machine.crash({ silent: false, power: false }, 'test')
  machine.start()
  assert.is(made, 2)
})

test('flushed bytes survive a crash; bytes of a tick that did not end do not', () => {
  const lab = new Lab()
  const [machine] = lab.add('a')
  lab.order('a', 'append', { bytes: 10 })
  lab.run(1)
  machine?.crash({ silent: false, power: false }, 'test')
  assert.is(machine?.disk.sizeOf('f'), 10)
})

test('a frozen machine handles nothing; all of it comes after the thaw, timers too', () => {
  const lab = new Lab()
  const [a] = lab.add('a', 'b')
  lab.order('a', 'wait', { ms: 10 })
  lab.run(1)
  a?.freeze()
  lab.order('b', 'tell', { to: 'a', text: 'hello' })
  lab.order('b', 'ask', { to: 'a', timeoutMs: 20 })
  lab.run(100)
  assert.equal(lab.texts('a'), [])
  assert.equal(lab.texts('b'), ['timed-out'])
  a?.thaw()
  lab.run(5)
  assert.equal(lab.texts('a').sort(), ['hello', 'waited 10'])
  assert.equal(lab.texts('b'), [], 'the late answer is dropped')
})

test('freezes add up', () => {
  const lab = new Lab()
  const [a] = lab.add('a')
  a?.freeze()
  a?.freeze()
  a?.thaw()
  lab.order('a', 'hear', { text: 'x' })
  lab.run(10)
  assert.equal(lab.texts('a'), [])
  a?.thaw()
  lab.run(1)
  assert.equal(lab.texts('a'), ['x'])
})

test('what reached a frozen machine does not reach its next life', () => {
  const lab = new Lab()
  const [a] = lab.add('a')
  a?.freeze()
  lab.order('a', 'hear', { text: 'for the dead' })
  a?.crash({ silent: false, power: false }, 'test')
  a?.start()
  a?.thaw()
  lab.run(10)
  assert.equal(lab.texts('a'), ['started'])
})

test('one actor can be crashed by its path; its supervisor restarts it', () => {
  const lab = new Lab()
  const [a] = lab.add('a')
  a?.crashActor('root/hand')
  a?.crashActor('root/nobody')
  lab.run(1)
  assert.equal(lab.texts('a'), ['started'])
  assert.ok(a?.running)
})

test('one actor can be held down by its path, and comes back when it is released', () => {
  const lab = new Lab()
  const [a] = lab.add('a', 'b')
  lab.order('b', 'watch', { to: 'a' })
  lab.run(1)
  a?.holdActor('root/hand')
  lab.order('b', 'ask', { to: 'a', timeoutMs: 1_000 })
  lab.run(100)
  assert.equal(lab.texts('b'), ['a crashed', 'down'])
  assert.equal(lab.texts('a'), [])
  a?.releaseActor('root/hand')
  a?.releaseActor('root/hand')
  lab.run(1)
  assert.equal(lab.texts('a'), ['started'])
})

test('one actor can be frozen: what it is sent waits in order, its timers too', () => {
  const lab = new Lab()
  const [a] = lab.add('a', 'b')
  lab.order('a', 'wait', { ms: 5 })
  lab.run(1)
  a?.freezeActor('root/hand')
  lab.order('b', 'tell', { to: 'a', text: 'one' })
  lab.run(1)
  lab.order('b', 'ask', { to: 'a', timeoutMs: 20 })
  lab.run(50)
  lab.order('b', 'tell', { to: 'a', text: 'two' })
  lab.run(1)
  assert.equal(lab.texts('a'), [])
  assert.equal(lab.texts('b'), ['timed-out'])
  a?.thawActor('root/hand')
  lab.run(5)
  assert.equal(lab.texts('a'), ['one', 'waited 5', 'two'])
})

test('what waits for a frozen actor that dies is answered as for any other', () => {
  const lab = new Lab()
  const [a] = lab.add('a', 'b')
  a?.freezeActor('root/hand')
  lab.order('b', 'ask', { to: 'a', timeoutMs: 1_000 })
  lab.run(5)
  a?.crashActor('root/hand')
  lab.run(5)
  assert.equal(lab.texts('b'), ['down'])
  assert.equal(lab.texts('a'), ['started'])
})

test('a machine that is held down does not start before its time', () => {
  const lab = new Lab()
  const [a] = lab.add('a')
  a?.crash({ silent: false, power: false }, 'test')
  if (a !== undefined) a.heldUntilUs = lab.simulator.scheduler.nowUs + 1_000
  a?.start()
  assert.not(a?.running)
  lab.run(1)
  a?.start()
  assert.ok(a?.running)
})

test('an orderly stop ends the life without a failure', () => {
  const lab = new Lab()
  const [a] = lab.add('a', 'b')
  lab.order('b', 'watch', { to: 'a' })
  lab.run(1)
  a?.stop()
  lab.run(10)
  assert.not(a?.running)
  assert.equal(lab.texts('b'), ['a stopped'])
})

test('some ticks end in the middle of the queue, so that arrivals come in between', () => {
  const lab = new Lab()
  lab.add('a')
  let left = 0
  for (let round = 0; round < 40; round++) {
    for (let n = 0; n < 20; n++) lab.order('a', 'hear', { text: 'x' })
    lab.simulator.run({ events: 1 })
    if ((lab.simulator.machine('a').system?.backlog ?? 0) > 0) left++
    lab.run(5)
  }
  assert.ok(left > 0 && left < 20, `${left} of 40`)
})

test.run()
