/** Loads the byte codecs of this platform, once, before any actor starts. */
import type { Codecs, CompressionName, Compressor } from '../ports/codecs.ts'
import { loadCrc32c } from './crc32c.ts'
import { loadXxh } from './xxh.ts'

/** For brokers, which pass compressed records through: checksums and hashes, no compressor. */
export async function loadCodecs(): Promise<Codecs> {
  const [crc32c, xxh] = await Promise.all([loadCrc32c(), loadXxh()])
  return { crc32c, xxh, compressors: new Map() }
}

/** For our own clients: the same, with every compressor that this platform offers. */
export async function loadClientCodecs(): Promise<Codecs> {
  const [codecs, compressors] = await Promise.all([loadCodecs(), loadCompressors()])
  return { ...codecs, compressors }
}

/** What loads: `gzip` and `snappy` always, `zstd` almost, `lz4` where native code may run. */
export async function loadCompressors(): Promise<Map<CompressionName, Compressor>> {
  const [{ gzip }, { snappy }, lz4, zstd] = await Promise.all([
    import('./gzip.ts'),
    import('./snappy.ts'),
    import('./lz4.ts').then(({ loadLz4 }) => loadLz4()),
    import('./zstd.ts').then(({ loadZstd }) => loadZstd()),
  ])
  const compressors = new Map<CompressionName, Compressor>([
    ['gzip', gzip],
    ['snappy', snappy],
  ])
  if (lz4 !== null) compressors.set('lz4', lz4)
  if (zstd !== null) compressors.set('zstd', zstd)
  return compressors
}
