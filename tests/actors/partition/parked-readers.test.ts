/** Readers that wait at the end of a partition. */
import { ParkedReaders } from '../../../actors/partition/parked-readers.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('parked readers')

const replyTo = (askId: number) => ({ system: 's', path: 'p', incarnation: 1, askId })

const parked = (beyondOffset: number, askId: number, untilMs = 500) => ({
  beyondOffset,
  untilMs,
  replyTo: replyTo(askId),
})

const idsOf = (served: readonly { replyTo: { askId: number } }[]) =>
  served.map((each) => each.replyTo.askId)

test('readers are served once the high watermark is beyond their offset, and only once', () => {
  const readers = new ParkedReaders()
  readers.park('a', parked(5, 1), 0)
  readers.park('b', parked(7, 2), 0)
  assert.equal(idsOf(readers.takeServed(5)), [])
  assert.equal(idsOf(readers.takeServed(6)), [1])
  assert.equal(idsOf(readers.takeServed(8)), [2])
  assert.equal(idsOf(readers.takeServed(9)), [])
})

test('a reader waits at most once: its new wait takes the place of the old one', () => {
  const readers = new ParkedReaders()
  readers.park('a', parked(5, 1), 0)
  readers.park('a', parked(9, 2), 0)
  assert.is(readers.size, 1)
  assert.equal(idsOf(readers.takeServed(100)), [2])
})

test('who has stopped waiting is forgotten, so that readers who come and go do not pile up', () => {
  const readers = new ParkedReaders()
  for (let i = 0; i < 10_000; i++) readers.park(`reader-${i}`, parked(5, i, i + 10), i)
  assert.ok(readers.size <= 128, `${readers.size} wait`)
  assert.equal(idsOf(readers.takeServed(6)).slice(-3), [9_997, 9_998, 9_999])
})

test('who still waits is never forgotten', () => {
  const readers = new ParkedReaders()
  for (let i = 0; i < 1_000; i++) readers.park(`reader-${i}`, parked(5, i, 5_000), i)
  assert.is(readers.takeServed(6).length, 1_000)
})

test.run()
