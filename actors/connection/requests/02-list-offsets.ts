/** ListOffsets: ask each partition leader for an offset by name or by timestamp. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import { must } from '../../../runtime/assert.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import { all, ready, type Waitable, type Workflow } from '../../../runtime/workflow.ts'
import type { OffsetListed } from '../../partition/messages.ts'
import { locate } from '../locate.ts'
import type { RequestContext } from '../request-handlers.ts'

type ListOffsets = Extract<Request, { apiKey: 2 }>

const lookupTimeoutMs = 10_000
/** The name of an offset, and the first version that knows it; older ones get UNSUPPORTED_VERSION. */
const namedSince = new Map([
  [-3, 7],
  [-4, 8],
  [-5, 9],
  [-6, 11],
])

export function* listOffsets(
  { body, apiVersion }: ListOffsets,
  { ctx, view }: RequestContext,
): Workflow<ResponseDraft<2>> {
  const asked = body.topics.map(({ name, partitions }) => {
    const doubled = repeated(partitions.map(({ partitionIndex }) => partitionIndex))
    return all(
      partitions.map(
        ({ partitionIndex, currentLeaderEpoch, timestamp }): Waitable<OffsetListed> => {
          if (doubled.has(partitionIndex)) return ready(unlisted('INVALID_REQUEST'))
          if (apiVersion < (namedSince.get(timestamp) ?? 0))
            return ready(unlisted('UNSUPPORTED_VERSION'))
          const at = locate(view, null, name, partitionIndex)
          if (at.error !== 'NONE') return ready(unlisted(at.error))
          const answer = ctx
            .ask(view.replica(at.topicId, partitionIndex), lookupTimeoutMs)
            .listOffset({ timestamp, currentLeaderEpoch })
          return {
            *[Symbol.iterator]() {
              const listed = yield* answer
              return isUnanswered(listed) ? unlisted('NOT_LEADER_OR_FOLLOWER') : listed
            },
          }
        },
      ),
    )
  })
  const listed: OffsetListed[][] = []
  for (const topic of asked) listed.push(yield* topic)
  return {
    topics: body.topics.map(({ name, partitions }, t) => ({
      name,
      partitions: partitions.map(({ partitionIndex }, p) => {
        const { error, timestamp, offset, leaderEpoch } = must(
          listed[t]?.[p],
          'every partition was asked',
        )
        return { partitionIndex, errorCode: codeOf(error), timestamp, offset, leaderEpoch }
      }),
    })),
  }
}

/** Partitions that a request names twice: Kafka refuses them. */
function repeated(partitions: readonly number[]): Set<number> {
  return new Set(partitions.filter((partition, i) => partitions.indexOf(partition) !== i))
}

function unlisted(error: ErrorName): OffsetListed {
  return { error, timestamp: -1, offset: -1, leaderEpoch: -1 }
}
