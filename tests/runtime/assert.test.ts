/** Tests of invariants. */
import { assert as holds, InvariantViolation, must } from '../../runtime/assert.ts'
import { assert, suite } from '../harness.ts'

const test = suite('assert')

test('a condition that does not hold throws what should have held', () => {
  holds(true, 'fine')
  assert.throws(
    () => holds(false, 'the isr has a member'),
    (error: unknown) =>
      error instanceof InvariantViolation && error.message === 'the isr has a member',
  )
})

test('must passes every value on, but undefined', () => {
  for (const value of [0, '', null, false]) assert.is(must(value, 'there'), value)
  assert.throws(() => must(undefined, 'there'), /there/)
})

test.run()
