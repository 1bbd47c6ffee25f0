/** How the threads of a cluster are run and supervised. */
import { extname } from 'node:path'

/** Beside this file when it is compiled, and beside every bundle in `dist/`. */
const entry = new URL(`./thread-entry${extname(import.meta.url)}`, import.meta.url)

export const threadSettings = {
  name: 'cluster',
  entry,
  checkInvariants: false,
  /** A small young generation keeps idle threads small; what lives long lies in array buffers. */
  resourceLimits: { maxYoungGenerationSizeMb: 8 },
  /** More deaths of threads than that, and the cluster gives up. */
  limit: { restarts: 5, withinMs: 10_000 },
  backOff: { initialMs: 100, maxMs: 3_000 },
} as const
