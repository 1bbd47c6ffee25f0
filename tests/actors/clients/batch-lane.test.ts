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
  const [batch] = lane.batches as [Batch]
  lane.beginSending(batch)
  lane.join(record(1), send, batchBytes, 5)
  assert.equal(counts(lane), [1, 1])
  assert.is(lane.returned(batch.number), batch)
  lane.batches.pop()
  lane.join(record(1), send, batchBytes, 6)
  assert.equal(counts(lane), [1, 1])
})

test('a batch lingers until it is full, old enough, or followed by another', () => {
  assert.is(lingers(laneWith(1), 4), 6)
  assert.is(lingers(laneWith(1), 10), 0)
  assert.is(lingers(laneWith(1), 50), 0)
  assert.is(lingers(laneWith(batchBytes - overheadBytes), 0), 0, 'full')
  assert.is(lingers(laneWith(60, 60), 0), 0, 'followed')
})

/** How long the first batch still waits at `nowMs`, when a batch lingers for 10 ms. */
function lingers({ lane }: { lane: BatchLane }, nowMs: number): number {
  return lane.lingerMs(lane.batches[0] as Batch, 10, batchBytes, nowMs)
}

test('a batch that is sent again does not linger again', () => {
  const { lane } = laneWith(1)
  lane.beginSending(lane.batches[0] as Batch)
  lane.returned(0)
  assert.is(lingers({ lane }, 0), 0)
})

test('batches leave in order while the window has room; nothing passes one that is back', () => {
  const { lane } = laneWith(70, 70, 70)
  const [first, second, third] = lane.batches as [Batch, Batch, Batch]
  assert.is(lane.nextToSend(2), first)
  lane.beginSending(first)
  assert.is(lane.nextToSend(1), null)
  assert.is(lane.nextToSend(2), second)
  lane.beginSending(second)
  assert.equal([lane.nextToSend(2), lane.inFlight], [null, 2])
  lane.returned(second.number)
  assert.is(lane.nextToSend(5), null, 'the first has no outcome yet')
  lane.returned(first.number)
  assert.is(lane.nextToSend(5), first)
  lane.remove(first)
  lane.beginSending(second)
  assert.is(lane.nextToSend(5), third)
  assert.equal([first.attempts, second.attempts, third.attempts], [1, 2, 0])
})

test('a lane is settled when nothing that was sent under a number is without an outcome', () => {
  const { lane } = laneWith(70, 70)
  const [first] = lane.batches as [Batch, Batch]
  assert.ok(lane.isSettled)
  first.baseSequence = 0
  assert.not.ok(lane.isSettled)
  lane.beginSending(first)
  first.baseSequence = -1
  assert.not.ok(lane.isSettled, 'under way')
  lane.remove(first)
  assert.ok(lane.isSettled)
})

test('what is not under way and has waited long enough is taken out, the rest stays', () => {
  const { lane } = laneWith(70, 70, 70)
  const [first, second, third] = lane.batches
  lane.beginSending(first as Batch)
  assert.equal(lane.takeWaiting(1), [second as Batch], 'the first is under way')
  assert.equal(lane.batches, [first, third])
  lane.returned(0)
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
