/** Settings: what text they take, what they refuse and in which words, and the text they give. */
import {
  boolean,
  double,
  formatSetting,
  int,
  list,
  long,
  parseSetting,
  shapeOf,
  string,
  unbounded,
} from '../../cluster-config/setting.ts'
import { assert, suite } from '../harness.ts'

const test = suite('setting')
const bytes = int(10, 'A size.', { min: 1, max: 100, unit: 'bytes' })
const policy = list(['delete'], 'A policy.', { oneOf: ['delete', 'compact'] })

test('a whole number within its bounds is taken, with blanks around it or a plus sign', () => {
  assert.equal(parseSetting(bytes, ' 42 '), { value: 42 })
  assert.equal(parseSetting(bytes, '+42'), { value: 42 })
})

test('a number out of bounds is refused with the bound', () => {
  assert.equal(parseSetting(bytes, '0'), { fault: '0 is less than 1, the least allowed' })
  assert.equal(parseSetting(bytes, '101'), { fault: '101 is more than 100, the most allowed' })
})

test('an int takes what fits 32 bits, a long what fits 64', () => {
  assert.equal(parseSetting(int(0, ''), '2147483647'), { value: 2_147_483_647 })
  assert.equal(parseSetting(int(0, ''), '2147483648'), { fault: '2147483648 does not fit' })
  assert.equal(parseSetting(long(0, ''), '2147483648'), { value: 2_147_483_648 })
  assert.equal(parseSetting(long(0, ''), '9223372036854775808'), {
    fault: '9223372036854775808 does not fit',
  })
})

test("Kafka's largest long is read as no bound and written as itself", () => {
  assert.equal(parseSetting(long(0, ''), '9223372036854775807'), { value: unbounded })
  assert.is(formatSetting(unbounded), '9223372036854775807')
})

test('words, fractions and nothing at all are no whole numbers', () => {
  for (const text of ['many', '1.5', '', '0x10', '1e3']) {
    assert.equal(parseSetting(bytes, text), { fault: `"${text}" is not a whole number` })
  }
})

test('a double takes fractions and refuses what is not finite', () => {
  const ratio = double(0.5, '', { min: 0, max: 1 })
  assert.equal(parseSetting(ratio, '0.25'), { value: 0.25 })
  assert.equal(parseSetting(ratio, 'Infinity'), { fault: '"Infinity" is not a number' })
  assert.equal(parseSetting(ratio, ''), { fault: '"" is not a number' })
})

test('a boolean is true or false in any case, and nothing else', () => {
  assert.equal(parseSetting(boolean(true, ''), 'FALSE'), { value: false })
  assert.equal(parseSetting(boolean(true, ''), 'no'), { fault: '"no" is neither true nor false' })
})

test('each word of a list must be among those it may have', () => {
  assert.equal(parseSetting(policy, 'compact, delete'), { value: ['compact', 'delete'] })
  assert.equal(parseSetting(policy, ''), { value: [] })
  assert.equal(parseSetting(policy, 'delete,shred'), {
    fault: '"shred" is not any of delete, compact',
  })
})

test('values are written as Kafka writes them', () => {
  assert.is(formatSetting(['compact', 'delete']), 'compact,delete')
  assert.is(formatSetting(false), 'false')
  assert.is(formatSetting(null), null)
  assert.is(formatSetting(0.5), '0.5')
})

test('the shape of a setting names its bounds and its unit', () => {
  assert.is(shapeOf(bytes), 'a whole number from 1 to 100 (bytes)')
  assert.is(shapeOf(policy), 'any of delete, compact')
  assert.is(shapeOf(string('', '')), 'a text')
  assert.is(shapeOf(boolean(true, '')), 'true or false')
})

test.run()
