/** What decisions of the controller are made from: the image, the settings and the rules. */
import type { BrokerSettings } from '../../cluster-config/broker-settings.ts'
import { topicSettingsOf } from '../../cluster-config/topic-config.ts'
import { configOf, type ReadonlyClusterImage, type TopicImage } from '../metadata/cluster-image.ts'
import type { PartitionChange } from '../metadata/metadata-records.ts'
import type { PartitionState } from '../metadata/partition-state.ts'
import { changePartition, type PartitionTarget } from './change-partition.ts'
import type { Election } from './elect-leader.ts'
import type { ControllerRules } from './rules.ts'

export interface ControllerView {
  readonly image: ReadonlyClusterImage
  readonly settings: BrokerSettings
  readonly rules: ControllerRules
}

/** It lives, is not fenced, and does not shut down. */
export function isActiveIn({ image }: ControllerView): (brokerId: number) => boolean {
  return (brokerId) => {
    const broker = image.brokers.get(brokerId)
    return broker !== undefined && !broker.fenced && !broker.inControlledShutdown
  }
}

/** What the rules of a topic say of its partitions. */
export interface TopicRules {
  readonly minIsr: number
  /** When nobody in particular asks for an election. */
  readonly election: Election
}

export function topicRulesOf({ settings, rules }: ControllerView, topic: TopicImage): TopicRules {
  const own = topicSettingsOf(configOf(topic), settings)
  return {
    minIsr: own['min.insync.replicas'],
    election: rules.electionOf(own['unclean.leader.election.enable']),
  }
}

/** The change of one partition towards `target`, by the rules of its topic; null for none. */
export function changeOf(
  view: ControllerView,
  { topicId }: TopicImage,
  partition: PartitionState,
  { minIsr, election }: TopicRules,
  target: PartitionTarget,
  isActive = isActiveIn(view),
): PartitionChange | null {
  const { image, rules } = view
  return changePartition(
    topicId,
    partition,
    { election, ...target },
    {
      elrEnabled: rules.keepsEligible(image.features),
      minIsr: Math.min(minIsr, partition.replicas.length),
      isActive,
      electLeader: (candidacy) => rules.electLeader(candidacy),
    },
  )
}

/** The changes of all partitions for which `targetOf` names a target. */
export function changesOf(
  view: ControllerView,
  targetOf: (partition: PartitionState, topic: TopicImage) => PartitionTarget | null,
  isActive = isActiveIn(view),
): PartitionChange[] {
  const changes: PartitionChange[] = []
  for (const topic of view.image.topics.values()) {
    let rules: TopicRules | null = null
    for (const partition of topic.partitions) {
      const target = targetOf(partition, topic)
      if (target === null) continue
      rules ??= topicRulesOf(view, topic)
      const change = changeOf(view, topic, partition, rules, target, isActive)
      if (change !== null) changes.push(change)
    }
  }
  return changes
}
