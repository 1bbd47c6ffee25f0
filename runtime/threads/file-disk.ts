/**
 * The disk port on real files below one directory. Appends stay in memory until `flush` writes
 * them, one call a file; what ends later is done one after the other: at most one sync at a time.
 */
import {
  close,
  closeSync,
  constants,
  fdatasync,
  fsync,
  ftruncateSync,
  mkdirSync,
  open,
  openSync,
  readdirSync,
  readSync,
  rename,
  renameSync,
  rmdir,
  statSync,
  truncateSync,
  unlink,
  writevSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { type DiskDone, DiskError, type DiskPort, type FileScan } from '../ports/disk.ts'
import { diskError } from './disk-error.ts'
import { DiskQueue } from './disk-queue.ts'
import { Tail, TailCache } from './tail-cache.ts'

type Done = (outcome: DiskDone) => void

/** Runs a scan by its name on another thread. */
export type ScanElsewhere = (name: string, path: string, input: unknown) => Promise<unknown>

export interface FileDiskOptions {
  /** Bytes of all files together that are kept in memory after they were written. */
  readonly tailBytes?: number
  readonly openFilesMax?: number
  /** False for files that nobody needs after this process: nothing is synced at the end. */
  readonly keep?: boolean
  readonly scanElsewhere?: ScanElsewhere
}

interface FileState {
  /** With what is not written yet. */
  size: number
  writtenSize: number
  readonly tail: Tail
  /** -1 while it is closed. */
  fd: number
  /** Its entry in the directory may be lost with the power. */
  isNew: boolean
}

const tailBytesUsual = 32 * 1024 * 1024
const openFilesUsual = 256
/** Below it a scan takes less time than the way to another thread and back. */
const scanElsewhereBytes = 4 * 1024 * 1024

export class FileDisk implements DiskPort {
  private readonly root: string
  private readonly options: FileDiskOptions
  private readonly cache: TailCache
  private readonly files = new Map<string, FileState>()
  /** Files with bytes that are not written. */
  private readonly dirty = new Set<string>()
  /** Open files, the one that was used longest ago first. */
  private readonly open = new Set<FileState>()
  /** Written and not synced. */
  private readonly unsynced = new Set<string>()
  private readonly queue: DiskQueue

  constructor(root: string, options: FileDiskOptions = {}) {
    this.root = root
    this.options = options
    this.cache = new TailCache(options.tailBytes ?? tailBytesUsual)
    this.queue = new DiskQueue()
    this.attempt('', () => mkdirSync(root, { recursive: true }))
  }

  append(file: string, ...parts: readonly Uint8Array[]): void {
    const state = this.stateOf(file) ?? this.created(file)
    state.size += state.tail.append(state.size, parts)
    this.dirty.add(file)
  }

  read(file: string, position: number, length: number): Uint8Array[] {
    const state = this.existing(file)
    const end = Math.min(state.size, position + length)
    if (end <= position) return []
    if (position >= state.tail.start) return state.tail.read(position, end)
    if (end > state.writtenSize) this.write(file, state)
    const bytes = new Uint8Array(end - position)
    const fd = this.fdOf(file, state)
    let at = 0
    while (at < bytes.length) {
      const count = this.attempt(file, () =>
        readSync(fd, bytes, at, bytes.length - at, position + at),
      )
      if (count === 0) throw new DiskError('EIO', file) // somebody else has cut it
      at += count
    }
    return [bytes]
  }

  truncate(file: string, size: number): void {
    const state = this.existing(file)
    if (size >= state.size) return
    state.tail.truncate(size)
    state.size = size
    if (size >= state.writtenSize) return
    this.attempt(file, () =>
      state.fd >= 0 ? ftruncateSync(state.fd, size) : truncateSync(this.path(file), size),
    )
    state.writtenSize = size
    this.unsynced.add(file)
  }

  sizeOf(file: string): number {
    return this.stateOf(file)?.size ?? -1
  }

  list(prefix: string): string[] {
    const slash = prefix.lastIndexOf('/')
    const names = new Set<string>()
    this.listDirectory(prefix.slice(0, slash + 1), names)
    for (const [name] of this.files) names.add(name)
    return [...names].filter((name) => name.startsWith(prefix)).sort()
  }

  isInMemory(file: string, position: number): boolean {
    return position >= (this.files.get(file)?.tail.start ?? Number.POSITIVE_INFINITY)
  }

  moveDirectory(directory: string, to: string): void {
    try {
      renameSync(this.path(directory), this.path(to))
    } catch (error) {
      // Nothing of it may have been written yet.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw diskError(error, directory)
    }
    for (const [file, state] of [...this.files]) {
      if (!file.startsWith(`${directory}/`)) continue
      const moved = to + file.slice(directory.length)
      this.files.delete(file)
      this.files.set(moved, state)
      for (const names of [this.dirty, this.unsynced]) if (names.delete(file)) names.add(moved)
    }
  }

  scan<Input, Found>(
    file: string,
    scan: FileScan<Input, Found>,
    input: Input,
    done: (found: Found | null) => void,
  ): void {
    void this.scanned(file, scan, input).then(done, () => done(null))
  }

  private async scanned<Input, Found>(
    file: string,
    scan: FileScan<Input, Found>,
    input: Input,
  ): Promise<Found> {
    const state = this.existing(file)
    if (state.size > state.writtenSize) this.write(file, state)
    const { scanElsewhere } = this.options
    if (scanElsewhere !== undefined && state.size >= scanElsewhereBytes) {
      return (await scanElsewhere(scan.name, this.path(file), input)) as Found
    }
    await null // an answer within the question would surprise
    return scan.run((position, length) => this.read(file, position, length)[0] ?? none, input)
  }

  sync(file: string, done: Done): void {
    const task = async (): Promise<void> => {
      const state = this.existing(file)
      if (state.size > state.writtenSize) this.write(file, state)
      const fd = this.fdOf(file, state)
      this.open.delete(state) // it must not be closed meanwhile
      this.unsynced.delete(file)
      try {
        await later.fdatasync(fd)
        if (state.isNew) await this.syncDirectories(file)
        state.isNew = false
      } finally {
        this.open.add(state)
      }
    }
    this.queue.push('sync', file, task, (error) => done({ error }))
  }

  rename(file: string, to: string, done: Done): void {
    const task = async (): Promise<void> => {
      const state = this.existing(file)
      await later.rename(this.path(file), this.path(to))
      this.forget(to)
      this.files.delete(file)
      this.files.set(to, state)
      for (const names of [this.dirty, this.unsynced]) if (names.delete(file)) names.add(to)
      await this.syncDirectories(to)
    }
    this.queue.push('other', file, task, (error) => done({ error }))
  }

  remove(file: string, done: Done): void {
    const task = async (): Promise<void> => {
      this.existing(file)
      this.forget(file)
      await later.unlink(this.path(file))
      const directory = dirname(file)
      // The last one out takes the directory along.
      if (directory !== '.') await later.rmdir(this.path(directory)).catch(() => {})
    }
    this.queue.push('other', file, task, (error) => done({ error }))
  }

  /** So that the names on the way to `file` survive a loss of power. */
  private async syncDirectories(file: string): Promise<void> {
    for (let at = dirname(file); ; at = dirname(at)) {
      const fd = await later.open(this.path(at), 'r').catch(() => -1)
      if (fd < 0) return // a platform on which directories cannot be opened
      await later.fsync(fd).catch(() => {})
      await later.close(fd)
      if (at === '.') return
    }
  }

  flush(): void {
    for (const file of this.dirty) this.write(file, this.existing(file))
    this.cache.shrink()
    this.queue.start()
  }

  /** The system has stopped: what is under way ends, and what matters later is synced. */
  async close(): Promise<void> {
    do {
      this.flush()
      await this.queue.idle()
    } while (this.dirty.size > 0)
    if (this.options.keep !== false) {
      for (const file of this.unsynced) this.sync(file, () => {})
      this.queue.start()
      await this.queue.idle()
    }
    for (const state of this.files.values()) this.shut(state)
  }

  private write(file: string, state: FileState): void {
    const fd = this.fdOf(file, state)
    while (state.writtenSize < state.size) {
      const parts = state.tail.read(state.writtenSize, state.size)
      const written = this.attempt(file, () => writevSync(fd, parts, state.writtenSize))
      state.writtenSize += written
      if (written === 0) throw new DiskError('EIO', file)
    }
    this.dirty.delete(file)
    this.unsynced.add(file)
  }

  private stateOf(file: string): FileState | undefined {
    const known = this.files.get(file)
    if (known !== undefined) return known
    const found = this.attempt(file, () => statSync(this.path(file), { throwIfNoEntry: false }))
    if (found === undefined || !found.isFile()) return undefined
    return this.keep(file, found.size, false)
  }

  private created(file: string): FileState {
    return this.keep(file, 0, true)
  }

  private keep(file: string, size: number, isNew: boolean): FileState {
    const state = { size, writtenSize: size, tail: new Tail(this.cache), fd: -1, isNew }
    this.files.set(file, state)
    return state
  }

  private existing(file: string): FileState {
    const state = this.stateOf(file)
    if (state === undefined) throw new DiskError('ENOENT', file)
    return state
  }

  private fdOf(file: string, state: FileState): number {
    if (state.fd < 0) {
      this.closeOldest()
      state.fd = this.opened(file)
    }
    this.open.delete(state)
    this.open.add(state)
    return state.fd
  }

  private opened(file: string): number {
    const path = this.path(file)
    const flags = constants.O_RDWR | constants.O_CREAT
    try {
      return openSync(path, flags, 0o644)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw diskError(error, file)
    }
    return this.attempt(file, () => {
      mkdirSync(dirname(path), { recursive: true })
      return openSync(path, flags, 0o644)
    })
  }

  private closeOldest(): void {
    if (this.open.size < (this.options.openFilesMax ?? openFilesUsual)) return
    const [oldest] = this.open
    if (oldest !== undefined) this.shut(oldest)
  }

  private shut(state: FileState): void {
    this.open.delete(state)
    if (state.fd >= 0) closeSync(state.fd)
    state.fd = -1
  }

  private forget(file: string): void {
    const state = this.files.get(file)
    if (state === undefined) return
    this.shut(state)
    state.tail.clear()
    this.files.delete(file)
    this.dirty.delete(file)
    this.unsynced.delete(file)
  }

  private listDirectory(directory: string, names: Set<string>): void {
    let entries: ReturnType<typeof readEntries>
    try {
      entries = readEntries(this.path(directory))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
      throw diskError(error, directory)
    }
    for (const entry of entries) {
      const name = directory + entry.name
      if (entry.isDirectory()) this.listDirectory(`${name}/`, names)
      else names.add(name)
    }
  }

  private path(file: string): string {
    return join(this.root, file)
  }

  private attempt<Value>(file: string, action: () => Value): Value {
    try {
      return action()
    } catch (error) {
      throw diskError(error, file)
    }
  }
}

const later = {
  close: promisify(close),
  fdatasync: promisify(fdatasync),
  fsync: promisify(fsync),
  open: promisify(open),
  rename: promisify(rename),
  rmdir: promisify(rmdir),
  unlink: promisify(unlink),
}
const none = new Uint8Array(0)
const readEntries = (path: string) => readdirSync(path, { withFileTypes: true })
