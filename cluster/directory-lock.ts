/** Keeps two clusters out of one directory: a file that names the process which holds it. */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { UserError } from '../cluster-config/user-error.ts'

export const lockFile = 'lock'

/** When the process started tells it from a later one with the same number; '' where unknown. */
interface Holder {
  readonly pid: number
  readonly started: string
}

/** Directories that this process holds. */
const held = new Set<string>()

/** Takes the lock, also from a process that is gone. Returns what gives it back. */
export function lockDirectory(directory: string): () => void {
  const file = join(directory, lockFile)
  const mine: Holder = { pid: process.pid, started: startOf(process.pid) }
  while (!created(file, mine)) takeAway(file, directory)
  held.add(directory)
  return () => {
    held.delete(directory)
    rmSync(file, { force: true })
  }
}

/** False when there is a lock already. */
function created(file: string, holder: Holder): boolean {
  try {
    writeFileSync(file, JSON.stringify(holder), { flag: 'wx' })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

/** Removes the lock of a process that is gone; throws when its holder lives. */
function takeAway(file: string, directory: string): void {
  const seen = contentOf(file)
  if (seen === null) return
  const holder = holderIn(seen)
  if (holder !== null && lives(holder, directory)) throw inUse(directory, holder.pid)
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
  } catch {
    return // somebody else was faster
  }
  // Between our look and our hand another process may have put its own lock there: it gets it back.
  if (contentOf(aside) !== seen) linkSync(aside, file)
  rmSync(aside)
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}

/** Null for what a process left that died while it wrote. */
function holderIn(text: string): Holder | null {
  try {
    const { pid, started } = JSON.parse(text)
    return Number.isSafeInteger(pid) && typeof started === 'string' ? { pid, started } : null
  } catch {
    return null
  }
}

function lives({ pid, started }: Holder, directory: string): boolean {
  if (started !== '') return startOf(pid) === started
  if (pid === process.pid) return held.has(directory)
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

/** The start of a process in ticks since boot, and which boot; '' when there is no such process. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // From field 3 on: the second field, a name in parentheses, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [state, ticks] = [fields[0] ?? 'X', fields[19]]
    if ('ZX'.includes(state)) return '' // it has ended, and nobody has asked yet how
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    return `${ticks}@${boot}`
  } catch {
    return ''
  }
}

function inUse(directory: string, pid: number): UserError {
  return new UserError(`${directory} is in use by the cluster of process ${pid}`, {
    exitCode: 1,
    hint: `stop it, or choose another directory; if there is none, remove ${lockFile} there`,
  })
}
