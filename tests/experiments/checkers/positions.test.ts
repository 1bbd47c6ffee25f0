/** Steps over records and steps back are found. */
import { positions } from '../../../experiments/checkers/positions.ts'
import { assert, suite } from '../../harness.ts'
import { Story } from '../support/story.ts'

const test = suite('checker positions')

const end = ['0:a', '1:b', '2:c'] as const

test('a step over a record is a skip, within a poll and between two', () => {
  const within = new Story()
    .assign('r')
    .poll('r', '0:a', '2:c')
    .end(...end)
  const [finding] = positions(within.history)
  assert.is(finding?.what, 'r went from 1 to 2 of orders-0, past 1 records')
  const between = new Story()
    .assign('r')
    .poll('r', '0:a')
    .poll('r', '2:c')
    .end(...end)
  assert.is(positions(between.history)[0]?.anomaly, 'skipped')
})

test('a first record behind the offset that was assigned is a skip', () => {
  const story = new Story()
    .assign('r', 1)
    .poll('r', '2:c')
    .end(...end)
  assert.is(positions(story.history)[0]?.anomaly, 'skipped')
})

test('a record again, or one before the offset that was assigned, is a step back', () => {
  const again = new Story()
    .assign('r')
    .poll('r', '0:a')
    .poll('r', '0:a')
    .end(...end)
  assert.is(positions(again.history)[0]?.anomaly, 'rewound')
  const before = new Story()
    .assign('r', 2)
    .poll('r', '1:b')
    .end(...end)
  assert.is(positions(before.history)[0]?.anomaly, 'rewound')
})

test('an assignment allows a step anywhere, and offsets that hold nothing are no skip', () => {
  const again = new Story().assign('r').poll('r', '0:a', '1:b').assign('r').poll('r', '0:a')
  assert.equal(positions(again.end(...end).history), [])
  const gap = new Story().assign('r').poll('r', '0:a', '7:b').end('0:a', '7:b')
  assert.equal(positions(gap.history), [])
})

test('an offset that no log has does not take time or memory', () => {
  const story = new Story()
    .assign('r')
    .poll('r', '0:a', '9007199254740990:z')
    .end(...end)
  assert.is(positions(story.history)[0]?.anomaly, 'skipped')
})

test.run()
