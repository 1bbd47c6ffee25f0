/** ElectLeaders: forwarded to the controller; answered when this broker knows who leads. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import type { Workflow } from '../../../runtime/workflow.ts'
import type { AskedElection } from '../../controller/elect-leaders.ts'
import { askController } from '../ask-controller.ts'
import { byTopic } from '../by-topic.ts'
import type { RequestContext } from '../request-handlers.ts'
import { lateError } from './19-create-topics.ts'

type ElectLeaders = Extract<Request, { apiKey: 43 }>

const elections: readonly AskedElection[] = ['preferred', 'unclean']

export function* electLeaders(
  { apiVersion, body }: ElectLeaders,
  context: RequestContext,
): Workflow<ResponseDraft<43>> {
  const { ctx, view } = context
  const timeoutMs = Math.max(1, body.timeoutMs)
  const election = elections[apiVersion === 0 ? 0 : body.electionType]
  if (election === undefined) return failed(apiVersion, 'INVALID_REQUEST')
  const partitions =
    body.topicPartitions?.flatMap(({ topic, partitions: indexes }) =>
      [...new Set(indexes)].map((partition) => ({ topic, partition })),
    ) ?? null
  const elected = yield* askController(context, timeoutMs, (controller) =>
    controller.electLeaders({ election, partitions }),
  )
  if (isUnanswered(elected)) return failed(apiVersion, lateError(elected))
  yield* ctx.ask(view.lifecycle, timeoutMs).awaitMetadata({ endOffset: elected.endOffset })
  return {
    throttleTimeMs: 0,
    ...(apiVersion >= 1 ? { errorCode: 0 } : {}),
    replicaElectionResults: byTopic(elected.partitions, ({ topic }) => topic).map(
      ([topic, outcomes]) => ({
        topic,
        partitionResult: outcomes.map(({ partition, error }) => ({
          partitionId: partition,
          errorCode: codeOf(error),
          errorMessage: null,
        })),
      }),
    ),
  }
}

/** Version 0 has no error of its own: nothing is told of any partition. */
function failed(apiVersion: number, error: ErrorName): ResponseDraft<43> {
  const whole = apiVersion >= 1 ? { errorCode: codeOf(error) } : {}
  return { throttleTimeMs: 0, ...whole, replicaElectionResults: [] }
}
