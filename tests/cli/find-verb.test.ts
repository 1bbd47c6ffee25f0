/** Which word is the verb. */
import { findVerb } from '../../cli/find-verb.ts'
import { assert, suite } from '../harness.ts'

const test = suite('find verb')

test('the first word is the verb, the others are its own', () => {
  assert.equal(findVerb(['topic', 'create', 'a']), { verb: 'topic', rest: ['create', 'a'] })
})

test('flags that every verb takes may precede it', () => {
  assert.equal(findVerb(['--json', '-b', 'h:1', '-X', 'a=b', 'status', '-q']), {
    verb: 'status',
    rest: ['--json', '-b', 'h:1', '-X', 'a=b', '-q'],
  })
  assert.is(findVerb(['--bootstrap=h:1', '--config=c.yaml', 'stop']).verb, 'stop')
})

test('flags of start, or nothing, mean start', () => {
  assert.equal(findVerb([]), { verb: undefined, rest: [] })
  assert.equal(findVerb(['-n', '3']), { verb: undefined, rest: ['-n', '3'] })
  assert.equal(findVerb(['--', 'npm', 'test']), { verb: undefined, rest: ['--', 'npm', 'test'] })
})

test.run()
