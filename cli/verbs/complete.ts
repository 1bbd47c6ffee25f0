/** `highwater complete -- WORDS`: what the script of `completion` asks while somebody types. */
import { Command } from 'commander'
import { completions } from '../completions.ts'

export const complete = (): Command =>
  new Command('complete')
    .exitOverride()
    .argument('[words...]')
    .action(async (words: readonly string[]) => {
      const root = await completions()
      root.parse([...words])
    })
