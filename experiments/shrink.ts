/** Makes a failing fault schedule small: delta debugging over its faults (Zeller's ddmin). */
import type { Fault } from '../runtime/simulator/faults.ts'

export interface Shrunk {
  readonly faults: readonly Fault[]
  /** How often it was tried whether fewer faults still fail. */
  readonly runs: number
}

/**
 * The fewest faults that were found to fail as the whole schedule does; taking any one of them
 * away no longer fails, unless `runsMax` came first.
 */
export async function shrink(
  faults: readonly Fault[],
  fails: (faults: readonly Fault[]) => Promise<boolean>,
  runsMax = 100,
): Promise<Shrunk> {
  let left = faults
  let parts = 2
  let runs = 0
  const stillFails = async (some: readonly Fault[]): Promise<boolean> => {
    runs++
    return fails(some)
  }
  if (left.length > 0 && (await stillFails([]))) return { faults: [], runs }
  while (left.length >= 2 && runs < runsMax) {
    const without = await firstFailing(complements(left, parts), stillFails, () => runs < runsMax)
    if (without !== null) {
      left = without
      parts = Math.max(2, parts - 1)
    } else if (parts < left.length) parts = Math.min(left.length, parts * 2)
    else break
  }
  return { faults: left, runs }
}

/** The list without its first part, without its second, and so on. */
function complements(faults: readonly Fault[], parts: number): (readonly Fault[])[] {
  const size = Math.ceil(faults.length / parts)
  const starts = Array.from({ length: Math.ceil(faults.length / size) }, (_, i) => i * size)
  return starts.map((start) => faults.filter((_, at) => at < start || at >= start + size))
}

async function firstFailing(
  candidates: readonly (readonly Fault[])[],
  fails: (faults: readonly Fault[]) => Promise<boolean>,
  goOn: () => boolean,
): Promise<readonly Fault[] | null> {
  for (const candidate of candidates) {
    if (!goOn()) return null
    if (await fails(candidate)) return candidate
  }
  return null
}
