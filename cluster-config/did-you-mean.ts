/** The known name that somebody most likely meant. */
export function didYouMean(word: string, known: Iterable<string>): string | undefined {
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(word.length / 4)) + 1
  for (const name of known) {
    // No fewer edits than the lengths differ: a very long word is not compared at all.
    if (Math.abs(word.length - name.length) >= bestDistance) continue
    const distance = editDistance(word.toLowerCase(), name.toLowerCase())
    if (distance >= bestDistance || distance >= name.length) continue
    best = name
    bestDistance = distance
  }
  return best
}

/** "did you mean X?", or nothing when no known name is near. */
export function suggestion(word: string, known: Iterable<string>): string | undefined {
  const meant = didYouMean(word, known)
  return meant === undefined ? undefined : `did you mean ${meant}?`
}

/** Letters inserted, deleted or replaced; two neighbours swapped count as one. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1]
      const swapped = from[row - 2] === to[column - 1] && from[row - 1] === to[column - 2]
      current[column] = Math.min(
        current[column - 1]! + 1,
        last[column]! + 1,
        last[column - 1]! + (same ? 0 : 1),
        swapped && row > 1 && column > 1 ? beforeLast[column - 2]! + 1 : Infinity,
      )
    }
    beforeLast = last
    last = current
  }
  return last[to.length]!
}
