/** Whatever a client sends, no actor crashes, and nobody else notices. */
import process from 'node:process'
import { assert, suite } from '../harness.ts'
import { keptAttacks } from './corpus.ts'
import { siege, siegeWith } from './siege.ts'

const test = suite('fuzz', { timeoutMs: 60_000 })

test('every attack of the corpus is answered as Kafka does, or ends its connection only', () => {
  const attacks = keptAttacks()
  const { outcomes, faults, health } = siegeWith(attacks)
  assert.equal(faults, [])
  assert.equal(health.faults, [])
  assert.is(
    [...outcomes.values()].reduce((sum, count) => sum + count, 0),
    attacks.length,
  )
})

test('10,000 drawn attacks crash no actor, and a healthy client goes on all the time', () => {
  const { outcomes, faults, health } = siege(20_261_007, 10_000)
  assert.equal(faults, [])
  assert.equal(health.faults, [])
  assert.ok(health.trips > 100, `${health.trips} trips`)
  assert.ok(health.worstMs < 1_000, `a trip of ${health.worstMs} ms`)
  for (const outcome of ['answered', 'closed', 'silent', 'hung-up']) {
    assert.ok((outcomes.get(outcome) ?? 0) > 0, `no attack ended as ${outcome}`)
  }
})

test('the memory of the process stays where it was', () => {
  const beforeBytes = process.memoryUsage().rss
  for (let seed = 1; seed <= 3; seed++) siege(seed, 3_000)
  const grownBytes = process.memoryUsage().rss - beforeBytes
  assert.ok(grownBytes < 200 * 1024 * 1024, `it grew by ${grownBytes} bytes`)
})

test('the same seed sends the same attacks', () => {
  assert.equal([...siege(5, 300).outcomes], [...siege(5, 300).outcomes])
})

test.run()
