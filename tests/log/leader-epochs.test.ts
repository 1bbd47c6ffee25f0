/** Leader epochs: what each wrote, where it ends, and what a cut leaves of it. */
import { decodeEpochs, encodeEpochs, LeaderEpochs } from '../../log/leader-epochs.ts'
import { assert, suite } from '../harness.ts'

const test = suite('leader epochs')
const text = (epochs: LeaderEpochs) =>
  epochs.entries.map(({ epoch, startOffset }) => `${epoch}@${startOffset}`).join(' ')

function three(): LeaderEpochs {
  const epochs = new LeaderEpochs()
  epochs.assign(2, 6)
  epochs.assign(3, 8)
  epochs.assign(5, 12)
  return epochs
}

test('an epoch is assigned once, and not again with a later offset', () => {
  const epochs = three()
  assert.not.ok(epochs.assign(5, 20))
  assert.is(text(epochs), '2@6 3@8 5@12')
  assert.is(epochs.latestEpoch, 5)
})

test('an epoch that wrote nothing gives way to the next one at the same offset', () => {
  const epochs = three()
  assert.ok(epochs.assign(6, 12))
  assert.is(text(epochs), '2@6 3@8 6@12')
})

test('what a new entry contradicts goes', () => {
  const epochs = three()
  assert.ok(epochs.assign(4, 7))
  assert.is(text(epochs), '2@6 4@7')
})

test('the end of an epoch: known, in between, too low and too high', () => {
  const epochs = three()
  const end = (epoch: number) => epochs.endOffsetFor(epoch, 20)
  assert.equal(end(5), { epoch: 5, endOffset: 20 })
  assert.equal(end(2), { epoch: 2, endOffset: 8 })
  assert.equal(end(4), { epoch: 3, endOffset: 12 })
  assert.equal(end(1), { epoch: 1, endOffset: 6 })
  for (const unknown of [6, -1]) assert.equal(end(unknown), { epoch: -1, endOffset: -1 })
})

test('the epoch of an offset', () => {
  const epochs = three()
  assert.equal(
    [5, 6, 7, 8, 11, 12, 99].map((offset) => epochs.epochForOffset(offset)),
    [-1, 2, 2, 3, 3, 5, 5],
  )
})

test('a cut at the end takes the epochs that begin behind it', () => {
  const epochs = three()
  assert.not.ok(epochs.truncateFromEnd(13))
  assert.ok(epochs.truncateFromEnd(12))
  assert.is(text(epochs), '2@6 3@8')
})

test('a cut at the start moves the start of the epoch that it falls into', () => {
  const epochs = three()
  assert.not.ok(epochs.truncateFromStart(6))
  assert.ok(epochs.truncateFromStart(9))
  assert.is(text(epochs), '3@9 5@12')
  assert.not.ok(epochs.truncateFromStart(9))
})

test("the checkpoint is Kafka's text, and damage to it is seen", () => {
  const bytes = encodeEpochs(three())
  assert.is(new TextDecoder().decode(bytes), '0\n3\n2 6\n3 8\n5 12\n')
  assert.is(text(decodeEpochs(bytes) as LeaderEpochs), '2@6 3@8 5@12')
  const damaged = ['', '0\n', '0\n2\n1 2\n', '1\n0\n', '0\n1\n1 2', '0\n1\n1\n', '0\n1\nx 2\n']
  for (const wrong of [...damaged, '0\n2\n2 5\n1 6\n']) {
    assert.is(decodeEpochs(new TextEncoder().encode(wrong)), null, JSON.stringify(wrong))
  }
})

test.run()
