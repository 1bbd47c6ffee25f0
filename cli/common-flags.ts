/** The flags that every verb takes. */
import { Command, Option } from 'commander'
import { Output } from './text/output.ts'

export interface CommonFlags {
  readonly json?: boolean
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly color?: boolean
  readonly config?: string
  readonly bootstrap?: string
  /** `key=value`, as given. */
  readonly X?: readonly string[]
}

/** A verb with the flags that every verb takes; errors are thrown, never printed by the parser. */
export function verbCommand(name: string, summary: string, examples: readonly string[]): Command {
  const command = new Command(name)
    .description(summary)
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .configureHelp({ commandUsage: usage, showGlobalOptions: true })
    .allowExcessArguments(false)
  const shown = examples.map((example) => `  highwater ${example}`).join('\n')
  command.addHelpText('after', `\nExample${examples.length > 1 ? 's' : ''}:\n${shown}`)
  return commonFlags(command)
}

function commonFlags(command: Command): Command {
  return command
    .option('--json', 'print one JSON object')
    .option('-q, --quiet', 'print nothing but the result')
    .option('-v, --verbose', 'print more, also the stack of an error')
    .option('--no-color', 'print without colours')
    .addOption(
      new Option('--config <file>', 'read settings from a YAML or JSON file').env(
        'HIGHWATER_CONFIG',
      ),
    )
    .option('-X <key=value>', 'a setting by its Kafka name; may be repeated', repeated)
    .addOption(
      new Option('-b, --bootstrap <hosts>', 'brokers to ask (default: 127.0.0.1:9092)').env(
        'HIGHWATER_BOOTSTRAP',
      ),
    )
}

/** For flags that may be given more than once. */
export const repeated = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
]

export const outputOf = (flags: CommonFlags): Output => new Output(flags)

function usage(command: Command): string {
  const names: string[] = []
  for (let one: Command | null = command; one !== null; one = one.parent) names.unshift(one.name())
  return `highwater ${names.join(' ')} ${command.usage()}`
}
