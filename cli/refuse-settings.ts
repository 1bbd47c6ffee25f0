/** For verbs to which no setting means anything: `-X` is refused, not ignored. */
import { UserError } from '../cluster-config/user-error.ts'
import type { CommonFlags } from './common-flags.ts'

export function refuseSettings(verb: string, { X }: CommonFlags): void {
  if (X === undefined) return
  throw new UserError(`${verb} takes no settings, so -X ${X[0]} means nothing to it`)
}
