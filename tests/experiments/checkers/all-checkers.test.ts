/** All checkers on one history: silent on a clean one, fast on a long one. */
import { allCheckers } from '../../../experiments/checkers/all-checkers.ts'
import { History } from '../../../experiments/history.ts'
import { assert, suite } from '../../harness.ts'
import { clean, Story } from '../support/story.ts'

const test = suite('checker all-checkers')

test('a clean history has no anomaly, a mixed-up one has several', () => {
  assert.equal(clean().end('0:a', '1:b', '2:c').anomalies(), [])
  const anomalies = clean().end('0:b', '1:z', '2:a', '3:b').anomalies()
  const expected = ['lost', 'duplicate', 'reordered', 'phantom', 'inconsistent', 'dirty']
  assert.equal(anomalies, expected)
})

test('a history of 200,000 operations is judged in seconds', () => {
  const story = new Story()
  const values = Array.from({ length: 50_000 }, (_, n) => `v${n}`)
  for (const value of values) story.send(value)
  story.assign('r')
  for (const [n, value] of values.entries()) story.poll('r', `${n}:${value}`)
  story.end(...values.map((value, n) => `${n}:${value}`))
  const startedMs = performance.now()
  const history = new History(story.operations)
  assert.equal(
    allCheckers.flatMap((check) => check(history)),
    [],
  )
  assert.ok(performance.now() - startedMs < 5_000)
})

test.run()
