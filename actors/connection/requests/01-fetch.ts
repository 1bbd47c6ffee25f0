/** Fetch: read every partition; when that is too little, wait for new records, then read again. */
import type { ResponseDraft } from '../../../protocol/api-versions.ts'
import { codeOf, type ErrorName } from '../../../protocol/errors.ts'
import type { Request } from '../../../protocol/frames.ts'
import type { FetchRequest } from '../../../protocol/messages/01-fetch.ts'
import { concatBytes } from '../../../protocol/writer.ts'
import { isUnanswered } from '../../../runtime/ref.ts'
import { first, ready, type Waitable, type Workflow } from '../../../runtime/workflow.ts'
import type { Read } from '../../partition/messages.ts'
import { inGroups } from '../in-groups.ts'
import { errorOfLost, nodeEndpoints } from '../locate.ts'
import { type NamedPartition, type NamedTopic, namedPartitions } from '../named-partitions.ts'
import type { RequestContext } from '../request-handlers.ts'

type Fetch = Extract<Request, { apiKey: 1 }>
type Partition = FetchRequest['topics'][number]['partitions'][number]
type Part = NamedPartition<Partition>

/** A read waits for nothing but its turn. */
const readTimeoutMs = 10_000
/** One timer ends the wait at all partitions; theirs are only there for the worst case. */
const spareWaitMs = 60_000
/** From here on answers say who leads now (KIP-951). */
const leadersSince = 16
/** From here on topics are named by id. */
const idsSince = 13
const readCommitted = 1

export function* fetch(request: Fetch, context: RequestContext): Workflow<ResponseDraft<1>> {
  const { body, apiVersion } = request
  // There are no fetch sessions here: the answer to a full fetch names none, so clients stay full.
  if (body.sessionEpoch !== 0 && body.sessionEpoch !== -1) return sessionRefused()
  const { ctx, view } = context
  const topics = namedPartitions(
    view,
    body.topics.map(({ topic: name, ...rest }) => ({ name, ...rest })),
    apiVersion >= idsSince,
    ({ partition }) => partition,
  )
  const parts = topics.flatMap(({ partitions }) => partitions)
  const maxBytes = Math.min(body.maxBytes, view.boot.settings['fetch.max.bytes'])

  const deadlineMs = ctx.monotonicMs() + body.maxWaitMs
  for (;;) {
    const all = yield* inGroups(parts, (part) => read(part, maxBytes, apiVersion, context))
    const reads = within(all, parts, maxBytes)
    const waitMs = deadlineMs - ctx.monotonicMs()
    if (waitMs <= 0 || enough(parts, reads, body.minBytes)) {
      return response(topics, reads, request, context)
    }
    yield* somethingNew(parts, reads, waitMs, context)
  }
}

/** Waits until one of the partitions has more than was read, at most `waitMs`. */
function* somethingNew(
  parts: readonly Part[],
  reads: readonly Read[],
  waitMs: number,
  { ctx, view, connection }: RequestContext,
): Workflow<number> {
  const waits = parts.flatMap(({ at, partition }, i) => {
    const { error, highWatermark: beyondOffset } = reads[i] as Read
    if (error !== 'NONE') return []
    return ctx
      .ask(view.replica(at.topicId, partition.partition), waitMs + spareWaitMs)
      .awaitData({ beyondOffset, reader: connection, waitMs })
  })
  return yield* first([ctx.sleep(waitMs), ...waits])
}

function read(
  { at, partition }: Part,
  bytesMax: number,
  apiVersion: number,
  { ctx, view }: RequestContext,
): Waitable<Read> {
  if (at.error !== 'NONE') return ready(unread(at.error))
  const { fetchOffset, partitionMaxBytes, currentLeaderEpoch, lastFetchedEpoch } = partition
  const maxBytes = Math.min(partitionMaxBytes, bytesMax)
  const asked = ctx
    .ask(view.replica(at.topicId, partition.partition), readTimeoutMs)
    .read({ fetchOffset, maxBytes, currentLeaderEpoch, lastFetchedEpoch })
  return {
    *[Symbol.iterator]() {
      const answer = yield* asked
      if (!isUnanswered(answer)) return answer
      if (answer.unanswered === 'timed-out') return unread('REQUEST_TIMED_OUT')
      return unread(errorOfLost(view, at, apiVersion >= idsSince))
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

/** As in Kafka, nobody waits when a read failed; a partition that is not known fails none. */
function enough(parts: readonly Part[], reads: readonly Read[], minBytes: number): boolean {
  let total = 0
  let known = 0
  for (const [i, { sizeBytes, error, diverging }] of reads.entries()) {
    const at = (parts[i] as Part).at.error
    if (at === 'UNKNOWN_TOPIC_OR_PARTITION' || at === 'UNKNOWN_TOPIC_ID') continue
    if (error !== 'NONE' || diverging !== null) return true
    known++
    total += sizeBytes
  }
  return known === 0 || total >= minBytes
}

function response(
  topics: readonly NamedTopic<Partition>[],
  reads: readonly Read[],
  { apiVersion, body }: Fetch,
  { view }: RequestContext,
): ResponseDraft<1> {
  const tellLeaders = apiVersion >= leadersSince
  const committed = body.isolationLevel === readCommitted
  const moved: number[] = []
  let next = 0
  const responses = topics.map(({ name, topicId, partitions }) => ({
    topic: name,
    topicId,
    partitions: partitions.map((part) => {
      const one = reads[next++] as Read
      const elsewhere = tellLeaders && movedErrors.has(one.error)
      if (elsewhere) moved.push(part.at.leaderId)
      return partitionResponse(part, one, elsewhere, committed)
    }),
  }))
  return { sessionId: 0, responses, nodeEndpoints: nodeEndpoints(view, moved) }
}

/** Errors with which a client is told of the leader. */
const movedErrors: ReadonlySet<ErrorName> = new Set([
  'NOT_LEADER_OR_FOLLOWER',
  'FENCED_LEADER_EPOCH',
])

function partitionResponse(
  { partition, at }: Part,
  one: Read,
  tellLeader: boolean,
  committed: boolean,
) {
  const { leaderId, leaderEpoch } = at
  return {
    partitionIndex: partition.partition,
    errorCode: codeOf(one.error),
    highWatermark: one.highWatermark,
    lastStableOffset: one.highWatermark,
    logStartOffset: one.logStartOffset,
    abortedTransactions: committed ? [] : null,
    records: concatBytes(one.records),
    ...(one.diverging === null ? {} : { divergingEpoch: one.diverging }),
    ...(tellLeader ? { currentLeader: { leaderId, leaderEpoch } } : {}),
  }
}

function unread(error: ErrorName): Read {
  const nothing = { diverging: null, records: [], sizeBytes: 0 }
  return { error, highWatermark: -1, logStartOffset: -1, ...nothing }
}

function sessionRefused(): ResponseDraft<1> {
  return { errorCode: codeOf('FETCH_SESSION_ID_NOT_FOUND'), sessionId: 0, responses: [] }
}
