/** A leader takes a client's batch: checked, told from a repeated one, appended. */
import type { TopicSettings } from '../../cluster-config/topic-settings.ts'
import type { BrokerView } from '../broker/broker-view.ts'
import { appendedAt, type Refusal } from './append-answers.ts'
import { appendTimeOf, checkProduced, type Produced, stampOf } from './check-produced.ts'
import type { LeaderRole } from './leader-role.ts'
import type { Appended } from './messages.ts'
import type { ReplicaData } from './replica-data.ts'

export interface AppendMeans {
  readonly view: BrokerView
  readonly settings: TopicSettings
  readonly nowMs: number
  readonly wallClockMs: number
}

/** `when` it may be answered: once the high watermark is beyond that offset, or now. */
export type AppendOutcome =
  | { readonly kind: 'refused'; readonly refused: Refusal }
  | {
      readonly kind: 'appended' | 'duplicate'
      readonly answer: Appended
      readonly when: { readonly beyond: number } | 'now'
    }

const refuse = (error: Refusal['error'], message: string | null): AppendOutcome => ({
  kind: 'refused',
  refused: { error, message },
})

export function appendBatch(
  role: LeaderRole,
  data: ReplicaData,
  { acks, ...produced }: Produced & { readonly acks: number },
  { view, settings, nowMs, wallClockMs }: AppendMeans,
): AppendOutcome {
  const { rules, codecs } = view
  if (data.isDamaged) return refuse('KAFKA_STORAGE_ERROR', 'The log is damaged.')
  const inSync = role.isr.committed.length
  if (!rules.mayAppend(acks, inSync, role.minIsr) || !role.purgatory.hasRoom(nowMs)) {
    const message = `${inSync} replicas are in sync, ${role.minIsr} are needed.`
    return refuse('NOT_ENOUGH_REPLICAS', message)
  }
  const checked = checkProduced(produced, settings, codecs.crc32c, wallClockMs)
  if (checked.error !== 'NONE') return { kind: 'refused', refused: checked }
  const { batch, maxTimestamp } = checked
  const known = batch.producerId < 0 ? null : data.producers.get(batch.producerId)
  const verdict = rules.judgeSequence(known, batch)
  if (verdict.kind === 'refused') return { kind: 'refused', refused: verdict }
  if (verdict.kind === 'duplicate') {
    const { baseOffset, lastOffset, timestamp } = verdict.original
    const answer = appendedAt(data.log, baseOffset, appendTimeOf(settings, timestamp))
    return { kind: 'duplicate', answer, when: rules.ackDuplicateWhen(acks, lastOffset) }
  }
  const stamp = stampOf(settings, maxTimestamp, wallClockMs)
  const baseOffset = data.append(batch, role.leaderEpoch, stamp, wallClockMs)
  role.grew(nowMs)
  const answer = appendedAt(data.log, baseOffset, appendTimeOf(settings, wallClockMs))
  return { kind: 'appended', answer, when: rules.ackWhen(acks, data.log.logEndOffset - 1) }
}
