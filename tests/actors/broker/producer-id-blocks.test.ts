/** Producer ids from blocks: each once, whatever crashes. */
import { ProducerIdBlocks } from '../../../actors/broker/producer-id-blocks.ts'
import { assert, suite } from '../../harness.ts'
import { ActorBench } from '../../support/actor-bench.ts'
import { viewAfter } from '../../support/broker-parts.ts'

const test = suite('producer id blocks')
const view = viewAfter([])
view.brokerEpoch = 5
const blocks = () => new ActorBench((ctx) => new ProducerIdBlocks(ctx, view))

test('the first question asks the controller for a block, and is answered from it', () => {
  const actor = blocks()
  const first = actor.ask('nextProducerId', {})
  const request = actor.onlySent('allocateProducerIds')
  const { brokerId, brokerEpoch } = request.message as { brokerId: number; brokerEpoch: number }
  assert.equal([brokerId, brokerEpoch], [1, 5])
  assert.is(actor.answerTo(first), undefined)
  actor.answer(request, { firstProducerId: 3_000, count: 1_000 })
  assert.equal(actor.answerTo(first), { producerId: 3_000 })
})

test('a block serves all its ids, each once, before the next one is asked for', () => {
  const actor = blocks()
  const asks = [1, 2, 3, 4].map(() => actor.ask('nextProducerId', {}))
  actor.answer(actor.onlySent('allocateProducerIds'), { firstProducerId: 10, count: 3 })
  assert.equal(
    asks.map((ask) => actor.answerTo(ask)),
    [{ producerId: 10 }, { producerId: 11 }, { producerId: 12 }, undefined],
  )
  actor.answer(actor.onlySent('allocateProducerIds'), { firstProducerId: 90, count: 3 })
  assert.equal(actor.answerTo(asks[3] as number), { producerId: 90 })
})

test('while the controller is down it is asked again, and the questions wait', () => {
  const actor = blocks()
  const ask = actor.ask('nextProducerId', {})
  actor.answer(actor.onlySent('allocateProducerIds'), { unanswered: 'down' })
  assert.equal(actor.sent(), [])
  actor.bench.advance(50)
  actor.answer(actor.onlySent('allocateProducerIds'), { firstProducerId: 0, count: 1 })
  assert.equal(actor.answerTo(ask), { producerId: 0 })
})

test('after a crash the rest of the block is lost: no id can be given twice', () => {
  const actor = blocks()
  actor.ask('nextProducerId', {})
  actor.answer(actor.onlySent('allocateProducerIds'), { firstProducerId: 0, count: 1_000 })
  actor.crash()
  const ask = actor.ask('nextProducerId', {})
  actor.answer(actor.onlySent('allocateProducerIds'), { firstProducerId: 1_000, count: 1_000 })
  assert.equal(actor.answerTo(ask), { producerId: 1_000 })
})

test.run()
