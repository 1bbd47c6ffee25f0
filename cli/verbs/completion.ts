/** `highwater completion SHELL`: the script that makes a shell ask highwater for completions. */
import type { Command } from 'commander'
import { Argument } from 'commander'
import { type CommonFlags, verbCommand } from '../common-flags.ts'
import { completions } from '../completions.ts'
import { refuseSettings } from '../refuse-settings.ts'

const shells = ['bash', 'zsh', 'fish', 'powershell']

export const completion = (): Command =>
  verbCommand('completion', 'Print what makes a shell complete verbs and flags.', [
    'completion bash > ~/.local/share/bash-completion/completions/highwater',
    'completion zsh > ~/.zfunc/_highwater',
    'completion fish > ~/.config/fish/completions/highwater.fish',
  ])
    .addArgument(new Argument('<shell>').choices(shells))
    .action(async (shell: string, flags: CommonFlags) => {
      refuseSettings('completion', flags)
      const root = await completions()
      root.setup('highwater', 'highwater', shell)
    })
