/** Puts together what is about one topic, as most answers do. */

/** In the order in which the topics are first met. */
export function byTopic<T>(
  items: readonly T[],
  topicOf: (item: T) => string,
): [topic: string, items: T[]][] {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const topic = topicOf(item)
    const group = groups.get(topic)
    if (group === undefined) groups.set(topic, [item])
    else group.push(item)
  }
  return [...groups]
}
