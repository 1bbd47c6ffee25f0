/** The disk port: files by relative name, appends buffered until the end of the tick. */

/** What a disk operation throws; `code` is a short stable name, never an engine's error text. */
export class DiskError extends Error {
  override readonly name = 'DiskError'
  readonly code: DiskErrorCode
  readonly file: string

  constructor(code: DiskErrorCode, file: string) {
    super(`${code} on ${file}`)
    this.code = code
    this.file = file
  }
}

export type DiskErrorCode = 'EIO' | 'ENOSPC' | 'EROFS' | 'EACCES' | 'ENOENT' | 'EMFILE'

/** The outcome of an operation that ends later. */
export type DiskDone = { error: DiskErrorCode | null }

/**
 * A computation over one file: its input and what it finds are plain values. On another thread it
 * is found by its name.
 */
export interface FileScan<Input, Found> {
  readonly name: string
  run(read: (position: number, length: number) => Uint8Array, input: Input): Found
}

/**
 * All of it may throw `DiskError`. `append`, `read`, `truncate`, `sizeOf`, `list` and
 * `moveDirectory` act at once; `scan`, `sync`, `rename` and `remove` end later and call `done`
 * exactly once. A write is on the disk's cache after `flush`, and survives a power loss only after
 * a `sync` that succeeded.
 */
export interface DiskPort {
  /**
   * Adds `parts`, one behind the other, at the end of `file`, which is made if absent; all of them
   * or, when it throws, none. The bytes are copied or kept: they must not be changed afterwards.
   */
  append(file: string, ...parts: readonly Uint8Array[]): void
  /**
   * Bytes [position, position + length), in pieces that stand in the file one behind the other;
   * shorter at its end.
   */
  read(file: string, position: number, length: number): Uint8Array[]
  /** Cuts `file` to `size` bytes. */
  truncate(file: string, size: number): void
  /** Bytes in `file`, appended ones included; -1 when there is no such file. */
  sizeOf(file: string): number
  /** Names of all files that begin with `prefix`, sorted. */
  list(prefix: string): string[]
  /**
   * True when a read at `position` gives bytes that this process has kept since they were appended:
   * they have not been on the disk, so they need no check.
   */
  isInMemory(file: string, position: number): boolean
  /**
   * Renames `directory` with all that is in it, at once. Operations under way on its files may
   * end in ENOENT.
   */
  moveDirectory(directory: string, to: string): void
  /**
   * Runs `scan` over the bytes of `file` as they are now, on another thread where there is one;
   * `done` gets what it returns, or null when the file could not be read.
   */
  scan<Input, Found>(
    file: string,
    scan: FileScan<Input, Found>,
    input: Input,
    done: (found: Found | null) => void,
  ): void
  sync(file: string, done: (outcome: DiskDone) => void): void
  rename(file: string, to: string, done: (outcome: DiskDone) => void): void
  remove(file: string, done: (outcome: DiskDone) => void): void
  /** Writes what was appended since the last call; called once at the end of each tick. */
  flush(): void
}

/**
 * Thrown by a disk that ends the whole broker in the middle of an operation (simulator only):
 * no supervisor restarts anything, the system is dead.
 */
export class SystemDeath extends Error {
  override readonly name = 'SystemDeath'
}
