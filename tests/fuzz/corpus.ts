/** The kept corpus: attacks that once did harm, or stand for a kind of them. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import type { Attack } from './hostile-frames.ts'

interface KeptAttack {
  readonly title: string
  /** Bytes in hexadecimal, each part so many times. With the size of the frame, unless `raw`. */
  readonly parts: readonly { readonly hex: string; readonly times?: number }[]
  /** The parts are the stream itself, sizes included. */
  readonly raw?: boolean
}

export function keptAttacks(): Attack[] {
  const folder = join(process.cwd(), 'tests/fuzz/corpus')
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return files.sort().map((name) => {
    const {
      title,
      parts,
      raw = false,
    } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as KeptAttack
    const bytes = new Uint8Array(
      Buffer.concat(parts.map(({ hex, times = 1 }) => Buffer.from(hex.repeat(times), 'hex'))),
    )
    if (raw) return { kind: title, frame: null, chunks: [bytes] }
    const size = new Uint8Array(4)
    new DataView(size.buffer).setInt32(0, bytes.length)
    return { kind: title, frame: bytes, chunks: [size, bytes] }
  })
}
