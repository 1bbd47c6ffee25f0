/** A partition of the image in the form in which its replicas are told of it. */
import type { PartitionImage } from './cluster-image.ts'
import type { PartitionAssignment } from './partition-state.ts'

/** What is true of a partition unless its records say otherwise. */
const untouched = {
  addingReplicas: [],
  removingReplicas: [],
  eligibleLeaderReplicas: [],
  lastKnownElr: [],
  leaderRecoveryState: 'recovered',
} as const

export function assignmentOf(topicId: string, image: PartitionImage): PartitionAssignment {
  return { ...untouched, ...image, topicId }
}
