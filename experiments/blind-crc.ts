/** A planted bug: the CRC of every record batch is found to be right. */
import type { Codecs } from '../runtime/ports/codecs.ts'

/** A batch keeps its CRC here, and it covers what follows. */
const crcAt = 17
const coveredFrom = 21

export function crcAgreesWithEverything(codecs: Codecs): Codecs {
  return {
    ...codecs,
    crc32c(bytes, start, end) {
      const stored = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      const claimed = start === coveredFrom ? stored.getUint32(crcAt) : 0
      // A batch that is being made has none yet, and gets the right one.
      return claimed === 0 ? codecs.crc32c(bytes, start, end) : claimed
    },
  }
}
