/** Finds the verb among the words of a command line; flags that every verb takes may precede it. */
const flagsWithValue = new Set(['-b', '--bootstrap', '--config', '-X'])
const flagsAlone = new Set(['--json', '-q', '--quiet', '-v', '--verbose', '--no-color'])

export interface FoundVerb {
  /** Undefined when only flags that every verb takes, or none, are there. */
  readonly verb: string | undefined
  /** The words without the verb. */
  readonly rest: readonly string[]
}

export function findVerb(words: readonly string[]): FoundVerb {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!
    if (flagsAlone.has(word) || word.startsWith('--config=') || word.startsWith('--bootstrap=')) {
      continue
    }
    if (flagsWithValue.has(word)) at += 1
    else if (word.startsWith('-')) break
    else return { verb: word, rest: [...words.slice(0, at), ...words.slice(at + 1)] }
  }
  return { verb: undefined, rest: words }
}
