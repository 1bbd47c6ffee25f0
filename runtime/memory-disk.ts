/** A disk in memory: outlives the actors of its system, and ends with the system. */
import { type DiskDone, DiskError, type DiskPort, type FileScan } from './ports/disk.ts'

const smallestPieceBytes = 16 * 1024
const largestPieceBytes = 1024 * 1024

/** Appends never straddle two pieces, so an append can be read back without joining. */
interface Piece {
  readonly start: number
  readonly bytes: Uint8Array
  used: number
}

interface MemoryFile {
  pieces: Piece[]
  size: number
}

export class MemoryDisk implements DiskPort {
  private readonly files = new Map<string, MemoryFile>()

  append(file: string, ...parts: readonly Uint8Array[]): void {
    let found = this.files.get(file)
    if (found === undefined) {
      found = { pieces: [], size: 0 }
      this.files.set(file, found)
    }
    let length = 0
    for (const part of parts) length += part.length
    const piece = this.room(found, length)
    for (const part of parts) {
      piece.bytes.set(part, piece.used)
      piece.used += part.length
    }
    found.size += length
  }

  read(file: string, position: number, length: number): Uint8Array[] {
    const { pieces, size } = this.existing(file)
    const end = Math.min(size, position + length)
    const parts: Uint8Array[] = []
    for (let i = pieceAt(pieces, position); i < pieces.length; i++) {
      const { start, bytes, used } = pieces[i] as Piece
      if (start >= end) break
      const part = bytes.subarray(Math.max(0, position - start), Math.min(used, end - start))
      if (part.length > 0) parts.push(part)
    }
    return parts
  }

  truncate(file: string, size: number): void {
    const found = this.existing(file)
    if (size >= found.size) return
    found.pieces = found.pieces.filter((piece) => piece.start < size)
    const last = found.pieces.at(-1)
    // What was handed out by `read` must not change: the cut piece is never written again.
    if (last !== undefined) {
      const kept = last.bytes.subarray(0, size - last.start)
      found.pieces[found.pieces.length - 1] = { start: last.start, bytes: kept, used: kept.length }
    }
    found.size = size
  }

  sizeOf(file: string): number {
    return this.files.get(file)?.size ?? -1
  }

  list(prefix: string): string[] {
    return [...this.files.keys()].filter((name) => name.startsWith(prefix)).sort()
  }

  isInMemory(): boolean {
    return true
  }

  moveDirectory(directory: string, to: string): void {
    for (const file of this.list(`${directory}/`)) {
      const found = this.existing(file)
      this.files.delete(file)
      this.files.set(to + file.slice(directory.length), found)
    }
  }

  scan<Input, Found>(
    file: string,
    scan: FileScan<Input, Found>,
    input: Input,
    done: (found: Found | null) => void,
  ): void {
    if (!this.files.has(file)) return done(null)
    done(scan.run((position, length) => joined(this.read(file, position, length)), input))
  }

  sync(file: string, done: (outcome: DiskDone) => void): void {
    done({ error: this.files.has(file) ? null : 'ENOENT' })
  }

  rename(file: string, to: string, done: (outcome: DiskDone) => void): void {
    const found = this.files.get(file)
    if (found === undefined) return done({ error: 'ENOENT' })
    this.files.delete(file)
    this.files.set(to, found)
    done({ error: null })
  }

  remove(file: string, done: (outcome: DiskDone) => void): void {
    done({ error: this.files.delete(file) ? null : 'ENOENT' })
  }

  flush(): void {}

  private existing(file: string): MemoryFile {
    const found = this.files.get(file)
    if (found === undefined) throw new DiskError('ENOENT', file)
    return found
  }

  private room(file: MemoryFile, length: number): Piece {
    const last = file.pieces.at(-1)
    if (last !== undefined && last.bytes.length - last.used >= length) return last
    const doubled = Math.min(largestPieceBytes, (last?.bytes.length ?? 0) * 2)
    const capacity = Math.max(smallestPieceBytes, doubled, length)
    const piece: Piece = { start: file.size, bytes: new Uint8Array(capacity), used: 0 }
    file.pieces.push(piece)
    return piece
  }
}

/** Pieces as one; a single one is not copied. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Index of the piece that holds `position`. */
function pieceAt(pieces: readonly Piece[], position: number): number {
  let low = 0
  let high = pieces.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((pieces[middle] as Piece).start <= position) low = middle
    else high = middle - 1
  }
  return low
}
