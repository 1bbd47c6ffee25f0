/** Which partition a key goes to: murmur2 as in Kafka's Java client, so that all clients agree. */

const seed = 0x9747b28c
const multiplier = 0x5bd1e995

/** Murmur2 over 32 bits, signed. Source: Kafka's Utils.murmur2. */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes
  let h = seed ^ length
  const whole = length - (length % 4)
  for (let i = 0; i < whole; i += 4) {
    const word =
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24)
    let k = Math.imul(word, multiplier)
    k = Math.imul(k ^ (k >>> 24), multiplier)
    h = Math.imul(h, multiplier) ^ k
  }
  for (let i = length - 1; i >= whole; i--) h ^= (bytes[i] as number) << ((i - whole) * 8)
  if (length > whole) h = Math.imul(h, multiplier)
  h = Math.imul(h ^ (h >>> 13), multiplier)
  return h ^ (h >>> 15)
}

/** The partition of a key among `partitions`: equal keys meet while the count stays. */
export function partitionForKey(key: Uint8Array, partitions: number): number {
  return (murmur2(key) & 0x7fff_ffff) % partitions
}
