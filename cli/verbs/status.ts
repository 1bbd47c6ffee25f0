/** `highwater status`: what a running cluster is made of, and how it is. */
import type { Command } from 'commander'
import { askStatus } from '../../control/client.ts'
import { outputOf, verbCommand } from '../common-flags.ts'
import { type FindFlags, findControl } from '../find-control.ts'
import { refuseSettings } from '../refuse-settings.ts'
import { statusText } from '../text/status-text.ts'

export const status = (): Command =>
  verbCommand('status', 'Show brokers, partitions, threads and actors.', [
    'status',
    'status --json',
    'status -v',
  ])
    .option('--data <dir>', 'the cluster that runs in this directory')
    .action(async (flags: FindFlags) => {
      refuseSettings('status', flags)
      const out = outputOf(flags)
      const shown = await askStatus(await findControl(flags))
      if (out.json) out.object(shown)
      else out.data(statusText(shown, out.verbose))
    })
