/** Tests of the one shape that travels between actors. */
import { envelope } from '../../runtime/envelope.ts'
import { assert, suite } from '../harness.ts'

const test = suite('envelope')

test('an envelope is plain data and survives a copy between threads', () => {
  const to = { system: 's', path: 'root/a', incarnation: 4 }
  const sent = { from: 't/root/b', fromIncarnation: 5 }
  const message = { map: new Map([['k', new Uint8Array([1])]]), none: null }
  const made = envelope('tell', to, 'append', 6, sent, message)
  assert.equal(made, { kind: 'tell', ...to, ...sent, type: 'append', id: 6, message })
  assert.equal(structuredClone(made), made)
})

test.run()
