/** Tests of the stubs behind `to(ref).method(message)`. */
import { stubClass } from '../../../runtime/doors/stubs.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('stubs')

test('any method of a stub calls its own target with the name and the message', () => {
  const Stub = stubClass()
  const calls: unknown[] = []
  const target = (name: string) => ({
    called: (type: string, message: unknown) => calls.push([name, type, message]),
  })
  const [one, two] = [new Stub(target('one')), new Stub(target('two'))]
  one['append']?.(1)
  two['append']?.(2)
  two['fetch']?.(3)
  assert.equal(calls, [
    ['one', 'append', 1],
    ['two', 'append', 2],
    ['two', 'fetch', 3],
  ])
})

test('two stub classes do not share methods', () => {
  const [One, Two] = [stubClass(), stubClass()]
  const answer = (text: string) => ({ called: () => text })
  assert.is(new One(answer('one'))['m']?.(0), 'one')
  assert.is(new Two(answer('two'))['m']?.(0), 'two')
})

test.run()
