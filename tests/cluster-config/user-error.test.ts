/** The error for people: a line, a hint and the exit code it ends with. */
import { UserError } from '../../cluster-config/user-error.ts'
import { assert, suite } from '../harness.ts'

const test = suite('user error')

test('wrong usage ends with 2 unless it says otherwise', () => {
  assert.is(new UserError('no').exitCode, 2)
  assert.is(new UserError('no', { exitCode: 1 }).exitCode, 1)
})

test('it carries its hint, or none', () => {
  assert.is(new UserError('no', { hint: 'try yes' }).hint, 'try yes')
  assert.is(new UserError('no').hint, undefined)
})

test.run()
