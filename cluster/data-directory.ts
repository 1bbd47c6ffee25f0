/** The directory of a cluster: who it is, its ports, and where its control server can be found. */
import { randomBytes } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../cluster-config/user-error.ts'
import { lockDirectory, lockFile } from './directory-lock.ts'

const identityFile = 'meta.properties'
const runFile = 'run.json'
const formatVersion = '1'

/** What a running cluster publishes, for whoever may read the directory's files. */
export interface RunInfo {
  readonly pid: number
  readonly clusterId: string
  readonly bootstrap: string
  /** Address of the control server, token included. */
  readonly control: string
}

export class DataDirectory {
  readonly path: string
  readonly clusterId: string
  /** Ports that brokers have had here, by broker id. */
  readonly ports: ReadonlyMap<number, number>
  private readonly unlock: () => void

  private constructor(path: string, clusterId: string | null, unlock: () => void) {
    this.path = path
    this.unlock = unlock
    const kept = keptIdentity(path)
    if (clusterId !== null && kept !== null && kept.clusterId !== clusterId) {
      throw new UserError(`${path} belongs to cluster ${kept.clusterId}, not ${clusterId}`, {
        exitCode: 1,
        hint: 'leave the cluster id out, or choose another directory',
      })
    }
    this.clusterId = kept?.clusterId ?? clusterId ?? newClusterId()
    this.ports = kept?.ports ?? new Map()
  }

  /** Makes the directory if it is absent, and keeps every other cluster out of it. */
  static open(path: string, clusterId: string | null): DataDirectory {
    try {
      mkdirSync(path, { recursive: true })
      refuseForeign(path)
      const unlock = lockDirectory(path)
      try {
        return new DataDirectory(path, clusterId, unlock)
      } catch (error) {
        unlock()
        throw error
      }
    } catch (error) {
      throw unusable(path, error)
    }
  }

  /** Keeps who this is and the ports of the brokers, so that a restart comes back on them. */
  keep(ports: ReadonlyMap<number, number>): void {
    const all = [...new Map([...this.ports, ...ports])].sort(([a], [b]) => a - b)
    const lines = [
      '# A cluster of highwater. Written at every start.',
      `version=${formatVersion}`,
      `cluster.id=${this.clusterId}`,
      ...all.map(([brokerId, port]) => `port.${brokerId}=${port}`),
    ]
    this.write(identityFile, `${lines.join('\n')}\n`, 0o644)
  }

  publish(info: RunInfo): void {
    this.write(runFile, `${JSON.stringify(info)}\n`, 0o600)
  }

  /** The cluster is down. */
  release(): void {
    rmSync(join(this.path, runFile), { force: true })
    this.unlock()
  }

  /** Nobody ever reads half a file. */
  private write(name: string, text: string, mode: number): void {
    const file = join(this.path, name)
    try {
      rmSync(`${file}.new`, { force: true })
      writeFileSync(`${file}.new`, text, { mode })
      renameSync(`${file}.new`, file)
    } catch (error) {
      throw unusable(this.path, error)
    }
  }
}

/** 16 random bytes as 22 letters of base64url, as Kafka's are. */
export function newClusterId(): string {
  return randomBytes(16).toString('base64url')
}

function refuseForeign(path: string): void {
  const entries = readdirSync(path).filter((name) => name !== lockFile)
  if (entries.length === 0 || entries.includes(identityFile)) return
  throw new UserError(`${path} holds files that are not a highwater cluster's`, {
    exitCode: 1,
    hint: 'choose an empty directory, or one that does not exist yet',
  })
}

function keptIdentity(path: string): { clusterId: string; ports: Map<number, number> } | null {
  const file = join(path, identityFile)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  const values = new Map(
    [...text.matchAll(/^\s*([^#\s=][^=]*?)\s*=\s*(.*?)\s*$/gm)].map((match) => [
      match[1],
      match[2],
    ]),
  )
  const clusterId = values.get('cluster.id') ?? ''
  if (values.get('version') !== formatVersion || !/^[A-Za-z0-9_-]{22}$/.test(clusterId)) {
    throw new UserError(`${file} is not one of a highwater cluster of this version`, {
      exitCode: 1,
      hint: 'choose another directory',
    })
  }
  const ports = new Map<number, number>()
  for (const [name, value] of values) {
    const brokerId = /^port\.(\d+)$/.exec(name ?? '')?.[1]
    const port = Number(value)
    if (brokerId !== undefined && port > 0 && port <= 65_535) ports.set(Number(brokerId), port)
  }
  return { clusterId, ports }
}

function unusable(path: string, error: unknown): UserError {
  if (error instanceof UserError) return error
  const { code, message } = error as NodeJS.ErrnoException
  return new UserError(`the data directory ${path} cannot be used: ${code ?? message}`, {
    exitCode: 1,
    hint: 'choose a directory that you may write to',
  })
}
