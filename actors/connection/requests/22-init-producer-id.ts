/** InitProducerId: a producer id for an idempotent producer. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import type { RequestContext } from '../request-handlers.ts'

type InitProducerId = Extract<Request, { apiKey: 22 }>

const allocationTimeoutMs = 5_000

export function* initProducerId(
  { body }: InitProducerId,
  { ctx, view }: RequestContext,
): Workflow<ResponseDraft<22>> {
  if (body.transactionalId === '') return refused('INVALID_REQUEST')
  // Both are sent by a producer that goes on after an error, neither by a new one (KIP-360).
  if ((body.producerId === -1) !== (body.producerEpoch === -1)) return refused('INVALID_REQUEST')
  // No broker coordinates transactions; clients know this answer, and say so to their user.
  if (body.transactionalId !== null) return refused('COORDINATOR_NOT_AVAILABLE')
  const given = yield* ctx.ask(view.producerIds, allocationTimeoutMs).nextProducerId({})
  if (isUnanswered(given)) return refused('COORDINATOR_LOAD_IN_PROGRESS')
  return { errorCode: 0, producerId: given.producerId, producerEpoch: 0 }
}

function refused(error: ErrorName): ResponseDraft<22> {
  return { errorCode: codeOf(error), producerId: -1, producerEpoch: -1 }
}
