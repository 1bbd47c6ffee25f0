/** Tells an error in one line and a hint, and says with which code the program ends. */
import process from 'node:process'
import { CommanderError } from 'commander'
import { UserError } from '../../cluster-config/user-error.ts'
import { Output } from './output.ts'

/** Help that was asked for is thrown by the parser too, and is no error. */
const helpShown = 'commander.helpDisplayed'

export function reportError(thrown: unknown, words: readonly string[]): number {
  if (thrown instanceof CommanderError && thrown.code === helpShown) return 0
  const error = asUserError(thrown)
  const out = new Output({
    color: !words.includes('--no-color'),
    verbose: words.includes('-v') || words.includes('--verbose'),
  })
  process.stderr.write(`${out.paint('red', 'error:', process.stderr)} ${error.message}\n`)
  if (error.hint !== undefined) process.stderr.write(`hint: ${error.hint}\n`)
  if (out.verbose && thrown instanceof Error) process.stderr.write(`${thrown.stack}\n`)
  return error.exitCode
}

export function asUserError(thrown: unknown): UserError {
  if (thrown instanceof UserError) return thrown
  if (thrown instanceof CommanderError) return fromParser(thrown)
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return new UserError(message, { exitCode: 1, hint: 'run it again with -v to see more' })
}

/** The parser's text: `error: what`, and sometimes `(Did you mean this?)` on a second line. */
function fromParser({ code, message }: CommanderError): UserError {
  if (code === 'commander.help') {
    return new UserError('a word is missing', { hint: 'add --help to see what can follow' })
  }
  const [what = '', guess = ''] = message.split('\n')
  const meant = /^\(Did you mean (.*)\?\)$/.exec(guess)?.[1]
  const hint = meant === undefined ? 'add --help to see what it takes' : `did you mean ${meant}?`
  return new UserError(what.replace(/^error: /, ''), { hint })
}
