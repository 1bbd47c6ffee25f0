/** The error of values that a version of a message cannot carry. */
import { EncodeError } from '../../protocol/encode-error.ts'
import { assert, suite } from '../harness.ts'

const test = suite('encode error')

test('an EncodeError has a name of its own, and tells the reason', () => {
  const { name, message } = new EncodeError('a reason')
  assert.equal([name, message], ['EncodeError', 'a reason'])
})

test.run()
