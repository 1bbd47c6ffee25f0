/** Where epochs begin and end in a log. */
import { LeaderEpochs } from '../../log/leader-epochs.ts'
import { assert, suite } from '../harness.ts'

const test = suite('leader epochs')

function epochsOf(...starts: readonly (readonly [epoch: number, startOffset: number])[]) {
  const epochs = new LeaderEpochs()
  for (const [epoch, startOffset] of starts) epochs.assign(epoch, startOffset)
  return epochs
}

test('an epoch ends where the next begins, the latest at the end of the log', () => {
  const epochs = epochsOf([0, 0], [2, 10], [5, 30])
  assert.is(epochs.latestEpoch, 5)
  for (const [asked, epoch, endOffset] of [
    [5, 5, 42],
    [2, 2, 30],
    [0, 0, 10],
    [4, 2, 30],
    [1, 0, 10],
    [6, -1, -1],
    [-1, -1, -1],
  ] as const) {
    assert.equal(epochs.endOffsetFor(asked, 42), { epoch, endOffset }, `epoch ${asked}`)
  }
})

test('an epoch before the first ends where the first begins', () => {
  assert.equal(epochsOf([3, 7]).endOffsetFor(1, 42), { epoch: 1, endOffset: 7 })
})

test('an empty log knows no epoch', () => {
  assert.is(epochsOf().latestEpoch, -1)
  assert.equal(epochsOf().endOffsetFor(0, 0), { epoch: -1, endOffset: -1 })
})

test('epochs that have written nothing before the next begins are forgotten', () => {
  assert.equal(epochsOf([0, 0], [1, 10], [2, 10]).entries, [
    { epoch: 0, startOffset: 0 },
    { epoch: 2, startOffset: 10 },
  ])
})

test('an epoch that is known, or older than the latest, is not assigned again', () => {
  const epochs = epochsOf([1, 0], [3, 10])
  epochs.assign(3, 20)
  epochs.assign(2, 20)
  assert.equal(epochs.entries, epochsOf([1, 0], [3, 10]).entries)
})

test('a cut log loses the epochs that began at the cut or behind it', () => {
  const epochs = epochsOf([0, 0], [2, 10], [5, 30])
  epochs.truncateFromEnd(10)
  assert.is(epochs.latestEpoch, 0)
  epochs.truncateFromEnd(0)
  assert.is(epochs.latestEpoch, -1)
})

test.run()
