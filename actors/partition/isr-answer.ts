/** What the active controller says to a leader that proposes another in-sync set. */
import type { ErrorName } from '../../protocol/errors.ts'
import { isUnanswered, type Unanswered } from '../../runtime/ref.ts'
import type { PartitionsAltered } from '../controller/controller-messages.ts'
import { isNotController, type NotController } from '../metadata/not-controller.ts'
import type { PartitionState } from '../metadata/partition-state.ts'

export interface IsrAnswer {
  readonly error: ErrorName
  /** The partition after the change; null unless `error` is NONE. */
  readonly state: PartitionState | null
}

/** `elsewhere`: whoever was asked is dead, or not the active controller. */
export function isrAnswerOf(
  answer: PartitionsAltered | NotController | Unanswered,
): IsrAnswer | { readonly elsewhere: { leaderId: number; epoch: number } } {
  if (isUnanswered(answer)) return { elsewhere: { leaderId: -1, epoch: -1 } }
  if (isNotController(answer)) return { elsewhere: answer }
  const { error, partitions } = answer
  const [altered] = partitions
  return error !== 'NONE' || altered === undefined ? { error, state: null } : altered
}
