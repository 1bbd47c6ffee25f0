/** Where reading begins. */
import { fromOf, startOffsets } from '../../../cli/records/offset-flag.ts'
import { assert, suite } from '../../harness.ts'
import { FakeClient } from '../fake-client.ts'

const test = suite('offset flag')
const client = new FakeClient([
  [0, 2, 10],
  [1, 0, 1],
])
const startsAt = async (text: string): Promise<number[]> => [
  ...(await startOffsets(client, 'orders', [0, 1], fromOf(text))).values(),
]

test('start and end are the ends of each partition', async () => {
  assert.equal(await startsAt('start'), [2, 0])
  assert.equal(await startsAt('beginning'), [2, 0])
  assert.equal(await startsAt('end'), [10, 1])
})

test('an offset is the same in each partition', async () => {
  assert.equal(await startsAt('5'), [5, 5])
})

test('a negative number counts from the end, never past the start', async () => {
  assert.equal(await startsAt('-3'), [7, 0])
  assert.equal(await startsAt('-100'), [2, 0])
})

test('a time is the first record not older, or the end when there is none', async () => {
  assert.equal(await startsAt('@55'), [6, 1])
  assert.equal(await startsAt('@1970-01-01T00:00:00.030Z'), [3, 1])
})

test('what is no place is refused with examples, and stored is of a later part', () => {
  assert.throws(() => fromOf('later'), /-o does not know "later"/)
  assert.throws(() => fromOf('@yesterday'), /-o does not know/)
  assert.throws(() => fromOf('@'), /-o does not know/)
  assert.throws(() => fromOf('stored'), /not built yet: part C/)
})

test.run()
