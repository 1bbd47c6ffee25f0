/** Runs seeds of experiments: in this thread, or several at a time in a pool. */
import { extname } from 'node:path'
import type { RunTask } from '../../experiments/check.ts'
import type { SeedResult } from '../../experiments/run-seed.ts'

/** Beside this file when it is compiled, and beside every bundle in `dist/`. */
const entry = new URL(`./seed-entry${extname(import.meta.url)}`, import.meta.url)

export interface SeedRunner {
  readonly run: RunTask
  close(): Promise<void>
}

export async function seedRunner(jobs: number): Promise<SeedRunner> {
  if (jobs === 1) {
    const { default: runHere } = await import('./seed-entry.ts')
    return {
      run: async (experiment, task) => runHere({ experiment, task }),
      close: async () => {},
    }
  }
  const { Piscina } = await import('piscina')
  const pool = new Piscina({ filename: entry.href, minThreads: jobs, maxThreads: jobs })
  return {
    run: (experiment, task) => pool.run({ experiment, task }) as Promise<SeedResult>,
    close: () => pool.destroy(),
  }
}
