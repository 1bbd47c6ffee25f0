/** The repository's root, and whether a file's sources are newer: all that start-up has to know. */
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
export const fromRoot = (...parts) => join(root, ...parts)

export const onDeno = 'Deno' in globalThis

const notSources = new Set(['node_modules', 'dist'])

/** The time of the last change in ms, 0 where there is no such file. */
export function changedMs(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
}

/** True when nothing below `sources` (paths from the root) changed since `stamp` was written. */
export function isUpToDate(stamp, sources) {
  const stampMs = changedMs(stamp)
  return stampMs > 0 && sources.every((source) => !changedSince(fromRoot(source), stampMs))
}

// A folder's own time tells of files that were added, renamed or removed.
function changedSince(path, stampMs) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (stat === undefined) return false
  if (stat.mtimeMs > stampMs) return true
  if (!stat.isDirectory()) return false
  return readdirSync(path).some(
    (name) =>
      !name.startsWith('.') && !notSources.has(name) && changedSince(join(path, name), stampMs),
  )
}

/** Says that what lies beside the stamp was made from the sources as they were at `startMs`. */
export function writeStamp(path, startMs) {
  writeFileSync(path, '')
  const time = new Date(startMs)
  utimesSync(path, time, time)
}
