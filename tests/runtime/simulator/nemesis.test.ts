/** Tests of drawn fault schedules. */
import { drawFaults, type NemesisOptions } from '../../../runtime/simulator/nemesis.ts'
import { assert, suite } from '../../harness.ts'
import { Lab } from './lab.ts'

const test = suite('nemesis')

const options: NemesisOptions = {
  faults: 300,
  fromMs: 100,
  toMs: 5_000,
  forMs: [10, 50],
  systems: ['a', 'b', 'c'],
  kinds: ['crash', 'power-loss', 'freeze', 'partition', 'loss', 'disk-death'],
}

function draw(seed: number, changes: Partial<NemesisOptions> = {}) {
  return drawFaults(new Lab({ seed }).simulator, { ...options, ...changes })
}

test('a schedule follows from the seed, and is plain data', () => {
  assert.equal(draw(1), draw(1))
  assert.not.equal(draw(1), draw(2))
  assert.equal(JSON.parse(JSON.stringify(draw(1))), draw(1))
})

test('the n-th fault does not depend on how many are drawn', () => {
  assert.equal(draw(1, { faults: 5 }), draw(1).slice(0, 5))
})

test('all kinds come about, within the times that were given', () => {
  const faults = draw(1)
  const kinds = new Set(faults.map(({ kind }) => kind))
  assert.equal([...kinds].sort(), [
    'crash',
    'disk-operation',
    'freeze',
    'links',
    'partition',
    'power-loss',
  ])
  for (const fault of faults) {
    assert.ok(fault.atMs >= 100 && fault.atMs < 5_000)
    if ('forMs' in fault) assert.ok(Number(fault.forMs) >= 10 && Number(fault.forMs) <= 50)
  }
})

test('only the kinds that were asked for are drawn', () => {
  assert.ok(draw(1, { kinds: ['freeze'] }).every(({ kind }) => kind === 'freeze'))
})

test.run()
