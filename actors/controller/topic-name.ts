/** Which names a topic may have. Source: Kafka's Topic.validate and TopicCollision rules. */

export const maxTopicNameLength = 249

/** What is wrong with `name` as a topic's name; null when nothing is. */
export function topicNameFault(name: string): string | null {
  if (name.length === 0) return 'the name is empty'
  if (name === '.' || name === '..') return `the name must not be '${name}'`
  if (name.length > maxTopicNameLength) return `the name is longer than ${maxTopicNameLength}`
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    return `the name may hold only ASCII letters, digits, '.', '_' and '-'`
  }
  return null
}

/** Two names that differ only in '.' against '_' would share one metric name. */
export function collides(a: string, b: string): boolean {
  return a !== b && a.replaceAll('.', '_') === b.replaceAll('.', '_')
}
