/** The schema language: what its modifiers say, and the types that follow from it. */
import {
  array,
  type Body,
  type Draft,
  Field,
  int8,
  int16,
  int64Capped,
  request,
  response,
  string,
  struct,
  uuid,
} from '../../protocol/schema.ts'
import { assert, suite } from '../harness.ts'

const test = suite('schema')

test('a modifier makes a new field and leaves the old one as it was', () => {
  const later = int8.from(3).until(5).default(7).ignorable()
  assert.equal([later.settings.since, later.settings.until], [3, 5])
  assert.is(later.settings.default, 7)
  assert.is(later.settings.ignorable, true)
  assert.equal([int8.settings.since, int8.settings.until], [0, Infinity])
  assert.is(int8.settings.ignorable, false)
})

test('a field without a default has the zero of its type', () => {
  const zeros = [int8, string, uuid, array(int8)].map(({ settings }) => settings.default)
  assert.equal(zeros, [0, '', 'AAAAAAAAAAAAAAAAAAAAAA', []])
  assert.is(int64Capped.settings.default, Number.MAX_SAFE_INTEGER)
})

test('nullable says since which version, and tagged gives a number and a first version', () => {
  assert.is(string.nullable().settings.nullableSince, 0)
  assert.is(string.nullable(4).settings.nullableSince, 4)
  const tagged = int16.tagged(2, 9).settings
  assert.equal([tagged.tag, tagged.since], [2, 9])
})

test('fields keep the order in which the schema names them', () => {
  const { type } = struct({ zebra: int8, apple: int8, mango: int8 }).settings
  assert.ok(type.kind === 'struct')
  assert.equal(
    type.fields.map(({ name }) => name),
    ['zebra', 'apple', 'mango'],
  )
})

test('an array takes a field, or the fields of a struct', () => {
  for (const [element, kind] of [[int8, 'scalar'] as const, [{ a: int8 }, 'struct'] as const]) {
    const { type } = (element instanceof Field ? array(element) : array(element)).settings
    assert.ok(type.kind === 'array')
    assert.is(type.element.settings.type.kind, kind)
  }
})

const info = { apiKey: 900, name: 'Sample', versions: [1, 4], flexible: 3 } as const
const sample = request(info, {
  name: string,
  note: string.nullable().from(2).default(null),
  items: array({ index: int8, topicId: uuid.from(3) }),
})

test('the types of bodies follow from the schema, in both directions', () => {
  const draft: Draft<typeof sample> = { name: 'n', items: [{ index: 1 }] }
  const body: Body<typeof sample> = {
    name: 'n',
    note: null,
    items: [{ index: 1, topicId: 'AAAAAAAAAAAAAAAAAAAAAA' }],
  }
  const fromBody: Draft<typeof sample> = body
  // @ts-expect-error a field without a default may not be left out
  const incomplete: Draft<typeof sample> = { items: [] }
  // @ts-expect-error a decoded body has every field
  const partial: Body<typeof sample> = draft
  assert.is(fromBody, body)
  assert.ok(incomplete !== partial)
})

test('a message knows its key, name, versions and kind', () => {
  assert.equal([sample.apiKey, sample.name, sample.kind], [900, 'Sample', 'request'])
  assert.equal([sample.versions, sample.flexible], [[1, 4], 3])
  assert.is(response(info, { a: int8 }).kind, 'response')
})

test.run()
