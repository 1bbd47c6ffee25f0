/**
 * What a heartbeat of a broker leads to. Source: Kafka's
 * BrokerHeartbeatManager.calculateNextBrokerState.
 */
import type { BrokerImage } from '../metadata/cluster-image.ts'
import type { MetadataRecord } from '../metadata/metadata-records.ts'
import { beginShutdown, fenceBroker, hasLeaderships, unfenceBroker } from './broker-changes.ts'
import type { BrokerSessions } from './broker-sessions.ts'
import type { ControllerView } from './controller-view.ts'

export interface HeartbeatFacts {
  /** The offset up to which the broker has applied the metadata log. */
  readonly metadataOffset: number
  readonly wantFence: boolean
  readonly wantShutDown: boolean
}

export interface HeartbeatDecision {
  readonly records: readonly MetadataRecord[]
  /** It may stop now: nobody needs it any more. */
  readonly shouldShutDown: boolean
}

const nothing: HeartbeatDecision = { records: [], shouldShutDown: false }

export function decideHeartbeat(
  view: ControllerView,
  broker: BrokerImage,
  facts: HeartbeatFacts,
  sessions: BrokerSessions,
  nowMs: number,
): HeartbeatDecision {
  const { wantFence, wantShutDown, metadataOffset } = facts
  if (broker.fenced) {
    if (wantShutDown) return { records: [], shouldShutDown: true }
    const isCaughtUp = metadataOffset > broker.brokerEpoch
    const stays = wantFence || !isCaughtUp || sessions.isCrashLooping(broker.brokerId, nowMs)
    return stays ? nothing : { ...nothing, records: unfenceBroker(view, broker) }
  }
  if (wantFence) return { records: fenceBroker(view, broker), shouldShutDown: wantShutDown }
  return wantShutDown ? decideShutdown(view, broker, sessions) : nothing
}

/** First others take over, then all of them must know of it; only then may the broker go. */
function decideShutdown(
  view: ControllerView,
  broker: BrokerImage,
  sessions: BrokerSessions,
): HeartbeatDecision {
  const { brokerId } = broker
  if (!broker.inControlledShutdown) {
    const records = beginShutdown(view, broker)
    const session = sessions.get(brokerId)
    if (session !== undefined) session.shutdownOffset = view.image.endOffset + records.length
    return { records, shouldShutDown: false }
  }
  if (hasLeaderships(view, brokerId)) return nothing
  const session = sessions.get(brokerId)
  // After a failover nobody remembers when it began: by now is late enough.
  if (session !== undefined) session.shutdownOffset ??= view.image.endOffset
  const others = [...view.image.brokers.values()].filter(
    (other) => other.brokerId !== brokerId && !other.fenced && !other.inControlledShutdown,
  )
  const known = sessions.lowestOffset(others.map((other) => other.brokerId))
  if (known < (session?.shutdownOffset ?? 0)) return nothing
  return { records: fenceBroker(view, broker), shouldShutDown: true }
}
