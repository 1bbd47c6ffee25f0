/** How records are written. */
import type { IncomingRecord } from '../../../cli/kafka-client.ts'
import { jsonFormat, plainFormat, recordFormat } from '../../../cli/records/record-format.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('record format')
const record: IncomingRecord = {
  offset: 7,
  timestamp: 1_700_000_000_000,
  key: Buffer.from('k'),
  value: Buffer.from('värd'),
  headers: [
    { key: 'a', value: Buffer.from('1') },
    { key: 'b', value: null },
  ],
}
const shown = { topic: 'orders', partition: 2, record }
const text = (format: string, one = shown): string =>
  Buffer.from(recordFormat(format)(one)).toString()

test('every letter stands for its part, as in kcat', () => {
  assert.is(text('%t [%p] %o %k %s\\n'), 'orders [2] 7 k värd\n')
  assert.is(text('%T|%K|%S|%h|%%'), '1700000000000|1|5|a=1,b=NULL|%')
})

test('without a format a value is a line', () => {
  assert.is(text(plainFormat), 'värd\n')
})

test('a null key or value is empty, with length -1', () => {
  const empty = { ...shown, record: { ...record, key: null, value: null } }
  assert.is(text('<%k|%s|%K|%S>', empty), '<||-1|-1>')
})

test('bytes pass unchanged, and %R writes their count as four bytes', () => {
  const value = Uint8Array.of(0xff, 0x00)
  const bytes = recordFormat('%R%s')({ ...shown, record: { ...record, value } })
  assert.equal([...bytes], [0, 0, 0, 2, 0xff, 0])
})

test('an unknown letter is refused with the known ones', () => {
  assert.throws(() => recordFormat('%q'), /%q means nothing/)
  assert.throws(() => recordFormat('at the end %'), /%/)
})

test('JSON holds everything under names of its own', () => {
  assert.equal(JSON.parse(Buffer.from(jsonFormat(shown)).toString()), {
    topic: 'orders',
    partition: 2,
    offset: 7,
    ts: 1_700_000_000_000,
    headers: [
      { name: 'a', value: '1' },
      { name: 'b', value: null },
    ],
    key: 'k',
    payload: 'värd',
  })
})

test('JSON shows null as null and what is no UTF-8 as base64', () => {
  const value = Uint8Array.of(0xff, 0xfe)
  const line = jsonFormat({ ...shown, record: { ...record, headers: [], key: null, value } })
  const parsed = JSON.parse(Buffer.from(line).toString())
  assert.is(parsed.key, null)
  assert.is(parsed.payloadBase64, '//4=')
  assert.not.ok('payload' in parsed)
  assert.not.ok('headers' in parsed)
})

test.run()
