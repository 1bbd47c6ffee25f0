/** `key=value`: where it is cut, and what is none. */
import { keyValue, keyValues } from '../../../cli/config/key-value.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('key=value')

test('the first equals sign cuts; the value may hold more, or nothing', () => {
  assert.equal(keyValue('-X', 'a=b=c'), ['a', 'b=c'])
  assert.equal(keyValue('-X', 'a='), ['a', ''])
})

test('without a key or an equals sign it is refused by the name of the flag', () => {
  assert.throws(() => keyValue('-X', 'a'), /-X takes key=value, not "a"/)
  assert.throws(() => keyValue('-c', '=b'), /-c takes key=value/)
})

test('the last one of a key counts', () => {
  assert.equal(keyValues('-c', ['a=1', 'b=2', 'a=3']), { a: '3', b: '2' })
  assert.equal(keyValues('-c'), {})
})

test.run()
