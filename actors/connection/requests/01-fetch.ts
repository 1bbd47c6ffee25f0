/** Fetch: read every partition; when that is too little, wait for new records, then read again. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import type { FetchRequest } from '../../../protocol/messages/01-fetch.ts'
import { concatBytes } from '../../../protocol/writer.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import { all, first, ready, type Waitable, type Workflow } from '../../../runtime/workflow.ts'
import type { Read } from '../../partition/messages.ts'
import { type Located, locate, nodeEndpoints } from '../locate.ts'
import type { RequestContext } from '../request-handlers.ts'

type Fetch = Extract<Request, { apiKey: 1 }>
type Topic = FetchRequest['topics'][number]
type Partition = Topic['partitions'][number]

/** A read waits for nothing but its turn. */
const readTimeoutMs = 10_000

interface Part {
  readonly topic: Topic
  readonly partition: Partition
  readonly at: Located
}

export function* fetch(request: Fetch, context: RequestContext): Workflow<ResponseDraft<1>> {
  const { body, apiVersion } = request
  // There are no fetch sessions here: the answer to a full fetch names none, so clients stay full.
  if (body.sessionId !== 0 && body.sessionEpoch > 0) return sessionRefused()
  const { ctx, view, connection } = context
  const parts = body.topics.flatMap((topic) =>
    topic.partitions.map((partition): Part => {
      const topicId = apiVersion >= 13 ? topic.topicId : null
      return { topic, partition, at: locate(view, topicId, topic.topic, partition.partition) }
    }),
  )

  const deadlineMs = ctx.monotonicMs() + body.maxWaitMs
  for (;;) {
    const reads = within(yield* all(parts.map((part) => read(part, context))), parts, body.maxBytes)
    const waitMs = deadlineMs - ctx.monotonicMs()
    if (enough(reads, body.minBytes) || waitMs <= 0) return response(parts, reads, request, context)
    const waits = parts.map(({ at, partition }, i) =>
      ctx
        .ask(view.replica(at.topicId, partition.partition), waitMs)
        .awaitData({ beyondOffset: (reads[i] as Read).highWatermark, reader: connection, waitMs }),
    )
    yield* first(waits)
  }
}

function read({ at, partition }: Part, { ctx, view }: RequestContext): Waitable<Read> {
  if (at.error !== 'NONE') return ready(unread(at.error))
  const { fetchOffset, partitionMaxBytes: maxBytes } = partition
  const { currentLeaderEpoch, lastFetchedEpoch } = partition
  const asked = ctx
    .ask(view.replica(at.topicId, partition.partition), readTimeoutMs)
    .read({ fetchOffset, maxBytes, currentLeaderEpoch, lastFetchedEpoch })
  return {
    *[Symbol.iterator]() {
      const answer = yield* asked
      if (!isUnanswered(answer)) return answer
      return unread(answer.unanswered === 'down' ? 'NOT_LEADER_OR_FOLLOWER' : 'REQUEST_TIMED_OUT')
    },
  }
}

/**
 * Keeps the answer within its bounds. The first batch of the first partition that has any comes
 * whatever its size, or a consumer could never get past it (KIP-74); all others must fit.
 */
function within(reads: readonly Read[], parts: readonly Part[], maxBytes: number): Read[] {
  let total = 0
  return reads.map((one, i) => {
    if (one.sizeBytes === 0) return one
    const fits =
      total + one.sizeBytes <= maxBytes &&
      one.sizeBytes <= (parts[i] as Part).partition.partitionMaxBytes
    if (total > 0 && !fits) return { ...one, records: [], sizeBytes: 0 }
    total += one.sizeBytes
    return one
  })
}

function enough(reads: readonly Read[], minBytes: number): boolean {
  let total = 0
  for (const { sizeBytes, error, diverging } of reads) {
    if (error !== 'NONE' || diverging !== null) return true
    total += sizeBytes
  }
  return reads.length === 0 || total >= minBytes
}

function response(
  parts: readonly Part[],
  reads: readonly Read[],
  { body }: Fetch,
  { view }: RequestContext,
): ResponseDraft<1> {
  const moved = parts.filter((_, i) => reads[i]?.error === 'NOT_LEADER_OR_FOLLOWER')
  return {
    sessionId: 0,
    responses: body.topics.map((topic) => ({
      topic: topic.topic,
      topicId: topic.topicId,
      partitions: parts.flatMap((part, i) =>
        part.topic === topic ? [partitionResponse(part, reads[i] as Read)] : [],
      ),
    })),
    nodeEndpoints: nodeEndpoints(
      view,
      moved.map(({ at }) => at.leaderId),
    ),
  }
}

function partitionResponse({ partition, at }: Part, one: Read) {
  const { leaderId, leaderEpoch } = at
  return {
    partitionIndex: partition.partition,
    errorCode: codeOf(one.error),
    highWatermark: one.highWatermark,
    lastStableOffset: one.highWatermark,
    logStartOffset: one.logStartOffset,
    abortedTransactions: null,
    records: concatBytes(one.records),
    ...(one.diverging === null ? {} : { divergingEpoch: one.diverging }),
    ...(one.error === 'NOT_LEADER_OR_FOLLOWER' ? { currentLeader: { leaderId, leaderEpoch } } : {}),
  }
}

function unread(error: ErrorName): Read {
  const nothing = { diverging: null, records: [], sizeBytes: 0 }
  return { error, highWatermark: -1, logStartOffset: -1, ...nothing }
}

function sessionRefused(): ResponseDraft<1> {
  return { errorCode: codeOf('FETCH_SESSION_ID_NOT_FOUND'), sessionId: 0, responses: [] }
}
