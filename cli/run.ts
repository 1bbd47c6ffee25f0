/** Runs one command line: finds the verb, loads only its file, hands it the rest. */
import process from 'node:process'
import { suggestion } from '../cluster-config/did-you-mean.ts'
import { UserError } from '../cluster-config/user-error.ts'
import { findVerb } from './find-verb.ts'
import { notBuiltYet } from './not-built-yet.ts'
import { reportError } from './text/report-error.ts'
import { verbs } from './verb-table.ts'

/** Settles when the verb is done. Its exit code is in `process.exitCode`. */
export async function run(words: readonly string[]): Promise<void> {
  try {
    await runVerb(words)
  } catch (error) {
    process.exitCode = reportError(error, words)
  }
}

async function runVerb(words: readonly string[]): Promise<void> {
  const { verb, rest } = findVerb(words)
  if (verb === 'help') return rest.length === 0 ? showOverview() : runVerb([...rest, '--help'])
  if (verb === undefined && asksFor(rest, '-h', '--help')) return showOverview()
  if (verb === undefined && asksFor(rest, '-V', '--version')) return showVersion()
  const found = verbs.get(verb ?? 'start')
  if (found === undefined) throw unknownVerb(verb!)
  if ('later' in found) throw notBuiltYet(verb!, found.later)
  const define = await found.load()
  const [own, behind] = verb === undefined || verb === 'start' ? split(rest) : [rest, []]
  await define(behind).parseAsync([...own], { from: 'user' })
}

const asksFor = (words: readonly string[], ...flags: readonly string[]): boolean =>
  split(words)[0].some((word) => flags.includes(word))

/** The words before and behind the first `--`. */
function split(words: readonly string[]): readonly [readonly string[], readonly string[]] {
  const at = words.indexOf('--')
  return at === -1 ? [words, []] : [words.slice(0, at), words.slice(at + 1)]
}

async function showOverview(): Promise<void> {
  const { overview } = await import('./text/help.ts')
  process.stdout.write(`${overview()}\n`)
}

async function showVersion(): Promise<void> {
  const { version } = await import('./version.ts')
  process.stdout.write(`${version()}\n`)
}

function unknownVerb(verb: string): UserError {
  const hint = suggestion(verb, verbs.keys()) ?? 'highwater --help lists the verbs'
  return new UserError(`there is no verb ${verb}`, { hint })
}
