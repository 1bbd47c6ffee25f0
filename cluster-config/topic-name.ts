/** Kafka's rules for the name of a topic. Source: Kafka clients, Topic.validate. */

/** The longest name, so that the directory of a partition fits in 255 bytes. */
export const topicNameLengthMax = 249

/** What is wrong with a topic name, or null. Kafka's error is INVALID_TOPIC_EXCEPTION. */
export function topicNameFault(name: string): string | null {
  if (name === '') return 'a topic needs a name'
  if (name === '.' || name === '..') return `"${name}" cannot be the name of a topic`
  if (name.length > topicNameLengthMax) {
    return `the topic name has ${name.length} characters; ${topicNameLengthMax} are allowed`
  }
  if (!/^[a-zA-Z0-9._-]+$/.test(name)) {
    return `the topic name "${name}" has characters other than letters, digits, dot, _ and -`
  }
  return null
}

/** Names that differ only in dots and underscores collide, as they would in Kafka's metrics. */
export const collides = (one: string, other: string): boolean =>
  one !== other && one.replaceAll('.', '_') === other.replaceAll('.', '_')
