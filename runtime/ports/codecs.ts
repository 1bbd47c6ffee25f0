/**
 * The port of byte codecs: checksums, hashes and compressors. Implementations are loaded once,
 * before any actor starts, and come in as values; every function is synchronous and has no state of
 * its own.
 */

/** CRC-32C (Castagnoli) over bytes[start, end), as an unsigned 32-bit number. */
export type Crc32c = (bytes: Uint8Array, start?: number, end?: number) => number

/**
 * A streaming xxh64 with seed 0. `digest` may be asked at any point and does not end the stream.
 */
export interface Xxh64Stream {
  update(bytes: Uint8Array): void
  /** 16 lower-case hex digits. */
  digest(): string
}

export interface Xxh {
  /** xxh64 with seed 0, as 16 lower-case hex digits. */
  h64(bytes: Uint8Array): string
  /** xxh32 with seed 0, as an unsigned 32-bit number. */
  h32(bytes: Uint8Array): number
  create64(): Xxh64Stream
}

/** The codecs of Kafka record batches, in the order of their ids 1 to 4. */
export type CompressionName = 'gzip' | 'snappy' | 'lz4' | 'zstd'

export interface Compressor {
  compress(bytes: Uint8Array): Uint8Array
  /** Throws when the bytes are damaged, or when the result would be larger than `bytesMax`. */
  decompress(bytes: Uint8Array, bytesMax: number): Uint8Array
}

export interface Codecs {
  readonly crc32c: Crc32c
  readonly xxh: Xxh
  /**
   * What the platform offers. `lz4` is the frame format, `gzip` and `zstd` their own; `snappy` is
   * the raw block format, around which Java puts xerial frames (`protocol/xerial.ts`).
   */
  readonly compressors: ReadonlyMap<CompressionName, Compressor>
}
