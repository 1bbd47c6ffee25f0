/** The leader's side of replication: one parked fetch for each broker that follows this one. */
import type { ErrorName } from '../../protocol/errors.ts'
import { Actor } from '../../runtime/actor.ts'
import type { Answered } from '../../runtime/ask.ts'
import type { Context } from '../../runtime/context.ts'
import { isUnanswered } from '../../runtime/ref.ts'
import type { PartitionFetched } from '../partition/messages.ts'
import type { BrokerView } from './broker-view.ts'
import { FetchSession, type ParkedFetch } from './fetch-session.ts'
import type { FetchChanges, FollowedPosition, PartitionKey, ReplicaFetch } from './replica-fetch.ts'

/** A position waits at its replica for as long; then the follower is told to ask again. */
const positionTimeoutMs = 600_000

/** A position that a replica was told of. */
interface Asking extends PartitionKey {
  readonly followerId: number
  readonly session: string
  readonly number: number
  readonly leaderEpoch: number
  readonly fetchOffset: number
}

export class FetchService extends Actor {
  private readonly view: BrokerView
  private readonly sessions = new Map<number, FetchSession>()

  constructor(ctx: Context, view: BrokerView) {
    super(ctx)
    this.view = view
  }

  protected override describe(): Record<string, unknown> {
    return { followers: [...this.sessions.keys()] }
  }

  // 1. A fetch tells what has changed, and waits here until one replica has something for it.
  replicaFetch(fetch: ReplicaFetch): void {
    const session = this.sessionOf(fetch)
    const { replyTo, maxBytes, waitMs, followerId } = fetch
    if (session === null) {
      return this.ctx.reply(replyTo, { error: 'FETCH_SESSION_ID_NOT_FOUND', partitions: [] })
    }
    this.release(session)
    const timer = this.ctx.after(this, waitMs).waited({ followerId, session: session.id })
    session.parked = { replyTo, maxBytes, timer }
    this.take(session, fetch)
    if (session.hasNews) this.answerSoon(session)
  }

  /** The same changes ahead of the next fetch, while the last one is parked. */
  positionsChanged(changes: FetchChanges): void {
    const session = this.sessions.get(changes.followerId)
    if (session?.id === changes.session) this.take(session, changes)
  }

  // 2. A replica has something: all that others have in the same tick goes with it.
  partitionFetched({ answer, tag }: Answered<PartitionFetched, Asking>): void {
    const session = this.sessions.get(tag.followerId)
    if (session?.id !== tag.session) return
    const fetched = isUnanswered(answer) ? lostAt(tag, answer.unanswered) : answer
    if (session.took(tag, tag.number, fetched)) this.answerSoon(session)
  }

  answer({ followerId, session: id }: { followerId: number; session: string }): void {
    const session = this.sessions.get(followerId)
    if (session?.id !== id) return
    session.answering = false
    const parked = this.unpark(session)
    if (parked === null) return
    const partitions = session.take(parked.maxBytes)
    this.ctx.reply(parked.replyTo, { error: 'NONE', partitions })
  }

  // 3. Nothing new for as long as the follower wants to wait: an empty answer.
  waited(waiting: { followerId: number; session: string }): void {
    this.answer(waiting)
  }

  private sessionOf(fetch: ReplicaFetch): FetchSession | null {
    const known = this.sessions.get(fetch.followerId)
    if (known?.id === fetch.session) return known
    if (!fetch.full) return null
    if (known !== undefined) this.release(known)
    const session = new FetchSession(fetch)
    this.sessions.set(fetch.followerId, session)
    return session
  }

  private take(session: FetchSession, { changed, removed, brokerEpoch }: FetchChanges): void {
    for (const partition of removed) session.removed(partition)
    for (const followed of changed) this.askReplica(session, followed, brokerEpoch)
  }

  private askReplica(session: FetchSession, followed: FollowedPosition, brokerEpoch: number): void {
    const { topicId, partition, position } = followed
    const { followerId, id } = session
    const { leaderEpoch, fetchOffset } = position
    const number = session.moved(followed)
    const maxBytes = this.view.boot.settings['replica.fetch.max.bytes']
    this.ctx
      .ask(this.view.replica(topicId, partition), positionTimeoutMs)
      .followerFetch({ followerId, brokerEpoch, position, maxBytes })
      .answers(this.partitionFetched, {
        ...{ followerId, session: id, topicId, partition, number },
        ...{ leaderEpoch, fetchOffset },
      })
  }

  /** Behind the messages that wait already: they may bring more for the same answer. */
  private answerSoon(session: FetchSession): void {
    if (session.answering || session.parked === null) return
    session.answering = true
    const { followerId, id } = session
    this.ctx.to(this.ctx.self<FetchService>()).answer({ followerId, session: id })
  }

  /** The follower asks anew: nobody waits for the answer to its last fetch. */
  private release(session: FetchSession): void {
    const parked = this.unpark(session)
    if (parked !== null) this.ctx.reply(parked.replyTo, { error: 'NONE', partitions: [] })
  }

  private unpark(session: FetchSession): ParkedFetch | null {
    const { parked } = session
    session.parked = null
    if (parked !== null) this.ctx.cancel(parked.timer)
    return parked
  }
}

/** No such replica here, or its life has ended: the follower asks again a little later. */
function lostAt(
  { leaderEpoch, fetchOffset }: Asking,
  unanswered: 'timed-out' | 'down',
): PartitionFetched {
  const error: ErrorName = unanswered === 'down' ? 'NOT_LEADER_OR_FOLLOWER' : 'REQUEST_TIMED_OUT'
  const nothing = { diverging: null, records: null }
  const offsets = { highWatermark: -1, logStartOffset: -1, logEndOffset: -1 }
  return { leaderEpoch, fetchOffset, error, ...nothing, ...offsets }
}
