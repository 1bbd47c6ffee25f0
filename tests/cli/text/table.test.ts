/** Rows of text in columns. */
import { table } from '../../../cli/text/table.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('table')

test('columns are as wide as their widest cell, and lines end without blanks', () => {
  assert.is(
    table([
      ['A', 'LONG', 'C'],
      ['aaa', 'b', ''],
      ['', '', 'c'],
    ]),
    'A    LONG  C\naaa  b\n           c',
  )
})

test('no rows are no text', () => {
  assert.is(table([]), '')
})

test.run()
