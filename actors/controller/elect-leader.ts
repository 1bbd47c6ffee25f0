/**
 * Who leads a partition. Source: Kafka's PartitionChangeBuilder, KIP-966 (eligible leader replicas
 * and last known leader).
 */

/**
 * - `clean`      the leader stays if it may, else the first that may in the order of assignment
 * - `preferred`  the first assigned replica leads if it may
 * - `unclean`    as clean, and if nobody may, any replica that lives: records may be lost
 */
export type Election = 'clean' | 'preferred' | 'unclean'

export interface Candidacy {
  readonly election: Election
  /** In the order of assignment. */
  readonly replicas: readonly number[]
  readonly leader: number
  readonly isr: readonly number[]
  readonly eligibleLeaderReplicas: readonly number[]
  readonly lastKnownElr: readonly number[]
  /** Whether eligible leader replicas are kept at all. */
  readonly elrEnabled: boolean
  /** It lives, is not fenced, and does not shut down. */
  isActive(brokerId: number): boolean
}

export interface Elected {
  /** -1: nobody may. */
  readonly leader: number
  /** It may lack committed records. */
  readonly unclean: boolean
}

export function electLeader(candidacy: Candidacy): Elected {
  const { election, replicas, leader, isActive } = candidacy
  const inOrder = election === 'preferred' ? [...replicas.slice(0, 1), leader] : [leader]
  for (const replica of [...inOrder, ...replicas]) {
    if (mayLead(replica, candidacy)) return { leader: replica, unclean: false }
  }
  const last = lastKnownLeader(candidacy)
  if (last !== undefined) return { leader: last, unclean: true }
  if (election !== 'unclean') return { leader: -1, unclean: false }
  const alive = [leader, ...replicas].find(
    (replica) => replicas.includes(replica) && isActive(replica),
  )
  return alive === undefined ? { leader: -1, unclean: false } : { leader: alive, unclean: true }
}

/** In sync, or, when nobody is, known to hold all that is committed. */
function mayLead(replica: number, candidacy: Candidacy): boolean {
  const { replicas, isr, eligibleLeaderReplicas, elrEnabled, isActive } = candidacy
  if (!replicas.includes(replica) || !isActive(replica)) return false
  if (isr.includes(replica)) return true
  return elrEnabled && isr.length === 0 && eligibleLeaderReplicas.includes(replica)
}

/** With nobody left who is sure to hold everything, the one that led last is the best there is. */
function lastKnownLeader(candidacy: Candidacy): number | undefined {
  const { isr, eligibleLeaderReplicas, lastKnownElr, elrEnabled, isActive } = candidacy
  if (!elrEnabled || isr.length > 0 || eligibleLeaderReplicas.length > 0) return undefined
  const [last] = lastKnownElr
  return lastKnownElr.length === 1 && last !== undefined && isActive(last) ? last : undefined
}
