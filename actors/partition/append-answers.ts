/** What a leader answers to an append. */
import type { PartitionLog } from '../../log/partition-log.ts'
import type { Refused } from '../../protocol/check-batch.ts'
import type { Appended } from './messages.ts'

type Log = Pick<PartitionLog, 'logStartOffset'>

export interface Refusal extends Omit<Refused, 'message'> {
  readonly message: string | null
}

/** `logAppendTimeMs` is -1 unless the broker gives the records their time. */
export function appendedAt(
  { logStartOffset }: Log,
  baseOffset: number,
  logAppendTimeMs: number,
): Appended {
  const offsets = { baseOffset, logAppendTimeMs, logStartOffset }
  return { error: 'NONE', errorMessage: null, recordIndex: -1, ...offsets }
}

export function refusedWith(log: Log, { error, message, recordIndex = -1 }: Refusal): Appended {
  return { ...appendedAt(log, -1, -1), error, errorMessage: message, recordIndex }
}
