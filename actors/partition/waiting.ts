/** Answers those who wait on a leader: producers, readers and followers. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { Context } from '../../runtime/context.ts'
import { answerTo } from './answer-follower.ts'
import type { LeaderRole } from './leader-role.ts'
import type { ReplicaData } from './replica-data.ts'

type Replies = Pick<Context, 'reply'>

/** More is safe: producers are acknowledged, and readers told. */
export function answerSafe(ctx: Replies, role: LeaderRole, { highWatermark }: ReplicaData): void {
  for (const { replyTo, answer } of role.purgatory.takeSafe(highWatermark)) {
    ctx.reply(replyTo, answer)
  }
  for (const { replyTo } of role.readers.takeServed(highWatermark)) {
    ctx.reply(replyTo, { highWatermark })
  }
}

/** Producers that wait for the other replicas wait in vain. */
export function failProducers(ctx: Replies, role: LeaderRole, error: ErrorName): void {
  for (const { replyTo, answer } of role.purgatory.takeAll(error)) ctx.reply(replyTo, answer)
}

/** This replica leads no more: nobody is left to his time-out. */
export function endWaiting(ctx: Replies, role: LeaderRole, data: ReplicaData): void {
  failProducers(ctx, role, 'NOT_LEADER_OR_FOLLOWER')
  const { highWatermark } = data
  for (const { replyTo } of role.readers.takeServed(Number.POSITIVE_INFINITY)) {
    ctx.reply(replyTo, { highWatermark })
  }
  for (const fetch of role.takeParked()) {
    ctx.reply(fetch.replyTo, answerTo(data, fetch, { error: 'NOT_LEADER_OR_FOLLOWER' }))
  }
}
