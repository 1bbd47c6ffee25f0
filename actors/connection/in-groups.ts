/** Asks many questions without flooding a mailbox, however much a request names. */
import { all, type Waitable, type Workflow } from '../../runtime/workflow.ts'

/** Questions of one request that are open at once; well below the size of a mailbox. */
export const questionsAtOnce = 1_000

/** Makes a question of every item, and waits for all answers; a group at a time. */
export function* inGroups<T, R>(
  items: readonly T[],
  question: (item: T) => Waitable<R>,
): Workflow<R[]> {
  const answers: R[] = []
  for (let from = 0; from < items.length; from += questionsAtOnce) {
    const group = items.slice(from, from + questionsAtOnce)
    answers.push(...(yield* all(group.map(question))))
  }
  return answers
}
