/** What was appended to files lately: it waits to be written, and is soon read again. */

/** An append never straddles two pieces. */
interface Piece {
  readonly tail: Tail
  readonly start: number
  bytes: Uint8Array
  used: number
}

const smallestPieceBytes = 512
const largestPieceBytes = 256 * 1024

/** The end of one file. */
export class Tail {
  readonly pieces: Piece[] = []
  private readonly cache: TailCache

  constructor(cache: TailCache) {
    this.cache = cache
  }

  /** What lies below is on the disk only; Infinity when nothing is kept. */
  get start(): number {
    return this.pieces[0]?.start ?? Number.POSITIVE_INFINITY
  }

  /** `position`: the end of the file. */
  append(position: number, parts: readonly Uint8Array[]): number {
    let length = 0
    for (const part of parts) length += part.length
    if (length === 0) return 0
    const piece = this.room(position, length)
    for (const part of parts) {
      piece.bytes.set(part, piece.used)
      piece.used += part.length
    }
    return length
  }

  /** Bytes [position, end), which are all here. */
  read(position: number, end: number): Uint8Array[] {
    const parts: Uint8Array[] = []
    for (const { start, bytes, used } of this.pieces) {
      if (start >= end) break
      if (start + used <= position) continue
      parts.push(bytes.subarray(Math.max(0, position - start), Math.min(used, end - start)))
    }
    return parts
  }

  /** What was handed out must not change: a piece that is cut is never written again. */
  truncate(size: number): void {
    while (this.pieces.length > 0 && (this.pieces.at(-1) as Piece).start >= size) {
      this.cache.forget(this.pieces.pop() as Piece)
    }
    const last = this.pieces.at(-1)
    if (last === undefined || last.start + last.used <= size) return
    last.used = size - last.start
    this.cache.resized(last.bytes.length - last.used)
    last.bytes = last.bytes.subarray(0, last.used)
  }

  clear(): void {
    for (const piece of this.pieces.splice(0)) this.cache.forget(piece)
  }

  private room(position: number, length: number): Piece {
    const last = this.pieces.at(-1)
    if (last !== undefined && last.bytes.length - last.used >= length) return last
    const doubled = Math.min(largestPieceBytes, (last?.bytes.length ?? 0) * 2)
    const capacity = Math.max(smallestPieceBytes, doubled, length)
    const piece: Piece = { tail: this, start: position, bytes: new Uint8Array(capacity), used: 0 }
    this.pieces.push(piece)
    this.cache.added(piece)
    return piece
  }
}

/** All tails of a disk, within one bound. */
export class TailCache {
  private readonly boundBytes: number
  /** In the order in which they were made, and so in the order of their file. */
  private readonly pieces = new Set<Piece>()
  private heldBytes = 0

  constructor(boundBytes: number) {
    this.boundBytes = boundBytes
  }

  get sizeBytes(): number {
    return this.heldBytes
  }

  added(piece: Piece): void {
    this.pieces.add(piece)
    this.heldBytes += piece.bytes.length
  }

  forget(piece: Piece): void {
    if (this.pieces.delete(piece)) this.heldBytes -= piece.bytes.length
  }

  resized(byBytes: number): void {
    this.heldBytes -= byBytes
  }

  /** Drops the oldest pieces until the rest is within the bound; all must have been written. */
  shrink(): void {
    for (const piece of this.pieces) {
      if (this.heldBytes <= this.boundBytes) return
      piece.tail.pieces.shift()
      this.forget(piece)
    }
  }
}
