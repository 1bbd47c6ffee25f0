/** Names the power-on of this machine, where the platform tells it. */
import { readFileSync } from 'node:fs'

/** Linux has one; null elsewhere, and then every unexplained stop counts as a loss of power. */
export function machineBootId(file = '/proc/sys/kernel/random/boot_id'): string | null {
  try {
    const text = readFileSync(file, 'utf8').trim()
    return text === '' ? null : text
  } catch {
    return null
  }
}
