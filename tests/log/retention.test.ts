/** Which of the oldest segments go. */
import { expiredSegments, type Retention } from '../../log/retention.ts'
import { assert, suite } from '../harness.ts'

const test = suite('retention')
const segments = [1, 2, 3, 4].map((n) => ({
  sizeBytes: 100,
  largestTimestamp: n * 1_000,
  endOffset: n * 10,
}))
const none: Retention = {
  nowMs: 10_000,
  retentionMs: -1,
  retentionBytes: -1,
  logStartOffset: 0,
  highWatermark: 40,
}
const count = (rules: Partial<Retention>) => expiredSegments(segments, { ...none, ...rules })

test('without a limit nothing goes', () => assert.is(count({}), 0))

test('by age: a segment goes when its latest record is older than the limit', () => {
  assert.is(count({ retentionMs: 8_000 }), 1)
  assert.is(count({ retentionMs: 7_999 }), 2)
  assert.is(count({ retentionMs: 0 }), 4)
})

test('by size: as many go as leave the limit still filled', () => {
  assert.is(count({ retentionBytes: 400 }), 0)
  assert.is(count({ retentionBytes: 301 }), 0)
  assert.is(count({ retentionBytes: 300 }), 1)
  assert.is(count({ retentionBytes: 0 }), 4)
})

test('below the log start everything goes; above the high watermark nothing', () => {
  assert.is(count({ logStartOffset: 25 }), 2)
  assert.is(count({ retentionMs: 0, highWatermark: 29 }), 2)
})

test.run()
