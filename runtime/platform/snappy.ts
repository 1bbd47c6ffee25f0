/** Snappy's raw block format, in JavaScript: as fast as the native one, and it loads everywhere. */
import snappyjs from 'snappyjs'
import type { Compressor } from '../ports/codecs.ts'
import { snappyContentLength } from './snappy-length.ts'

export const snappy: Compressor = {
  compress: (bytes) => snappyjs.compress(bytes),
  decompress(bytes, bytesMax) {
    const length = snappyContentLength(bytes)
    if (length > bytesMax) throw new RangeError(`snappy: the content exceeds ${bytesMax} bytes`)
    return snappyjs.uncompress(bytes, bytesMax)
  },
}
