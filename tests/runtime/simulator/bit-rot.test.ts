/** Tests of damage to bytes at rest. */
import { BitRot } from '../../../runtime/simulator/bit-rot.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('bit rot')

const parts = () => [new Uint8Array([0, 1, 2]), new Uint8Array([3, 4])]

function read(rot: BitRot, file: string, position = 10): number[] {
  return rot.applied(file, position, parts()).flatMap((part) => [...part])
}

test('the damaged byte differs by the mask, the others do not', () => {
  const rot = new BitRot()
  rot.damage('f', 13, 0b101)
  assert.equal(read(rot, 'f'), [0, 1, 2, 3 ^ 0b101, 4])
  assert.equal(read(rot, 'f', 0), [0, 1, 2, 3, 4])
  assert.equal(read(rot, 'g'), [0, 1, 2, 3, 4])
})

test('the pristine copy is not touched, so damage can be healed one by one', () => {
  const rot = new BitRot()
  const pristine = parts()
  const heal = rot.damage('f', 10, 1)
  rot.damage('f', 14, 1)
  rot.applied('f', 10, pristine)
  assert.equal(pristine, parts())
  heal()
  assert.equal(read(rot, 'f'), [0, 1, 2, 3, 5])
})

test('damage goes with the bytes: cut off, renamed, replaced', () => {
  const rot = new BitRot()
  rot.damage('f', 10, 1)
  rot.damage('f', 14, 1)
  rot.cutAt('f', 14)
  assert.equal(read(rot, 'f'), [1, 1, 2, 3, 4])
  rot.renamed('f', 'g')
  assert.equal([read(rot, 'f')[0], read(rot, 'g')[0]], [0, 1])
  rot.renamed('h', 'g')
  assert.is(read(rot, 'g')[0], 0)
})

test.run()
