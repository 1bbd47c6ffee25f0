/** Producers that wait for the other replicas. */
import { Purgatory } from '../../../actors/partition/purgatory.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('purgatory')

function held(beyond: number, untilMs = 1_000) {
  const offsets = { baseOffset: beyond, logAppendTimeMs: -1, logStartOffset: 0 }
  return {
    beyond,
    untilMs,
    answer: { error: 'NONE', errorMessage: null, recordIndex: -1, ...offsets },
    replyTo: { system: 's', path: 'p', incarnation: 1, askId: beyond },
  } as const
}

function holding(...offsets: number[]): Purgatory {
  const purgatory = new Purgatory()
  for (const beyond of offsets) purgatory.hold(held(beyond), 0)
  return purgatory
}

const offsetsOf = (taken: { beyond: number }[]) => taken.map(({ beyond }) => beyond)

test('those whose last record is below the high watermark are safe, once', () => {
  const purgatory = holding(3, 5, 7)
  assert.equal(offsetsOf(purgatory.takeSafe(3)), [])
  assert.equal(offsetsOf(purgatory.takeSafe(6)), [3, 5])
  assert.equal(offsetsOf(purgatory.takeSafe(6)), [])
  assert.equal(offsetsOf(purgatory.takeSafe(8)), [7])
  assert.is(purgatory.size, 0)
})

test('a repetition of an earlier batch is safe before what came ahead of it', () => {
  assert.equal(offsetsOf(holding(9, 2).takeSafe(5)), [2])
})

test('all end in an error when they wait in vain', () => {
  const purgatory = holding(3, 5)
  const ended = purgatory.takeAll('NOT_LEADER_OR_FOLLOWER')
  assert.equal(
    ended.map(({ answer: { error, baseOffset } }) => [error, baseOffset]),
    [
      ['NOT_LEADER_OR_FOLLOWER', -1],
      ['NOT_LEADER_OR_FOLLOWER', -1],
    ],
  )
  assert.is(purgatory.size, 0)
})

test('those that nobody waits for any more do not pile up', () => {
  const purgatory = new Purgatory()
  for (let i = 0; i < 10_000; i++) purgatory.hold(held(i, i), i)
  assert.ok(purgatory.size < 200, `${purgatory.size}`)
})

test.run()
