/** Zstandard: the platform's own where it has a sound one (Node 22.15), WebAssembly otherwise. */
import * as zlib from 'node:zlib'
import type { Compressor } from '../ports/codecs.ts'

/** What the types of Node 20 do not know yet. */
interface PlatformZstd {
  zstdCompressSync?: (bytes: Uint8Array) => Uint8Array
  zstdDecompressSync?: (bytes: Uint8Array, options: { maxOutputLength: number }) => Uint8Array
}

/** How far a WebAssembly result may grow at first; frames of Java do not say how long they are. */
const firstHeapBytes = 1024 * 1024

export async function loadZstd(): Promise<Compressor | null> {
  return platformZstd() ?? (await wasmZstd())
}

/** Null where there is none, and where it takes half a frame for a whole one (Deno 2.9). */
export function platformZstd(): Compressor | null {
  const { zstdCompressSync, zstdDecompressSync } = zlib as PlatformZstd
  if (zstdCompressSync === undefined || zstdDecompressSync === undefined) return null
  const frame = zstdCompressSync(new Uint8Array(64))
  try {
    zstdDecompressSync(frame.subarray(0, frame.length - 4), { maxOutputLength: 64 })
    return null
  } catch {
    // It refuses the broken frame, as it should.
  }
  return {
    compress: (bytes) => zstdCompressSync(bytes),
    decompress: (bytes, bytesMax) =>
      zstdDecompressSync(bytes, { maxOutputLength: Math.max(1, bytesMax) }),
  }
}

export async function wasmZstd(): Promise<Compressor | null> {
  try {
    const { init, compress, decompress } = await import('@bokuweb/zstd-wasm')
    await init()
    return {
      compress: (bytes) => compress(bytes),
      decompress(bytes, bytesMax) {
        const declared = zstdContentSize(bytes)
        if (declared !== null && declared > bytesMax) throw tooLong(bytesMax)
        if (declared !== null) return checked(decompress(bytes), bytesMax)
        return growing(bytes, bytesMax, decompress)
      },
    }
  } catch {
    return null
  }
}

type Decompress = (bytes: Uint8Array, options: { defaultHeapSize: number }) => Uint8Array

/** Doubles the room until the content fits, up to `bytesMax`. */
function growing(bytes: Uint8Array, bytesMax: number, decompress: Decompress): Uint8Array {
  for (let room = Math.min(firstHeapBytes, bytesMax); ; room = Math.min(room * 2, bytesMax)) {
    try {
      return decompress(bytes, { defaultHeapSize: room })
    } catch (error) {
      // -70: the room does not suffice.
      if (!String(error).includes('-70')) throw error
      if (room >= bytesMax) throw tooLong(bytesMax)
    }
  }
}

function checked(content: Uint8Array, bytesMax: number): Uint8Array {
  if (content.length > bytesMax) throw tooLong(bytesMax)
  return content
}

function tooLong(bytesMax: number): RangeError {
  return new RangeError(`zstd: the content exceeds ${bytesMax} bytes`)
}

/**
 * The length that a frame's header declares; null when it declares none.
 * Source: RFC 8878, section 3.1.1.1.
 */
export function zstdContentSize(frame: Uint8Array): number | null {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.length)
  if (view.getUint32(0, true) !== 0xfd2fb528) throw new RangeError('zstd: no frame begins here')
  const descriptor = view.getUint8(4)
  const singleSegment = (descriptor & 0x20) !== 0
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number
  const at = 5 + (singleSegment ? 0 : 1) + dictionaryBytes
  switch (descriptor >> 6) {
    case 0:
      return singleSegment ? view.getUint8(at) : null
    case 1:
      return view.getUint16(at, true) + 256
    case 2:
      return view.getUint32(at, true)
    default:
      return Number(view.getBigUint64(at, true))
  }
}
