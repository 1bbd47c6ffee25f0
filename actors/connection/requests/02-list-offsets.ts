/** ListOffsets: ask each partition leader for an offset by name or by timestamp. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import { ready, type Waitable, type Workflow } from '../../../runtime/workflow.ts'
import type { OffsetListed } from '../../partition/messages.ts'
import { inGroups } from '../in-groups.ts'
import { errorOfLost, locate } from '../locate.ts'
import type { RequestContext } from '../request-handlers.ts'

type ListOffsets = Extract<Request, { apiKey: 2 }>
type Wanted = ListOffsets['body']['topics'][number]['partitions'][number] & { name: string }

const lookupTimeoutMs = 10_000
/**
 * The name of an offset, and the first version that knows it; older ones, and names that nobody
 * knows, get UNSUPPORTED_VERSION. Source: Kafka ReplicaManager.
 */
const namedSince = new Map([
  [-1, 1],
  [-2, 1],
  [-3, 7],
  [-4, 8],
  [-5, 9],
  [-6, 11],
])

export function* listOffsets(
  { body, apiVersion }: ListOffsets,
  context: RequestContext,
): Workflow<ResponseDraft<2>> {
  const wanted = body.topics.flatMap(({ name, partitions }) =>
    partitions.map((partition): Wanted => ({ ...partition, name })),
  )
  const repeated = namedTwice(wanted)

  const listed = yield* inGroups(wanted, (one) => {
    if (repeated.has(keyOf(one))) return ready(unlisted('INVALID_REQUEST'))
    if (!isKnown(one.timestamp, apiVersion)) return ready(unlisted('UNSUPPORTED_VERSION'))
    return lookUp(one, context)
  })

  let next = 0
  return {
    topics: body.topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => {
        const { error, timestamp, offset, leaderEpoch } = listed[next++] as OffsetListed
        const known = apiVersion >= 4 ? { leaderEpoch } : {}
        return { partitionIndex, errorCode: codeOf(error), timestamp, offset, ...known }
      }),
    })),
  }
}

function lookUp(
  { name, partitionIndex, timestamp, currentLeaderEpoch }: Wanted,
  { ctx, view }: RequestContext,
): Waitable<OffsetListed> {
  const at = locate(view, null, name, partitionIndex)
  if (at.error !== 'NONE') return ready(unlisted(at.error))
  const asked = ctx
    .ask(view.replica(at.topicId, partitionIndex), lookupTimeoutMs)
    .listOffset({ timestamp, currentLeaderEpoch })
  return {
    *[Symbol.iterator]() {
      const answer = yield* asked
      return isUnanswered(answer) ? unlisted(errorOfLost(view, at, false)) : answer
    },
  }
}

function isKnown(timestamp: number, apiVersion: number): boolean {
  return timestamp >= 0 || apiVersion >= (namedSince.get(timestamp) ?? Number.POSITIVE_INFINITY)
}

/** Partitions that a request names twice: Kafka refuses them. */
function namedTwice(wanted: readonly Wanted[]): Set<string> {
  const once = new Set<string>()
  const twice = new Set<string>()
  for (const one of wanted) {
    const key = keyOf(one)
    if (once.has(key)) twice.add(key)
    once.add(key)
  }
  return twice
}

const keyOf = ({ name, partitionIndex }: Wanted): string => `${partitionIndex} ${name}`

function unlisted(error: ErrorName): OffsetListed {
  return { error, timestamp: -1, offset: -1, leaderEpoch: -1 }
}
