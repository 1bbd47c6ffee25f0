/** A sparse index never points behind what is looked for. */
import { SparseIndex } from '../../log/sparse-index.ts'
import { assert, suite } from '../harness.ts'

const test = suite('sparse index')

/** Batches of ten records and 100 bytes each, their timestamps ten apart. */
function indexed(intervalBytes: number, batches: number): SparseIndex {
  const index = new SparseIndex(intervalBytes)
  for (let i = 0; i < batches; i++) {
    const maxTimestampBefore = i === 0 ? -1 : i * 10 - 1
    index.beforeAppend({ offset: i * 10, position: i * 100, maxTimestampBefore })
  }
  return index
}

test('without entries everything is at the beginning', () => {
  const index = new SparseIndex(100)
  assert.is(index.positionForOffset(5), 0)
  assert.is(index.startAtOrBefore(5), 0)
  assert.is(index.positionForTimestamp(5), 0)
})

test('with an entry for every batch each offset is found in its own batch', () => {
  const index = indexed(0, 50)
  for (let offset = 0; offset < 500; offset++) {
    assert.is(index.positionForOffset(offset), Math.floor(offset / 10) * 100)
  }
})

test('entries stand an interval apart: the position found is at or before the batch', () => {
  const index = indexed(250, 50)
  assert.is(index.positionForOffset(0), 0)
  assert.is(index.positionForOffset(29), 0)
  assert.is(index.positionForOffset(30), 300)
  assert.is(index.positionForOffset(10_000), 4_800)
})

test('a position finds the start of a batch at or before it', () => {
  const index = indexed(250, 50)
  assert.is(index.startAtOrBefore(299), 0)
  assert.is(index.startAtOrBefore(300), 300)
  assert.is(index.startAtOrBefore(1_000_000), 4_800)
})

test('before the position for a time no record is as late', () => {
  const index = indexed(0, 50)
  assert.is(index.positionForTimestamp(0), 0)
  assert.is(index.positionForTimestamp(9), 0, 'batch 0 ends at 9')
  assert.is(index.positionForTimestamp(10), 100)
  assert.is(index.positionForTimestamp(1_000_000), 4_900)
})

test.run()
