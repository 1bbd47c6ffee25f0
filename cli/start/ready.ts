/** What `start` says when the cluster is ready. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { UserError } from '../../cluster-config/user-error.ts'

/** What scripts read: one line of JSON. */
export interface Ready {
  readonly ready: true
  readonly bootstrap: string
  readonly control: string
  /** The dashboard; null while there is none. */
  readonly ui: string | null
  /** From the start of the process to the first Metadata answer with all brokers. */
  readonly readyMs: number
  readonly pid: number
}

const defaultBroker = '127.0.0.1:9092'

/** Three things to do with a cluster that one has just started. */
export function tryNext(bootstrap: string): string {
  const [first = defaultBroker] = bootstrap.split(',')
  const where = first === defaultBroker ? '' : ` -b ${first}`
  return [
    'try next:',
    `  echo hello | highwater produce greetings${where}`,
    `  highwater consume greetings -e${where}`,
    `  highwater status${where}`,
  ].join('\n')
}

/** Whoever waits for the file never sees half of it. */
export function writeReadyFile(file: string, ready: Ready): void {
  const half = `${file}.half`
  try {
    writeFileSync(half, `${JSON.stringify(ready)}\n`, { mode: 0o600 })
    renameSync(half, file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError(`the ready file ${file} cannot be written: ${code}`)
  }
}

export const removeReadyFile = (file: string): void => rmSync(file, { force: true })
