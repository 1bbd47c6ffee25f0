/** The error of bytes that are not what they claim to be. */
import { DecodeError } from '../../protocol/decode-error.ts'
import { assert, suite } from '../harness.ts'

const test = suite('decode error')

test('a DecodeError has a name of its own, and tells the reason and the position', () => {
  const { name, message, position } = new DecodeError('a reason', 12)
  assert.equal([name, message, position], ['DecodeError', 'a reason at byte 12', 12])
})

test.run()
