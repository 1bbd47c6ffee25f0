/** Tests of addresses. */
import { addressOf, down, isUnanswered, refTo, timedOut } from '../../runtime/ref.ts'
import { assert, suite } from '../harness.ts'

const test = suite('ref')

test('an address is its system and path in one text', () => {
  assert.is(addressOf(refTo('broker-1', 'broker/listener')), 'broker-1/broker/listener')
})

test('what ended without an answer is told from every answer', () => {
  for (const outcome of [timedOut, down]) assert.ok(isUnanswered(outcome))
  for (const answer of [null, 0, '', 'down', [], { error: 'NONE' }]) {
    assert.not(isUnanswered(answer))
  }
})

test.run()
