/**
 * One change of a partition, decided as a whole: who is in sync, who is eligible, who leads.
 * Source: Kafka's PartitionChangeBuilder, KIP-966.
 */
import type { PartitionChange } from '../metadata/metadata-records.ts'
import type { LeaderRecoveryState, PartitionState } from '../metadata/partition-state.ts'
import type { Candidacy, Elected, Election } from './elect-leader.ts'

/** What is wanted; what is left out stays as it is. */
export interface PartitionTarget {
  readonly isr?: readonly number[]
  readonly replicas?: readonly number[]
  readonly addingReplicas?: readonly number[]
  readonly removingReplicas?: readonly number[]
  readonly leaderRecoveryState?: LeaderRecoveryState
  readonly election?: Election
  /** Brokers whose data may be incomplete: eligible for nothing. */
  readonly uncleanBrokers?: readonly number[]
  /** This replica has died: it may lead again only in a new epoch. */
  readonly fallenLeader?: number
}

export interface ChangeMeans {
  readonly elrEnabled: boolean
  /** `min.insync.replicas` of the topic, at most the number of replicas. */
  readonly minIsr: number
  isActive(brokerId: number): boolean
  electLeader(candidacy: Candidacy): Elected
}

type Draft = { -readonly [K in keyof PartitionState]: PartitionState[K] }

/** The record of the change; null when nothing changes. */
export function changePartition(
  topicId: string,
  before: PartitionState,
  target: PartitionTarget,
  means: ChangeMeans,
): PartitionChange | null {
  const draft: Draft = {
    ...before,
    isr: target.isr ?? before.isr,
    replicas: target.replicas ?? before.replicas,
    addingReplicas: target.addingReplicas ?? before.addingReplicas,
    removingReplicas: target.removingReplicas ?? before.removingReplicas,
    leaderRecoveryState: target.leaderRecoveryState ?? before.leaderRecoveryState,
  }
  completeReassignment(draft)
  keepEligible(draft, before, target, means)
  const elected = elect(draft, target, means)
  // KIP-497: an epoch of its own keeps removed replicas from being taken for followers.
  const shrunk = before.replicas.some((id) => !draft.replicas.includes(id))
  const newEpoch =
    elected.leader !== before.leader || elected.leader === target.fallenLeader || shrunk
  if (elected.leader !== before.leader || elected.unclean) takeOffice(draft, elected)
  keepLastLeader(draft, before, elected.leader, means)
  return difference(topicId, before, draft, newEpoch ? elected.leader : null)
}

/** A reassignment is over when all that come are in sync: then those that go, go. */
function completeReassignment(draft: Draft): void {
  const { addingReplicas, removingReplicas, replicas, isr } = draft
  if (addingReplicas.length === 0 && removingReplicas.length === 0) return
  const staying = replicas.filter((id) => !removingReplicas.includes(id))
  const inSync = isr.filter((id) => !removingReplicas.includes(id))
  if (inSync.length === 0 || !addingReplicas.every((id) => inSync.includes(id))) return
  draft.replicas = staying
  draft.isr = inSync
  draft.addingReplicas = []
  draft.removingReplicas = []
}

/**
 * With fewer in sync than `minIsr` nothing new is committed, so whoever leaves the ISR then still
 * holds everything that is.
 */
function keepEligible(
  draft: Draft,
  before: PartitionState,
  { uncleanBrokers = [] }: PartitionTarget,
  { elrEnabled, minIsr }: ChangeMeans,
): void {
  if (!elrEnabled) {
    if (draft.isr.length === 0) draft.isr = before.isr
    return
  }
  if (draft.isr.length >= Math.min(minIsr, draft.replicas.length)) {
    draft.eligibleLeaderReplicas = []
    return
  }
  const known = new Set([...before.eligibleLeaderReplicas, ...before.isr])
  draft.eligibleLeaderReplicas = [...known].filter(
    (id) => !draft.isr.includes(id) && !uncleanBrokers.includes(id) && draft.replicas.includes(id),
  )
}

function elect(draft: Draft, target: PartitionTarget, means: ChangeMeans): Elected {
  const { election = 'clean', fallenLeader } = target
  const { electLeader, elrEnabled, isActive } = means
  if (fallenLeader === undefined) return electLeader({ ...draft, election, elrEnabled, isActive })
  const others = (id: number) => id !== fallenLeader && isActive(id)
  const other = electLeader({ ...draft, election: 'clean', elrEnabled, isActive: others })
  if (other.leader !== -1 && !other.unclean) return other
  return electLeader({ ...draft, election, elrEnabled, isActive })
}

function takeOffice(draft: Draft, { leader, unclean }: Elected): void {
  draft.leader = leader
  if (leader === -1) return
  if (unclean) {
    draft.isr = [leader]
    draft.leaderRecoveryState = 'recovering'
  } else if (!draft.isr.includes(leader)) draft.isr = [leader]
  draft.eligibleLeaderReplicas = draft.eligibleLeaderReplicas.filter((id) => id !== leader)
}

/** Who led when the partition lost its last in-sync replica. */
function keepLastLeader(
  draft: Draft,
  before: PartitionState,
  leader: number,
  { elrEnabled }: ChangeMeans,
): void {
  if (leader !== -1) draft.lastKnownElr = []
  else if (elrEnabled && draft.isr.length === 0 && before.leader !== -1) {
    draft.lastKnownElr = [before.leader]
  }
}

const listFields = [
  'isr',
  'replicas',
  'addingReplicas',
  'removingReplicas',
  'eligibleLeaderReplicas',
  'lastKnownElr',
] as const

function difference(
  topicId: string,
  before: PartitionState,
  after: PartitionState,
  leader: number | null,
): PartitionChange | null {
  const { partition, leaderRecoveryState } = after
  const change: { -readonly [K in keyof PartitionChange]: PartitionChange[K] } = {
    kind: 'partitionChange',
    topicId,
    partition,
  }
  let changed = leader !== null
  if (leader !== null) change.leader = leader
  for (const field of listFields) {
    if (same(before[field], after[field])) continue
    change[field] = after[field]
    changed = true
  }
  if (leaderRecoveryState !== before.leaderRecoveryState) {
    change.leaderRecoveryState = leaderRecoveryState
    changed = true
  }
  return changed ? change : null
}

function same(one: readonly number[], other: readonly number[]): boolean {
  return one.length === other.length && one.every((id, i) => id === other[i])
}
