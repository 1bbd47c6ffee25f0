/** What is planned and does not exist: asking for it is refused in one line. */
import { type Command, Option } from 'commander'
import { UserError } from '../cluster-config/user-error.ts'

/** The part of the plan that builds it. */
export type Part = 'part B' | 'part C' | 'part D' | 'a later part'

export const notBuiltYet = (what: string, part: Part): UserError =>
  new UserError(`${what} is not built yet: ${part}`)

/** A flag that is known, not shown, and refused; unless its value is the one that exists. */
export function laterFlag(command: Command, flags: string, part: Part, exists?: string): void {
  const option = new Option(flags).hideHelp()
  const name = option.long ?? option.short ?? flags
  command.addOption(option)
  command.on(`option:${option.name()}`, (value: string | undefined) => {
    if (exists === undefined) throw notBuiltYet(name, part)
    if (value !== exists) throw notBuiltYet(`${name} ${value}`, part)
  })
}

/** A noun's verb that is known and refused. */
export function laterCommand(parent: Command, name: string, part: Part): void {
  parent
    .command(name, { hidden: true })
    .allowUnknownOption()
    .allowExcessArguments()
    .helpOption(false)
    .action(() => {
      throw notBuiltYet(`${parent.name()} ${name}`, part)
    })
}
