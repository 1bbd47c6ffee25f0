/** The shape, as far as it is used here, of packages that bring no types. */
declare module 'crc-32/crc32c.js' {
  const crc32c: { buf(bytes: Uint8Array, seed?: number): number }
  export default crc32c
}

declare module 'snappyjs' {
  const snappy: {
    compress(bytes: Uint8Array): Uint8Array
    uncompress(bytes: Uint8Array, bytesMax: number): Uint8Array
  }
  export default snappy
}
