/** What keeps the process alive after the last test: an open socket, timer, worker, watcher. */
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'

const graceMs = 1_000
const pollMs = 10

function countByKind(): Map<string, number> {
  const counts = new Map<string, number>()
  for (const kind of process.getActiveResourcesInfo?.() ?? []) {
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
  }
  return counts
}

// Standard streams count as open resources once they have been touched.
void [process.stdout, process.stderr]
const atStart = countByKind()

/** Names what is open now and was not before the tests, after giving it a moment to close. */
export async function leakedResources(): Promise<string[]> {
  const deadlineMs = performance.now() + graceMs
  for (;;) {
    await setTimeout(pollMs)
    const leaks = openedSince()
    if (leaks.length === 0 || performance.now() > deadlineMs) return leaks
  }
}

function openedSince(): string[] {
  const leaks: string[] = []
  for (const [kind, count] of countByKind()) {
    const extra = count - (atStart.get(kind) ?? 0)
    if (extra > 0) leaks.push(`${extra} × ${kind}`)
  }
  return leaks
}
