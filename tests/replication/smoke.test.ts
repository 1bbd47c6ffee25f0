/** Smoke. */
import { assert, suite } from '../harness.ts'
import { ReplicatedKafka, topic } from '../support/replicated-kafka.ts'

const test = suite('smoke')
test('smoke', () => {
  const kafka = new ReplicatedKafka({ seed: 1 })
  kafka.writer('writer', { topic, records: 50, everyMs: 10 })
  kafka.reader('reader')
  kafka.run(3000)
  const types = new Map<string, number>()
  for (const { type } of kafka.events) types.set(type, (types.get(type) ?? 0) + 1)
  console.log(types, kafka.crashes(), kafka.acknowledged.length, kafka.read.length)
  console.log([1, 2, 3].map((id) => [kafka.stored(id).length, kafka.replica(id)]))
  for (const e of kafka.of('deadLetter').slice(0, 5)) console.log(e)
  assert.is(kafka.acknowledged.length, 50)
})
test.run()
