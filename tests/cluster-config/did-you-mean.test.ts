/** Suggestions: near names are found, far ones are not. */
import { didYouMean, suggestion } from '../../cluster-config/did-you-mean.ts'
import { assert, suite } from '../harness.ts'

const test = suite('did you mean')
const verbs = ['start', 'status', 'stop', 'topic']

test('a slip of one or two letters, or two letters swapped, finds the name', () => {
  assert.is(didYouMean('strat', verbs), 'start')
  assert.is(didYouMean('statsu', verbs), 'status')
  assert.is(didYouMean('TOPIC', verbs), 'topic')
})

test('the nearest name wins, and the first of equals', () => {
  assert.is(didYouMean('sto', verbs), 'stop')
  assert.is(didYouMean('ab', ['abc', 'abd']), 'abc')
})

test('a long name may hold more slips than a short one', () => {
  assert.is(didYouMean('retentoin.ms.', ['retention.ms']), 'retention.ms')
  assert.is(didYouMean('min.insynk.replica', ['min.insync.replicas']), 'min.insync.replicas')
})

test('a word far from all names suggests nothing', () => {
  assert.is(didYouMean('elephant', verbs), undefined)
  assert.is(suggestion('elephant', verbs), undefined)
  assert.is(didYouMean('xyz', ['-n']), undefined)
})

test('the suggestion is a question', () => {
  assert.is(suggestion('stauts', verbs), 'did you mean status?')
})

test.run()
