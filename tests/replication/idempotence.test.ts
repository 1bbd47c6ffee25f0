/** Repeated batches: written once by an idempotent producer, twice by a plain one. */
import { assert, suite } from '../harness.ts'
import { ReplicatedKafka, topic } from '../support/replicated-kafka.ts'
import { clean, verdictOn } from '../support/replicated-verdict.ts'
import { replicaPath } from '../support/replication-schedules.ts'

const test = suite('idempotence')
const records = 150

/** Connections break, leaders die as actors and as machines, one is cut off for a while. */
function storm(seed: number, idempotent: boolean): ReplicatedKafka {
  const kafka = new ReplicatedKafka({ seed, wire: seed % 5 === 0 })
  kafka.writer('writer', { topic, records, everyMs: 4 }, { idempotent })
  kafka.reader('reader')
  kafka.faults({
    kind: 'links',
    atMs: 0,
    forMs: 3_000,
    from: ['*'],
    to: ['writer'],
    delayUs: 2_000,
  })
  for (let nth = 0; nth < 8; nth++) {
    for (const broker of ['broker-1', 'broker-2', 'broker-3']) {
      const atMs = 20 + nth * 60 + ((seed * 31 + nth * 17) % 50)
      kafka.faults({ kind: 'reset-connections', atMs, between: ['writer', broker] })
    }
  }
  const others = ['broker-1', 'broker-3', 'controllers']
  kafka.faults(
    { kind: 'crash-actor', atMs: 90 + (seed % 40), system: 'broker-1', path: replicaPath },
    { kind: 'partition', atMs: 250, forMs: 1_500, sides: [['broker-2'], others] },
    { kind: 'crash', atMs: 2_500, forMs: 800, system: 'broker-2' },
  )
  kafka.run(12_000)
  return kafka
}

test('an idempotent producer, 30 seeds: once each, in order, whatever breaks', () => {
  let repeated = 0
  for (let seed = 1; seed <= 30; seed++) {
    const kafka = storm(seed, true)
    assert.equal(verdictOn(kafka, records), clean, `seed ${seed}`)
    assert.equal(kafka.crashes(), [])
    repeated += kafka.of('duplicate').length
  }
  assert.ok(repeated > 10, `${repeated} batches came twice`)
})

test('the same without idempotence: a duplicate within 30 seeds', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const { duplicate, lost } = verdictOn(storm(seed, false), records)
    assert.equal(lost, [])
    if (duplicate.length > 0) return
  }
  assert.unreachable('no batch was written twice')
})

test('a producer that begins anew has another id: what it sends is new', () => {
  const kafka = new ReplicatedKafka({ seed: 2 })
  kafka.writer('one', { topic, records: 10, everyMs: 2 }, { idempotent: true })
  kafka.writer('two', { topic, records: 10, everyMs: 2, prefix: 'n' }, { idempotent: true })
  kafka.run(1_000)
  const ids = kafka.of('identified').map(({ details }) => details['producerId'])
  assert.equal([new Set(ids).size, kafka.stored(1).length], [2, 20])
})

test('a batch that is too large fails alone: what is behind it goes on in the next epoch', () => {
  const configs = new Map([['max.message.bytes', '400']])
  const kafka = new ReplicatedKafka({ seed: 3, controller: { configs } })
  const long = { topic, records: 1, everyMs: 1, prefix: `n${'x'.repeat(500)}` }
  kafka.writer('writer', { topic, records, everyMs: 1 }, { idempotent: true }, long)
  kafka.run(3_000)
  assert.equal(verdictOn(kafka, records), clean)
  assert.equal(kafka.of('epochBegun').length, 1)
  const failed = kafka.of('sent').filter(({ details }) => details['error'] !== 'NONE')
  assert.equal(
    failed.map(({ details }) => details['error']),
    ['MESSAGE_TOO_LARGE'],
  )
})

test.run()
