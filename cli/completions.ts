/** All verbs and flags, as the completion library wants them. */
import tab from '@bomb.sh/tab/commander'
import { Command } from 'commander'
import { verbs } from './verb-table.ts'

export async function completions(): Promise<ReturnType<typeof tab>> {
  const program = new Command('highwater').helpCommand(false)
  for (const verb of verbs.values()) {
    if (!('load' in verb) || verb.summary === null) continue
    const define = await verb.load()
    program.addCommand(define([]))
  }
  const root = tab(program)
  root.commands.delete('complete') // the library's own, which nobody types
  return root
}
