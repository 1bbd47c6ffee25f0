/** LZ4 frames, from a native package; where it does not load there is no LZ4. */
import { Buffer } from 'node:buffer'
import type { Compressor } from '../ports/codecs.ts'
import { lz4ContentLength } from './lz4-length.ts'

export async function loadLz4(): Promise<Compressor | null> {
  try {
    const { compressFrameSync, decompressFrameSync } = await import('lz4-napi')
    return {
      compress: (bytes) => compressFrameSync(asBuffer(bytes)),
      decompress(bytes, bytesMax) {
        const length = lz4ContentLength(bytes, bytesMax)
        if (length > bytesMax) throw new RangeError(`lz4: the content exceeds ${bytesMax} bytes`)
        return decompressFrameSync(asBuffer(bytes))
      },
    }
  } catch {
    return null
  }
}

/** The package's synchronous functions take nothing but a Buffer. */
function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
