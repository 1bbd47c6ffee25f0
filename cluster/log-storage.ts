/** Where brokers keep their logs: in the cluster's directory, in a temporary one, in memory. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Storage } from '../cluster-config/boot.ts'
import type { ClusterConfig } from '../cluster-config/define-cluster.ts'
import { UserError } from '../cluster-config/user-error.ts'

export interface LogStorage {
  /** Of one thread, by the name of its system; null in memory. */
  of(system: string): Storage | null
  /** The cluster is down. */
  release(): void
}

export function logStorageOf({ data, memory }: Pick<ClusterConfig, 'data' | 'memory'>): LogStorage {
  if (memory) return { of: () => null, release() {} }
  if (data !== null) {
    return { of: (system) => ({ directory: join(data, system), keep: true }), release() {} }
  }
  const folder = temporaryFolder()
  return {
    of: (system) => ({ directory: join(folder, system), keep: false }),
    release: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function temporaryFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), 'highwater-'))
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError(`no temporary folder in ${tmpdir()}: ${code}`, {
      exitCode: 1,
      hint: 'name a directory with --data, or keep nothing with --memory',
    })
  }
}
