/** `highwater stop`: stops a running cluster, and returns when it is down. */
import type { Command } from 'commander'
import { askStop } from '../../control/client.ts'
import { outputOf, verbCommand } from '../common-flags.ts'
import { type FindFlags, findControl } from '../find-control.ts'
import { notBuiltYet } from '../not-built-yet.ts'
import { refuseSettings } from '../refuse-settings.ts'

export const stop = (): Command =>
  verbCommand('stop', 'Stop a running cluster.', ['stop', 'stop --data ./data'])
    .argument('[broker]')
    .option('--data <dir>', 'the cluster that runs in this directory')
    .action(async (broker: string | undefined, flags: FindFlags) => {
      if (broker !== undefined) throw notBuiltYet('stop BROKER', 'part B')
      refuseSettings('stop', flags)
      const out = outputOf(flags)
      const control = await findControl(flags)
      out.note('stopping …')
      await askStop(control)
      if (out.json) out.object({ stopped: true })
      else out.note('stopped')
    })
