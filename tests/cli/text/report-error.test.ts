/** From what was thrown to what is told. */

import { CommanderError } from 'commander'
import { asUserError } from '../../../cli/text/report-error.ts'
import { UserError } from '../../../cluster-config/user-error.ts'
import { assert, suite } from '../../harness.ts'

const test = suite('report error')

test('an error for people stays as it is', () => {
  const error = new UserError('no', { hint: 'yes', exitCode: 1 })
  assert.is(asUserError(error), error)
})

test('an error of the parser is wrong usage, and its guess becomes the hint', () => {
  const text = "error: unknown option '--prot'\n(Did you mean --port?)"
  const { message, hint, exitCode } = asUserError(new CommanderError(1, 'commander.x', text))
  assert.is(message, "unknown option '--prot'")
  assert.is(hint, 'did you mean --port?')
  assert.is(exitCode, 2)
})

test('without a guess the hint is the help', () => {
  const { hint } = asUserError(new CommanderError(1, 'commander.x', 'error: missing x'))
  assert.match(hint!, '--help')
})

test('anything else is a failure that -v explains', () => {
  const { message, hint, exitCode } = asUserError(new Error('broken'))
  assert.is(message, 'broken')
  assert.match(hint!, '-v')
  assert.is(exitCode, 1)
  assert.is(asUserError('text').message, 'text')
})

test.run()
