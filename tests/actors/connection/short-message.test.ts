/** Messages that every answer can carry. */
import { shortMessage } from '../../../actors/connection/short-message.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('short message')

test('a message of ordinary length, or none, stays as it is', () => {
  assert.is(shortMessage('why'), 'why')
  assert.is(shortMessage(null), null)
  assert.is(shortMessage('x'.repeat(1_000)), 'x'.repeat(1_000))
})

test('a longer one is cut to what every answer can carry, whatever its letters', () => {
  const cut = shortMessage('🦆'.repeat(32_767))
  assert.ok(new TextEncoder().encode(cut).length < 32_767)
  assert.ok(cut.endsWith('…'))
})

test.run()
