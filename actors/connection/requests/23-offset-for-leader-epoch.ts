/** OffsetForLeaderEpoch: ask each partition leader where an epoch ends in its log. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import { ready, type Waitable, type Workflow } from '../../../runtime/workflow.ts'
import type { EpochEndFound } from '../../partition/messages.ts'
import { inGroups } from '../in-groups.ts'
import { errorOfLost, locate } from '../locate.ts'
import type { RequestContext } from '../request-handlers.ts'

type OffsetForLeaderEpoch = Extract<Request, { apiKey: 23 }>
type Partition = OffsetForLeaderEpoch['body']['topics'][number]['partitions'][number]

const lookupTimeoutMs = 10_000

export function* offsetForLeaderEpoch(
  { body }: OffsetForLeaderEpoch,
  context: RequestContext,
): Workflow<ResponseDraft<23>> {
  const asked = body.topics.flatMap(({ topic, partitions }) =>
    partitions.map((partition) => ({ topic, partition })),
  )
  const ends = yield* inGroups(asked, ({ topic, partition }) => findEnd(topic, partition, context))
  const found = ends.values()
  return {
    topics: body.topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map(({ partition }) => {
        const { error, epoch, endOffset } = found.next().value as EpochEndFound
        return { partition, errorCode: codeOf(error), leaderEpoch: epoch, endOffset }
      }),
    })),
  }
}

function findEnd(
  topic: string,
  { partition, leaderEpoch, currentLeaderEpoch }: Partition,
  { ctx, view }: RequestContext,
): Waitable<EpochEndFound> {
  const at = locate(view, null, topic, partition)
  if (at.error !== 'NONE') return ready(unknown(at.error))
  const asked = ctx
    .ask(view.replica(at.topicId, partition), lookupTimeoutMs)
    .findEpochEnd({ leaderEpoch, currentLeaderEpoch })
  return {
    *[Symbol.iterator]() {
      const answer = yield* asked
      return isUnanswered(answer) ? unknown(errorOfLost(view, at, false)) : answer
    },
  }
}

function unknown(error: ErrorName): EpochEndFound {
  return { error, epoch: -1, endOffset: -1 }
}
