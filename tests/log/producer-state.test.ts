/** What is a new batch of an idempotent producer, what a repetition, and what is out of order. */
import { judgeSequence, nextSequence, ProducerState } from '../../log/producer-state.ts'
import { RecordBatch } from '../../protocol/record-batch.ts'
import { assert, suite } from '../harness.ts'
import { batchWith } from '../support/simulated-kafka.ts'

const test = suite('producer state')
const sequenceMax = 2_147_483_647

interface Numbered {
  producerEpoch?: number
  baseSequence: number
  baseOffset?: number
  count?: number
  timestamp?: number
}

/** A batch of producer 7. */
function batch({ count = 1, ...header }: Numbered): RecordBatch {
  const values = Array.from({ length: count }, (_, i) => `${i}`)
  const bytes = batchWith({ producerId: 7, producerEpoch: 0, ...header }, ...values)
  return new RecordBatch(bytes)
}

function stateAfter(...batches: readonly Numbered[]): ProducerState {
  const state = new ProducerState()
  for (const [i, each] of batches.entries()) state.added(batch({ baseOffset: 100 + i, ...each }))
  return state
}

const verdict = (state: ProducerState, next: Numbered) => judgeSequence(state.get(7), batch(next))
const kind = (state: ProducerState, next: Numbered) => {
  const judged = verdict(state, next)
  return judged.kind === 'refused' ? judged.error : judged.kind
}

test('a producer that is not known may begin anywhere', () => {
  assert.is(kind(new ProducerState(), { baseSequence: 99 }), 'append')
})

test('the next number is appended, a gap or an unknown older one is out of order', () => {
  const state = stateAfter({ baseSequence: 0, count: 3 })
  assert.is(kind(state, { baseSequence: 3 }), 'append')
  for (const baseSequence of [4, 2, 1]) {
    assert.is(kind(state, { baseSequence }), 'OUT_OF_ORDER_SEQUENCE_NUMBER')
  }
})

test('each of the last five batches is known again, with its offset; the sixth is not', () => {
  const state = stateAfter(...[0, 1, 2, 3, 4, 5].map((baseSequence) => ({ baseSequence })))
  for (const baseSequence of [1, 2, 3, 4, 5]) {
    const judged = verdict(state, { baseSequence })
    assert.is(judged.kind === 'duplicate' && judged.original.baseOffset, 100 + baseSequence)
  }
  assert.is(kind(state, { baseSequence: 0 }), 'OUT_OF_ORDER_SEQUENCE_NUMBER')
})

test('a batch that begins like a known one but has another length is no repetition', () => {
  const state = stateAfter({ baseSequence: 0, count: 2 })
  assert.is(kind(state, { baseSequence: 0, count: 1 }), 'OUT_OF_ORDER_SEQUENCE_NUMBER')
})

test('numbers go round: after the largest comes 0, also within a batch', () => {
  assert.equal([nextSequence(0), nextSequence(sequenceMax)], [1, 0])
  assert.is(kind(stateAfter({ baseSequence: sequenceMax }), { baseSequence: 0 }), 'append')
  const across = stateAfter({ baseSequence: sequenceMax - 1, count: 4 })
  assert.is(kind(across, { baseSequence: 2 }), 'append')
  assert.is(kind(across, { baseSequence: sequenceMax - 1, count: 4 }), 'duplicate')
  assert.is(kind(across, { baseSequence: 0 }), 'OUT_OF_ORDER_SEQUENCE_NUMBER')
})

test('a new epoch begins with 0, an old one is fenced', () => {
  const state = stateAfter({ baseSequence: 0, producerEpoch: 3 })
  assert.is(kind(state, { baseSequence: 0, producerEpoch: 4 }), 'append')
  assert.is(kind(state, { baseSequence: 1, producerEpoch: 4 }), 'OUT_OF_ORDER_SEQUENCE_NUMBER')
  assert.is(kind(state, { baseSequence: 1, producerEpoch: 2 }), 'INVALID_PRODUCER_EPOCH')
})

test('in a new epoch the batches of the old one are forgotten', () => {
  const state = stateAfter({ baseSequence: 0 }, { baseSequence: 0, producerEpoch: 1 })
  assert.equal(state.get(7)?.batches.length, 1)
  assert.is(state.get(7)?.producerEpoch, 1)
})

test('batches without a producer leave no trace', () => {
  const state = new ProducerState()
  state.added(new RecordBatch(batchWith({}, 'a')))
  assert.is(state.size, 0)
})

test('from a snapshot the last batch is known, the ones before it are not', () => {
  const state = new ProducerState()
  state.restore(stateAfter({ baseSequence: 0 }, { baseSequence: 1, count: 2 }).snapshot())
  assert.is(kind(state, { baseSequence: 1, count: 2 }), 'duplicate')
  assert.is(kind(state, { baseSequence: 0 }), 'OUT_OF_ORDER_SEQUENCE_NUMBER')
  assert.is(kind(state, { baseSequence: 3 }), 'append')
})

test('a snapshot holds a batch whose numbers go round', () => {
  const state = new ProducerState()
  state.restore(stateAfter({ baseSequence: sequenceMax, count: 2 }).snapshot())
  assert.is(kind(state, { baseSequence: sequenceMax, count: 2 }), 'duplicate')
})

test('a producer expires when it has written nothing for long enough, not before', () => {
  const state = stateAfter({ baseSequence: 0, timestamp: 1_000 })
  state.expire(1_000 + 99, 100)
  assert.is(state.size, 1)
  state.expire(1_000 + 100, 100)
  assert.is(state.size, 0)
})

test.run()
