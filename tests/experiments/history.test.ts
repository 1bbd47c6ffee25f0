/** Tests of histories: what they make of operations. */
import { History } from '../../experiments/history.ts'
import { assert, suite } from '../harness.ts'
import { clean, Story } from './support/story.ts'

const test = suite('history')

test('sends are numbered in their order, with their outcome', () => {
  const story = new Story().send('a').send('b', 'info').send('c', 'fail').send('d', 'invoke')
  const sent = [...story.history.sent].map(([value, { number, outcome }]) => [
    value,
    number,
    outcome,
  ])
  assert.equal(sent, [
    ['a', 0, 'ok'],
    ['b', 1, 'info'],
    ['c', 2, 'fail'],
    ['d', 3, 'open'],
  ])
  assert.is(story.history.acknowledged, 1)
  assert.is(story.history.invoked, 4)
})

test('a reading is what one process got between two assignments', () => {
  const { readings } = clean().assign('r', 1).poll('r', '1:b').history
  assert.equal(
    readings.map(({ records }) => records.map(({ value }) => value)),
    [['a', 'b', 'c'], ['b']],
  )
  assert.is(readings[1]?.from.get('orders-0'), 1)
})

test('the log is what the last reader got, partition by partition', () => {
  const { log } = clean().end('0:a', '1/0:c', '1:b').history
  const values = [...log].map(([place, records]) => [place, ...records.map(({ value }) => value)])
  assert.equal(values, [
    ['orders-0', 'a', 'b'],
    ['orders-1', 'c'],
  ])
})

test('a poll of a process that was never assigned anything is not counted as a reading', () => {
  assert.equal(new History(new Story().poll('r', '0:a').operations).readings, [])
})

test.run()
