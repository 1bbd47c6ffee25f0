/** Fields that come, go, are tagged or unknown. */
import { codecOf } from '../../protocol/codec.ts'
import { DecodeError } from '../../protocol/decode-error.ts'
import { EncodeError } from '../../protocol/encode-error.ts'
import { Reader } from '../../protocol/reader.ts'
import {
  array,
  type Body,
  type Draft,
  int8,
  int16,
  request,
  string,
  struct,
} from '../../protocol/schema.ts'
import { concatBytes, Writer } from '../../protocol/writer.ts'
import { assert, suite } from '../harness.ts'

const test = suite('struct codec')

const sample = request(
  { apiKey: 999, name: 'Sample', versions: [0, 3], flexible: 2 },
  {
    always: int8,
    old: int8.until(1).default(-1),
    since: int8.from(1).default(5),
    hint: string.from(1).ignorable(),
    list: array(int8).from(3),
    tagged: int16.tagged(1, 2).default(-1),
    inner: struct({ a: int8.default(-1), b: string }).tagged(0, 2),
  },
)

function encode(version: number, body: Draft<typeof sample>): number[] {
  const writer = new Writer()
  codecOf(sample, version).encode(writer, body)
  return [...concatBytes(writer.finish())]
}

const decode = (version: number, bytes: number[]): Body<typeof sample> =>
  codecOf(sample, version).decode(new Reader(Uint8Array.from(bytes)))

const defaults = {
  always: 0,
  old: -1,
  since: 5,
  hint: '',
  list: [],
  tagged: -1,
  inner: { a: -1, b: '' },
}

test('a field that the version does not have is not written, and read as its default', () => {
  assert.equal(encode(0, { always: 1 }), [1, 0xff])
  assert.equal(decode(0, [1, 2]), { ...defaults, always: 1, old: 2 })
  assert.equal(encode(1, { always: 1, old: 2, since: 3, hint: 'h' }), [1, 2, 3, 0, 1, 0x68])
  assert.equal(decode(2, [1, 3, 2, 0x68, 0]), { ...defaults, always: 1, since: 3, hint: 'h' })
})

test('a field left out by the caller is written as its default', () => {
  assert.equal(encode(1, { always: 1 }), [1, 0xff, 5, 0, 0])
})

test('a value that the version cannot carry is an EncodeError that names it', () => {
  const lost = (name: string) => (error: Error) =>
    error instanceof EncodeError && error.message.includes(name)
  assert.throws(() => encode(0, { always: 1, since: 6 }), lost('since'))
  assert.throws(() => encode(2, { always: 1, old: 0 }), lost('old'))
  assert.throws(() => encode(2, { always: 1, list: [1] }), lost('list'))
  assert.throws(() => encode(1, { always: 1, tagged: 4 }), lost('tagged'))
  assert.throws(() => encode(1, { always: 1, inner: { b: 'x' } }), lost('inner'))
})

test('a default, and any value of an ignorable field, is dropped where it has no place', () => {
  assert.equal(encode(0, { ...defaults, always: 1, hint: 'dropped' }), [1, 0xff])
})

test('tagged fields are written in the order of their tags, and only when not default', () => {
  assert.equal(encode(2, { always: 1 }), [1, 5, 1, 0])
  assert.equal(encode(2, { always: 1, tagged: 2 }), [1, 5, 1, 1, 1, 2, 0, 2])
  const both = encode(2, { always: 1, tagged: 2, inner: { a: 3, b: 'x' } })
  assert.equal(both, [1, 5, 1, 2, 0, 4, 3, 2, 0x78, 0, 1, 2, 0, 2])
  assert.equal(decode(2, both), { ...defaults, always: 1, tagged: 2, inner: { a: 3, b: 'x' } })
})

test('unknown tagged fields are skipped, wherever they stand', () => {
  const bytes = [1, 5, 1, 3, 1, 2, 0, 2, 9, 3, 7, 7, 7, 0x80, 1, 0]
  assert.equal(decode(2, bytes), { ...defaults, always: 1, tagged: 2 })
})

test('a tagged field whose size is not that of its value is refused', () => {
  for (const size of [1, 3]) {
    const bytes = [1, 5, 1, 1, 1, size, 0, 2, 0, 0]
    assert.throws(
      () => decode(2, bytes),
      (error: Error) => error instanceof DecodeError,
    )
  }
})

test('a tagged field that is larger than what is left is refused, known or not', () => {
  for (const tag of [1, 50]) {
    assert.throws(
      () => decode(2, [1, 5, 1, 1, tag, 100, 0, 0]),
      (error: Error) => error instanceof DecodeError && error.message.includes('100 bytes wanted'),
    )
  }
})

test('a count of tagged fields that lies ends with the bytes', () => {
  assert.throws(
    () => decode(2, [1, 5, 1, 0xff, 0xff, 0xff, 0xff, 0x0f]),
    (error: Error) => error instanceof DecodeError,
  )
})

test('defaults are made anew for each decoded body', () => {
  const first = decode(0, [1, 2])
  first.list.push(1)
  first.inner.a = 9
  assert.equal(decode(0, [1, 2]), { ...defaults, always: 1, old: 2 })
})

test.run()
