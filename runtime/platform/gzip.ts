/** gzip, from the platform. */
import { gunzipSync, gzipSync } from 'node:zlib'
import type { Compressor } from '../ports/codecs.ts'

export const gzip: Compressor = {
  compress: (bytes) => gzipSync(bytes),
  decompress: (bytes, bytesMax) => gunzipSync(bytes, { maxOutputLength: Math.max(1, bytesMax) }),
}
