/** Tests of the rules of consumers. */
import { answersAssignment } from '../../../actors/clients/consumer-rules.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('consumer rules')

test('an answer counts for the assignment under which it was asked for, and for no other', () => {
  assert.ok(answersAssignment(3, 3))
  assert.not(answersAssignment(2, 3))
})

test.run()
