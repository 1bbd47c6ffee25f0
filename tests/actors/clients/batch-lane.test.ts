/** Records join batches, batches end sends. */
import {
  type Batch,
  BatchLane,
  type Delivery,
  laneName,
  settle,
} from '../../../actors/clients/batch-lane.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('batch lane')

/** A record takes this much beside its key and value. */
const overheadBytes = 21
const batchBytes = 100

const record = (bytes: number) => ({ timestamp: 1, key: null, value: new Uint8Array(bytes) })

const delivery = (open: number): Delivery => ({
  open,
  acknowledged: 0,
  replyTo: { system: 's', path: 'p', incarnation: 1, askId: open },
})

/** A lane with records of these sizes, all of one send, a millisecond apart. */
function laneWith(...sizes: number[]): { lane: BatchLane; send: Delivery } {
  const lane = new BatchLane('orders', 2)
  const send = delivery(sizes.length)
  for (const [ms, bytes] of sizes.entries()) lane.join(record(bytes), send, batchBytes, ms)
  return { lane, send }
}

const counts = ({ batches }: BatchLane) => batches.map(({ records }) => records.length)

test('a lane is named by its topic and partition', () => {
  assert.is(laneWith().lane.name, 'orders-2')
  assert.is(laneName('orders', 2), 'orders-2')
})

test('records join one batch until the next would make it too large', () => {
  const each = batchBytes / 2 - overheadBytes
  assert.equal(counts(laneWith(each, each).lane), [2])
  assert.equal(counts(laneWith(each, each + 1).lane), [1, 1])
  assert.equal(counts(laneWith(each, each, each).lane), [2, 1])
})

test('key and value both count, and a record without either has its overhead', () => {
  const lane = new BatchLane('orders', 0)
  const send = delivery(2)
  lane.join({ timestamp: 1, key: new Uint8Array(30), value: new Uint8Array(9) }, send, 100, 0)
  lane.join({ timestamp: 1, key: null, value: null }, send, 100, 0)
  assert.is(lane.batches[0]?.sizeBytes, 30 + 9 + 2 * overheadBytes)
})

test('a record larger than a batch has a batch of its own', () => {
  assert.equal(counts(laneWith(1, 5_000, 1).lane), [1, 1, 1])
})

test('nothing joins a batch that has been sent, also when it waits to be sent again', () => {
  const { lane, send } = laneWith(1)
  assert.is(lane.beginSending(), lane.batches[0])
  lane.join(record(1), send, batchBytes, 5)
  assert.equal(counts(lane), [1, 1])
  lane.sending = false
  lane.batches.pop()
  lane.join(record(1), send, batchBytes, 6)
  assert.equal(counts(lane), [1, 1])
})

test('a batch lingers until it is full, old enough, or followed by another', () => {
  assert.is(laneWith().lane.lingerMs(10, batchBytes, 0), 0, 'nothing is there')
  assert.is(laneWith(1).lane.lingerMs(10, batchBytes, 4), 6)
  assert.is(laneWith(1).lane.lingerMs(10, batchBytes, 10), 0)
  assert.is(laneWith(1).lane.lingerMs(10, batchBytes, 50), 0)
  assert.is(laneWith(batchBytes - overheadBytes).lane.lingerMs(10, batchBytes, 0), 0, 'full')
  assert.is(laneWith(60, 60).lane.lingerMs(10, batchBytes, 0), 0, 'followed')
})

test('a batch that is sent again does not linger again', () => {
  const { lane } = laneWith(1)
  lane.beginSending()
  lane.sending = false
  assert.is(lane.lingerMs(10, batchBytes, 0), 0)
})

test('what is not under way and has waited long enough is taken out, the rest stays', () => {
  const { lane } = laneWith(70, 70, 70)
  const [first, second, third] = lane.batches
  lane.beginSending()
  assert.equal(lane.takeWaiting(1), [second as Batch], 'the first is under way')
  assert.equal(lane.batches, [first, third])
  lane.sending = false
  assert.equal(lane.takeWaiting(1), [first as Batch])
  assert.equal(lane.batches, [third])
  assert.equal(lane.takeWaiting(Number.POSITIVE_INFINITY), [third as Batch])
})

test('a send ends when the last of its batches is acknowledged', () => {
  const { lane, send } = laneWith(70, 70)
  assert.equal(settle(lane.batches[0] as Batch, true), [])
  assert.equal(settle(lane.batches[1] as Batch, true), [send])
  assert.is(send.acknowledged, 2)
})

test('a send ends with the first of its batches that fails, and ends once', () => {
  const { lane, send } = laneWith(70, 70, 70)
  assert.equal(settle(lane.batches[0] as Batch, true), [])
  assert.equal(settle(lane.batches[1] as Batch, false), [send])
  assert.is(send.acknowledged, 1)
  assert.equal(settle(lane.batches[2] as Batch, true), [])
  assert.is(send.acknowledged, 1, 'it was told already')
})

test('a batch of several sends ends those that have nothing else open', () => {
  const lane = new BatchLane('orders', 0)
  const [one, two] = [delivery(1), delivery(2)]
  for (const send of [one, two]) lane.join(record(1), send, batchBytes, 0)
  assert.equal(settle(lane.batches[0] as Batch, true), [one])
  assert.is(two.open, 1)
})

test.run()
