/** Topics for people. */
import type { ConfigLine, TopicView } from '../kafka-client.ts'
import { table } from './table.ts'

export function topicLines(topics: readonly TopicView[]): string {
  const sorted = [...topics].sort((one, other) => (one.name < other.name ? -1 : 1))
  const rows = sorted.map(({ name, partitions }) => [
    name,
    `${partitions.length}`,
    `${partitions[0]?.replicas.length ?? 0}`,
  ])
  return table([['TOPIC', 'PARTITIONS', 'REPLICAS'], ...rows])
}

/** `verbose` shows every setting; otherwise those that somebody set. */
export function describedTopic(
  topic: TopicView,
  config: readonly ConfigLine[],
  verbose: boolean,
): string {
  const rows = [['PARTITION', 'LEADER', 'EPOCH', 'REPLICAS', 'ISR']]
  for (const { partition, leader, leaderEpoch, replicas, isr } of topic.partitions) {
    const shownLeader = leader < 0 ? 'none' : `${leader}`
    rows.push([`${partition}`, shownLeader, `${leaderEpoch}`, replicas.join(','), isr.join(',')])
  }
  const set = config.filter(({ isDefault }) => verbose || !isDefault)
  const settings = set.map(({ name, value }) => `${name}=${value ?? ''}`)
  const head = [`topic ${topic.name}  id ${topic.topicId}`, ...settings.map((one) => `  ${one}`)]
  return `${head.join('\n')}\n${table(rows)}`
}
