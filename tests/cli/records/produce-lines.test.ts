/** Sending lines as records, in portions. */
import { produceLines } from '../../../cli/records/produce-lines.ts'
import { assert, suite } from '../../harness.ts'
import { FakeClient } from '../fake-client.ts'

const test = suite('produce lines')
const rules = { key: null, keyDelimiter: null, headers: [] }
const plan = { topic: 'orders', partition: null, rules, portionBytes: 10 }

async function* arriving(...groups: string[][]) {
  for (const lines of groups) yield lines.map((line) => Buffer.from(line))
}

const valuesOf = (client: FakeClient): string[][] =>
  client.sent.map(({ records }) => records.map(({ value }) => Buffer.from(value!).toString()))

test('lines that arrive together are sent together, in their order', async () => {
  const client = new FakeClient()
  const summary = await produceLines(client, arriving(['a', 'b'], ['c']), plan)
  assert.equal(valuesOf(client), [['a', 'b'], ['c']])
  assert.equal(summary, { records: 3, bytes: 3 })
})

test('no portion is larger than allowed, unless one line is', async () => {
  const client = new FakeClient()
  await produceLines(client, arriving(['12345', '67890', '1', 'x'.repeat(20), '2']), plan)
  assert.equal(valuesOf(client), [['12345', '67890'], ['1'], ['x'.repeat(20)], ['2']])
})

test('topic and partition are those of the plan', async () => {
  const client = new FakeClient()
  await produceLines(client, arriving(['a']), { ...plan, partition: 4 })
  assert.is(client.sent[0]?.topic, 'orders')
  assert.is(client.sent[0]?.partition, 4)
})

test('nothing is sent when nothing arrives', async () => {
  const client = new FakeClient()
  assert.equal(await produceLines(client, arriving(), plan), { records: 0, bytes: 0 })
  assert.equal(client.sent, [])
})

test.run()
