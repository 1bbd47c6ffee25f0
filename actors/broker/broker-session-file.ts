/**
 * What a broker keeps about its last registration, so that the next one can say whether anything
 * that it had then may be missing. Source of the rule: KIP-966.
 */
import type { DiskPort } from '../../runtime/ports/disk.ts'

export interface LastSession {
  readonly brokerEpoch: number
  /** Dead when its files are found; empty when it is not known. */
  readonly incarnationId: string
  /** Of the machine's power-on in which it was registered; null where there is no such thing. */
  readonly bootId: string | null
}

const file = 'broker-session.json'

/**
 * The epoch to register with. Data that a crash of the process leaves behind is whole as long as
 * the machine keeps its power; after a loss of power only what was forced to disk is.
 */
export function previousEpoch(
  last: LastSession | null,
  bootId: string | null,
  cleanEpoch: number | null,
): number {
  if (cleanEpoch !== null) return cleanEpoch
  if (last === null || bootId === null || last.bootId !== bootId) return -1
  return last.brokerEpoch
}

export function readLastSession(disk: DiskPort): LastSession | null {
  const found = readJson(disk, file)
  if (found === null || !Number.isSafeInteger(found['brokerEpoch'])) return null
  const { brokerEpoch, incarnationId, bootId } = found
  return {
    brokerEpoch: brokerEpoch as number,
    incarnationId: typeof incarnationId === 'string' ? incarnationId : '',
    bootId: typeof bootId === 'string' ? bootId : null,
  }
}

/**
 * A registration holds from now on. A torn write makes the file unreadable, and so says nothing:
 * that is safe.
 */
export function startSession(disk: DiskPort, session: LastSession): void {
  if (disk.sizeOf(file) >= 0) disk.truncate(file, 0)
  disk.append(file, new TextEncoder().encode(JSON.stringify(session)))
  disk.sync(file, () => {})
}

function readJson(disk: DiskPort, name: string): Record<string, unknown> | null {
  const size = disk.sizeOf(name)
  if (size <= 0) return null
  const decoder = new TextDecoder()
  const text = disk
    .read(name, 0, size)
    .map((part) => decoder.decode(part))
    .join('')
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null
  } catch {
    return null
  }
}
