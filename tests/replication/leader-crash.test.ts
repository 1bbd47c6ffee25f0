/** acks=all: what was acknowledged survives the deaths of leaders, in the order of the sends. */
import { assert, suite } from '../harness.ts'
import { ReplicatedKafka, topic } from '../support/replicated-kafka.ts'
import { clean, verdictOn } from '../support/replicated-verdict.ts'

const test = suite('leader crash')
const records = 150

/** The leaders' machines die one after the other, at times that depend on the seed. */
function crashes(seed: number, idempotent: boolean): ReplicatedKafka {
  const kafka = new ReplicatedKafka({ seed })
  kafka.writer('writer', { topic, records, everyMs: 5 }, { idempotent })
  kafka.reader('reader')
  for (const [nth, brokerId] of [1, 2, 1].entries()) {
    const atMs = 100 + nth * 1_500 + ((seed * 7_919) % 4_001) / 10
    kafka.faults({ kind: 'crash', system: `broker-${brokerId}`, atMs, forMs: 700 })
  }
  kafka.run(15_000)
  return kafka
}

for (const idempotent of [true, false]) {
  const whose = idempotent ? 'an idempotent producer' : 'a plain producer'
  test(`${whose}, 25 seeds: nothing is lost, nothing out of order`, () => {
    let elections = 0
    let duplicates = 0
    for (let seed = 1; seed <= 25; seed++) {
      const kafka = crashes(seed, idempotent)
      const { duplicate, ...verdict } = verdictOn(kafka, records)
      const { duplicate: none, ...expected } = clean
      assert.equal(verdict, expected, `seed ${seed}`)
      if (idempotent) assert.equal(duplicate, none, `seed ${seed}`)
      duplicates += duplicate.length
      elections += kafka.of('elected').length
      assert.equal(kafka.crashes(), [], `seed ${seed}`)
    }
    assert.ok(elections >= 50, `${elections} elections`)
    if (!idempotent) assert.ok(duplicates > 0, 'a repeated batch is written twice')
  })
}

test.run()
