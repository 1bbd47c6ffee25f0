/** From a line to a record. */
import {
  delimiterOf,
  headerOf,
  type LineRules,
  lineToRecord,
  unescaped,
} from '../../../cli/records/line-to-record.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('line to record')
const plain: LineRules = { key: null, keyDelimiter: null, headers: [] }

function shown(line: string, rules: LineRules): [string | null, string] {
  const { key, value } = lineToRecord(Buffer.from(line), rules, 5)
  return [key === null ? null : Buffer.from(key).toString(), Buffer.from(value!).toString()]
}

test('a line is the value; there is no key unless somebody gives one', () => {
  assert.equal(shown('a:b', plain), [null, 'a:b'])
  assert.equal(shown('a', { ...plain, key: 'k' }), ['k', 'a'])
})

test('the first delimiter cuts key from value', () => {
  const rules = { ...plain, keyDelimiter: '::' }
  assert.equal(shown('a::b::c', rules), ['a', 'b::c'])
  assert.equal(shown('::b', rules), ['', 'b'])
  assert.equal(shown('a::', rules), ['a', ''])
})

test('a line without delimiter has the fixed key, or none', () => {
  assert.equal(shown('a', { ...plain, keyDelimiter: ':' }), [null, 'a'])
  assert.equal(shown('a', { ...plain, keyDelimiter: ':', key: 'k' }), ['k', 'a'])
})

test('the time and the headers are those of the call', () => {
  const headers = [headerOf('a=1')]
  const { timestamp, headers: shownHeaders } = lineToRecord(
    Buffer.from('x'),
    { ...plain, headers },
    5,
  )
  assert.is(timestamp, 5)
  assert.is(shownHeaders, headers)
})

test('a header is a name and a value, or a name alone', () => {
  assert.equal(headerOf('a=b=c'), { key: 'a', value: Buffer.from('b=c') })
  assert.equal(headerOf('a='), { key: 'a', value: Buffer.from('') })
  assert.equal(headerOf('a'), { key: 'a', value: null })
  assert.throws(() => headerOf('=b'), /-H takes/)
  assert.throws(() => headerOf(''), /-H takes/)
})

test('delimiters and formats may be written with escapes', () => {
  assert.is(delimiterOf('\\t'), '\t')
  assert.is(unescaped('a\\nb\\r\\0\\x41\\\\n\\q'), 'a\nb\r\0A\\n\\q')
  assert.throws(() => delimiterOf(''), /-K takes/)
})

test.run()
