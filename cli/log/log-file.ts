/** The files of one segment on disk, as the verbs about logs read them. */
import { closeSync, existsSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { UserError } from '../../cluster-config/user-error.ts'
import { decodeEpochs } from '../../log/leader-epochs.ts'
import { epochCheckpointName, type FileKind, parseLogFile } from '../../log/names.ts'
import type { ReadAt } from '../../log/scan.ts'
import type { SegmentFiles } from '../../log/verify.ts'

export interface LogFile {
  readonly path: string
  readonly baseOffset: number
  readonly kind: FileKind
}

/** One file of a segment, by any of its names. */
export function logFileAt(path: string): LogFile {
  const name = parseLogFile(basename(path))
  if (name === null) {
    throw new UserError(`${path} is no file of a segment`, {
      hint: 'name one like 00000000000000000000.log, .index, .timeindex, .txnindex or .snapshot',
    })
  }
  if (!existsSync(path)) throw new UserError(`there is no ${path}`, { exitCode: 1 })
  return { path: resolve(path), ...name }
}

export function readAtOf(path: string): { read: ReadAt; sizeBytes: number; close: () => void } {
  const fd = openSync(path, 'r')
  const read: ReadAt = (position, length) => {
    const bytes = new Uint8Array(length)
    return bytes.subarray(0, readSync(fd, bytes, 0, length, position))
  }
  return { read, sizeBytes: statSync(path).size, close: () => closeSync(fd) }
}

/** The segment that a file belongs to, with the checkpoint beside it. */
export function segmentAround({ path, baseOffset }: LogFile, mayHaveGaps: boolean) {
  const beside = (kind: FileKind): string =>
    join(dirname(path), `${String(baseOffset).padStart(20, '0')}.${kind}`)
  const bytes = (kind: FileKind): Uint8Array | undefined =>
    existsSync(beside(kind)) ? new Uint8Array(readFileSync(beside(kind))) : undefined
  const log = existsSync(beside('log'))
    ? readAtOf(beside('log'))
    : { read: () => new Uint8Array(0), sizeBytes: 0, close() {} }
  const checkpoint = join(dirname(path), epochCheckpointName)
  const epochs = existsSync(checkpoint) ? decodeEpochs(readFileSync(checkpoint)) : null
  const files: Record<string, unknown> = {
    baseOffset,
    logBytes: log.sizeBytes,
    readLog: log.read,
    epochs: epochs?.entries ?? [],
    mayHaveGaps,
  }
  for (const kind of ['index', 'timeindex', 'txnindex', 'snapshot'] as const) {
    const found = bytes(kind)
    if (found !== undefined) files[kind] = found
  }
  const notes =
    epochs === null ? [`without a good ${epochCheckpointName}, epochs are not checked`] : []
  return { files: files as unknown as SegmentFiles, notes, close: log.close }
}
