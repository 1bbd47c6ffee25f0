/** A file system's error as the disk port's. */
import { DiskError, type DiskErrorCode } from '../ports/disk.ts'

const codes: readonly string[] = ['EIO', 'ENOSPC', 'EROFS', 'EACCES', 'ENOENT', 'EMFILE']
const synonyms = new Map([
  ['EDQUOT', 'ENOSPC'],
  ['EFBIG', 'ENOSPC'],
  ['EPERM', 'EACCES'],
  ['ENFILE', 'EMFILE'],
])

/** What the port has no name for is an I/O error. */
export function diskError(error: unknown, file: string): DiskError {
  if (error instanceof DiskError) return error
  const { code = '' } = error as NodeJS.ErrnoException
  const name = synonyms.get(code) ?? code
  return new DiskError(codes.includes(name) ? (name as DiskErrorCode) : 'EIO', file)
}
