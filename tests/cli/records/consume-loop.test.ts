/** The reading loop: when it ends, and what it shows. */
import { type ConsumePlan, consumeLoop } from '../../../cli/records/consume-loop.ts'
import { assert, suite } from '../../harness.ts'
import { FakeClient } from '../fake-client.ts'

const test = suite('consume loop')
const client = new FakeClient([
  [0, 0, 10],
  [1, 0, 2],
])

async function shown(plan: Partial<ConsumePlan>): Promise<string[]> {
  const seen: string[] = []
  const count = await consumeLoop(client, {
    topic: 'orders',
    from: new Map([
      [0, 0],
      [1, 0],
    ]),
    count: Infinity,
    until: null,
    stop: new AbortController().signal,
    show: (partition, { offset }) => {
      seen.push(`${partition}:${offset}`)
    },
    ...plan,
  })
  assert.is(count, seen.length)
  return seen
}

test('it ends when every partition has been read to where it ended', async () => {
  const seen = await shown({
    until: new Map([
      [0, 4],
      [1, 2],
    ]),
  })
  assert.equal(seen.sort(), ['0:0', '0:1', '0:2', '0:3', '1:0', '1:1'])
})

test('it ends at once when there is nothing between begin and end', async () => {
  assert.equal(await shown({ from: new Map([[0, 10]]), until: new Map([[0, 10]]) }), [])
  assert.equal(await shown({ from: new Map([[0, 50]]), until: new Map([[0, 10]]) }), [])
})

test('it ends after so many records, none at all included', async () => {
  assert.equal(await shown({ count: 2 }), ['0:0', '0:1'])
  assert.equal(await shown({ count: 0 }), [])
})

test('without an end it reads on until somebody stops it', async () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 30)
  assert.is((await shown({ stop: stop.signal })).length, 12)
})

test.run()
