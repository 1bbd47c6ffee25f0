/** A workflow's way to the active controller: finds it, and asks the next when it has moved. */
import type { Asker } from '../../runtime/actor.ts'
import type { Ask } from '../../runtime/ask.ts'
import { isUnanswered, timedOut, type Unanswered } from '../../runtime/ref.ts'
import type { Workflow } from '../../runtime/workflow.ts'
import type { Controller } from '../controller/controller.ts'
import { isNotController, type NotController } from '../metadata/not-controller.ts'
import type { RequestContext } from './request-handlers.ts'

const retryBackoffMs = 20
/** A controller that is frozen is left after this; longer than one waits for slow brokers. */
const attemptMs = 5_000

/** The answer of the active controller, or none within `timeoutMs`. */
export function* askController<A>(
  { ctx, view }: RequestContext,
  timeoutMs: number,
  ask: (controller: Asker<Controller>) => Ask<A>,
): Workflow<Exclude<A, NotController> | Unanswered> {
  const untilMs = ctx.monotonicMs() + timeoutMs
  for (;;) {
    const leftMs = untilMs - ctx.monotonicMs()
    if (leftMs <= 0) return timedOut
    const asked = view.controllerId
    const answer = yield* ask(ctx.ask(view.controller, Math.min(leftMs, attemptMs)))
    const isElsewhere = isNotController(answer)
    if (!isElsewhere && !isUnanswered(answer)) return answer as Exclude<A, NotController>
    const { leaderId, epoch } = isElsewhere ? answer : { leaderId: -1, epoch: -1 }
    ctx.to(view.lifecycle).notController({ asked, leaderId, epoch })
    yield* ctx.sleep(retryBackoffMs)
  }
}
