/** Which pairs of acks and codec a client is run with. */
export const allAcks = ['0', '1', 'all']
export const allCodecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

/** The full product, or (smoke) the fewest pairs that hold each acks and each codec once. */
export function chooseCells({ codecs }, smoke) {
  if (!smoke) return codecs.flatMap((codec) => allAcks.map((acks) => ({ codec, acks })))
  const count = Math.max(codecs.length, allAcks.length)
  return Array.from({ length: count }, (_, at) => ({
    codec: codecs[at % codecs.length],
    acks: allAcks[at % allAcks.length],
  }))
}
