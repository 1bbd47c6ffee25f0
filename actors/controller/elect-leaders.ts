/** ElectLeaders: somebody asks for preferred or unclean elections. Source: KIP-460, Kafka. */
import type { ErrorName } from '../../protocol/errors.ts'
import type { TopicImage } from '../metadata/cluster-image.ts'
import type { MetadataRecord, PartitionChange } from '../metadata/metadata-records.ts'
import type { PartitionState } from '../metadata/partition-state.ts'
import {
  type ControllerView,
  changeOf,
  changesOf,
  isActiveIn,
  topicRulesOf,
} from './controller-view.ts'

export type AskedElection = 'preferred' | 'unclean'

export interface ElectionOutcome {
  readonly topic: string
  readonly partition: number
  readonly error: ErrorName
}

/** One partition that somebody names. */
export function decideElection(
  view: ControllerView,
  asked: AskedElection,
  name: string,
  index: number,
): { records: MetadataRecord[]; outcome: ElectionOutcome } {
  const topic = view.image.topicNamed(name)
  const partition = topic?.partitions[index]
  const refused = (error: ErrorName) => ({
    records: [],
    outcome: { topic: name, partition: index, error },
  })
  if (topic === undefined || partition === undefined) return refused('UNKNOWN_TOPIC_OR_PARTITION')
  if (isNeedless(view, asked, partition)) return refused('ELECTION_NOT_NEEDED')
  const change = changeFor(view, asked, topic, partition)
  if (change?.leader === undefined || change.leader === -1 || missed(asked, change, partition)) {
    return refused(
      asked === 'preferred' ? 'PREFERRED_LEADER_NOT_AVAILABLE' : 'ELIGIBLE_LEADERS_NOT_AVAILABLE',
    )
  }
  return { records: [change], outcome: { topic: name, partition: index, error: 'NONE' } }
}

/** Every partition for which such an election would change something. */
export function decideAllElections(
  view: ControllerView,
  asked: AskedElection,
): { records: MetadataRecord[]; outcomes: ElectionOutcome[] } {
  const records: MetadataRecord[] = []
  const outcomes: ElectionOutcome[] = []
  for (const topic of view.image.topics.values()) {
    for (const { partition } of topic.partitions) {
      const one = decideElection(view, asked, topic.name, partition)
      if (one.outcome.error === 'ELECTION_NOT_NEEDED') continue
      records.push(...one.records)
      outcomes.push(one.outcome)
    }
  }
  return { records, outcomes }
}

/** Leadership returns to the first assigned replicas, where they are in sync. */
export function balanceLeaders(view: ControllerView): PartitionChange[] {
  const isActive = isActiveIn(view)
  return changesOf(view, ({ leader, replicas, isr }) => {
    const preferred = replicas[0] ?? -1
    const may = leader !== preferred && isr.includes(preferred) && isActive(preferred)
    return may ? { election: 'preferred' } : null
  })
}

/** The settings may have changed: whatever nobody leads is elected for by them. */
export function electLeaderless(view: ControllerView, topicId: string): PartitionChange[] {
  return changesOf(view, ({ leader }, topic) =>
    leader === -1 && topic.topicId === topicId ? {} : null,
  )
}

function isNeedless(
  view: ControllerView,
  asked: AskedElection,
  { leader, replicas }: PartitionState,
): boolean {
  if (asked === 'preferred') return leader === replicas[0]
  return leader !== -1 && isActiveIn(view)(leader)
}

function changeFor(
  view: ControllerView,
  asked: AskedElection,
  topic: TopicImage,
  partition: PartitionState,
): PartitionChange | null {
  return changeOf(view, topic, partition, topicRulesOf(view, topic), { election: asked })
}

/** Asked for the preferred leader, another one is no answer. */
function missed(
  asked: AskedElection,
  { leader }: PartitionChange,
  { replicas }: PartitionState,
): boolean {
  return asked === 'preferred' && leader !== replicas[0]
}
